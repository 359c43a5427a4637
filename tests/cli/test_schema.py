"""`fgsp schema`: the data of the program, for people, scripts and editors."""

from __future__ import annotations

import yaml
from command_line import EDGE, Fgsp
from jsonschema import Draft202012Validator

from fgsp_cli.fortios.schema_data import schema


def test_the_newest_release_is_shown_unless_one_is_named(fgsp: Fgsp) -> None:
    """The first line says which."""
    assert fgsp("schema").out.startswith(f"FortiOS {schema().branches[-1].newest}\n")
    assert fgsp("schema", "--fortios", "v6.4.5").out.startswith("FortiOS 6.4.5\n")


def test_a_release_knows_its_own_spelling(fgsp: Fgsp) -> None:
    """slave-add-ike-routes up to 7.0.0, secondary-add-ipsec-routes from 7.0.1 on [schema.yaml]."""
    older, newer = fgsp("schema", "--fortios", "7.0.0").out, fgsp("schema", "--fortios", "7.0.1").out

    assert "slave-add-ike-routes" in older
    assert "secondary-add-ipsec-routes" not in older
    assert "secondary-add-ipsec-routes" in newer


def test_a_branch_stands_for_its_newest_release(fgsp: Fgsp) -> None:
    """Every branch of the data can be named by its two numbers."""
    for branch in schema().branches:
        assert fgsp("schema", "--fortios", branch.name).out.startswith(f"FortiOS {branch.newest}\n")
    assert fgsp("schema", "--fortios", "v7.4").out == fgsp("schema", "--fortios", "7.4").out
    assert fgsp("schema", "--fortios", "7.5").code == 64
    assert fgsp("diff", "x", "y", "--fortios", "7.4").code == 64  # elsewhere a branch is not precise enough


def test_an_unseen_release_is_shown_with_a_warning(fgsp: Fgsp) -> None:
    """As the newest below it."""
    ran = fgsp("schema", "--fortios", "9.1.0")

    assert ran.code == 0
    assert ran.err.startswith("fgsp: warning: FortiOS 9.1.0 is not known to this program")


def test_json_is_for_scripts(fgsp: Fgsp) -> None:
    """The same settings, nested as the unit nests them."""
    document = fgsp("schema", "--fortios", "7.4.4", "--format", "json").document

    assert (document["schema_version"], document["command"], document["fortios"]) == (1, "schema", "7.4.4")
    blocks = document["blocks"]
    assert "peerip" in blocks["system standalone-cluster"]["settings"]["cluster-peer"]["settings"]  # type: ignore[index]


def test_the_json_schema_accepts_an_intent_and_refuses_a_misspelt_one(fgsp: Fgsp) -> None:
    """For an editor that checks while one types."""
    document = fgsp("schema", "--format", "jsonschema").document
    Draft202012Validator.check_schema(document)
    checker = Draft202012Validator(document)

    assert checker.is_valid(yaml.safe_load(EDGE))
    assert not checker.is_valid(yaml.safe_load(EDGE.replace("cluster_sync", "cluster_sink")))
