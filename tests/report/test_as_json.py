"""What scripts read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.report import Appearance, HostKey, Rendering
from fgsp_cli.report.formats import formatter

sys.path.insert(0, str(Path(__file__).parent))
from samples import results

FORMAT = formatter("json", Appearance())


def test_results_have_the_shape_that_is_promised() -> None:
    """Key by key: values are CLI text in the release's own unit, a secret is `present`."""
    document = json.loads(FORMAT.results(results("plan")))

    assert document["schema_version"] == 1
    assert document["command"] == "plan"
    assert document["summary"] == {"in_sync": 1, "drift": 1, "unreachable": 1}
    unit = document["devices"]["fgt-a"]
    assert list(unit) == ["cluster", "fortios", "status", "changes", "unmanaged", "commands", "undo", "error"]
    assert unit["changes"][2] == {
        "path": "cluster-peer/3/hb-interval",
        "action": "set",
        "effect": "safe",
        "intended": "10",
        "running": "20",
        "position": "edge.yaml:9:22",
    }
    assert unit["changes"][0]["intended"] == "present"
    assert unit["changes"][1]["intended"]["session-sync-filter"] == {
        "custom-service": {"1": {"dst-port-range": "443-443"}}
    }


def test_renderings_are_lines_by_device() -> None:
    """`render --format json`."""
    lines = ("config system ha", "    set session-pickup enable", "end")

    assert json.loads(FORMAT.renderings({"fgt-a": Rendering(fortios="7.4.4", lines=lines)})) == {
        "schema_version": 1,
        "command": "render",
        "devices": {"fgt-a": {"fortios": "7.4.4", "commands": list(lines)}},
    }


def test_host_keys_are_fingerprints_by_device() -> None:
    """`trust --format json`."""
    key = HostKey(status="new", address="[127.0.0.1]:2201", kind="ssh-ed25519", fingerprint="SHA256:abc")

    assert json.loads(FORMAT.host_keys({"fgt-a": key}))["devices"]["fgt-a"] == {
        "status": "new",
        "address": "[127.0.0.1]:2201",
        "kind": "ssh-ed25519",
        "fingerprint": "SHA256:abc",
    }


@pytest.mark.parametrize(
    ("release", "interval"),
    [
        ("7.0.5", {"minimum": 1, "maximum": 10, "unit": "s", "default": "2"}),
        ("7.0.6", {"minimum": 1, "maximum": 20, "unit": "100ms", "default": "2"}),
    ],
)
def test_the_schema_of_a_release_is_in_its_own_unit(release: str, interval: dict[str, object]) -> None:
    """The heartbeat counts seconds up to 7.0.5 and tenths of a second from 7.0.6 on [schema.yaml]."""
    document = json.loads(FORMAT.schema(dialect(release)))
    setting = document["blocks"]["system cluster-sync"]["settings"]["hb-interval"]

    assert document["fortios"] == release
    assert {name: setting[name] for name in interval} == interval


def test_the_schema_lists_what_may_be_written_alone() -> None:
    """Of `system ha`, `mode` and its like are read and never written [architecture.md#intent]."""
    settings = json.loads(FORMAT.schema(dialect("7.4.4")))["blocks"]["system ha"]["settings"]

    assert "session-pickup" in settings
    assert not {"mode", "group-id", "hbdev"} & set(settings)
