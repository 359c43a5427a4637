"""The JSON Schema of the intent takes what the program takes, and knows each release's own ranges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from fgsp_cli.fortios.schema_data import Schema, packaged_data, schema, use_schema
from fgsp_cli.intent.jsonschema import json_schema

ROOT = Path(__file__).parents[2]
INTENTS = [ROOT / "tests" / "data" / "intents" / "design.yaml", *sorted((ROOT / "inventories").glob("*/intent.yaml"))]


def validator(release: str | None = None) -> Draft202012Validator:
    """A validator for all releases, or for one."""
    made = json_schema(release)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(json.loads(json.dumps(made)))


def device(release: str, **rows: object) -> dict[str, object]:
    """An intent with one device that has one row."""
    return {"devices": {"fgt-x": {"fortios": release, "cluster_sync": [rows]}}}


@pytest.mark.parametrize("path", INTENTS, ids=lambda path: path.parent.name)
def test_the_examples_are_valid(path: Path) -> None:
    """As an editor loads them."""
    validator().validate(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize("release", schema().turning_points(), ids=str)
def test_every_release_has_a_schema_of_its_own(release: object) -> None:
    """With what that release knows, and no more."""
    made = json_schema(str(release))
    Draft202012Validator.check_schema(made)
    assert "$defs" in made


@pytest.mark.parametrize(
    ("release", "row", "valid"),
    [
        (None, {"hb_interval": 20}, True),
        ("7.0.5", {"hb_interval": 20}, False),
        ("7.0.6", {"hb_interval": 20}, True),
        (None, {"interface": "port1"}, True),
        ("7.4.4", {"interface": "port1"}, False),
        ("8.0.0", {"interface": "port1"}, True),
        (None, {"slave_add_ike_routes": "enable", "syncvd": [{"name": "root"}]}, True),
        (None, {"slave-add-ike-routes": "enable", "syncvd": "root"}, True),
        (None, {"secondary_add_ipsec_routes": "yes"}, False),
        (None, {"hb_intervall": 2}, False),
        (None, {"sync_id": 0}, False),
        (None, {"sync_id": "12"}, True),
        (None, {"heartbeat": {"interval": "1s", "lost_after": "6s"}}, True),
        (None, {"heartbeat": {"interval": 1}}, False),
        (None, {"session_sync_filter": {"custom_service": [{"id": 1, "dst_port_range": 443}]}}, True),
        (None, {"session_sync_filter": [{"srcaddr": "10.0.0.0 255.0.0.0"}]}, True),
        (None, {"session_sync_filter": {"srcaddr": "10.0.0.0"}}, False),
        (None, {"peerip": "10.0.0"}, False),
    ],
)
def test_rows_are_checked_by_the_schema_data(release: str | None, row: dict[str, object], valid: bool) -> None:
    """Types, options, ranges, and what the release knows."""
    assert validator(release).is_valid(device("7.4.4", **row)) is valid


def test_descriptions_are_the_help_of_the_data_with_its_releases() -> None:
    """What an editor shows beside the argument."""
    row = json_schema()["$defs"]["row"]["properties"]  # type: ignore[index]
    assert row["hb_interval"]["description"].startswith(
        "Time between two heartbeats to this peer. FortiOS 6.0.0 and later."
    )
    assert "1 to 20 x 100 ms in 6.4.10 to the last 6.4" in row["hb_interval"]["description"]


def test_a_new_release_needs_no_line_here() -> None:
    """Data alone makes the schema."""
    data = packaged_data()
    data["branches"].append({"branch": "9.0", "newest": "9.0.0", "confirmed": True})  # type: ignore[attr-defined]
    new = {"key": "sync-colour", "kind": "option", "help": "Colour.", "in": [["9.0.0", None]],
           "options": [{"in": [["9.0.0", None]], "values": ["red", "blue"]}],
           "defaults": [{"in": [["9.0.0", None]], "value": "red"}]}  # fmt: skip
    data["tables"]["peer"]["attributes"].append(new)  # type: ignore[index]
    with use_schema(Schema.from_mapping(data)):
        assert validator("9.0.0").is_valid(device("9.0.0", sync_colour="blue"))
        assert not validator("9.0.0").is_valid(device("9.0.0", sync_colour="green"))
        assert not validator("8.0.0").is_valid(device("8.0.0", sync_colour="blue"))
    assert not validator().is_valid(device("8.0.0", sync_colour="blue"))
