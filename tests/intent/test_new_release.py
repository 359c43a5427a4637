"""A release that the package does not know is a change of data: no line of code knows attributes by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from intent_texts import intent, row, states, wrong

from fgsp_cli.fortios.schema_data import Schema, packaged_data, use_schema

NEW = [["9.0.0", None]]
ATTRIBUTES = [
    {"key": "sync-window", "kind": "integer", "help": "Sessions in flight.", "in": NEW,
     "limits": [{"in": NEW, "min": 1, "max": 64}], "defaults": [{"in": NEW, "value": 8}]},
    {"key": "sync-zones", "kind": "names", "help": "Zones.", "in": NEW, "max_length": 15,
     "defaults": [{"in": NEW, "value": []}]},
]  # fmt: skip


@pytest.fixture(autouse=True)
def release_9() -> Iterator[None]:
    """The data with 9.0.0 in it: two new arguments of rows, and a new name for an old one."""
    data = packaged_data()
    data["branches"].append({"branch": "9.0", "newest": "9.0.0", "confirmed": True})  # type: ignore[attr-defined]
    attributes = data["tables"]["peer"]["attributes"]  # type: ignore[index]
    attributes += ATTRIBUTES
    interface = next(each for each in attributes if each["key"] == "interface")
    interface["key"] = "egress-interface"
    interface["spelled"] = [{"in": [["8.0.0", "8.0.999"]], "name": "interface"}]
    with use_schema(Schema.from_mapping(data)):
        yield


def device(release: str, arguments: str) -> str:
    """One device with one row."""
    return f"devices: {{fgt-x: {{fortios: {release}, cluster_sync: [{{peerip: 10.0.0.1, {arguments}}}]}}}}"


def test_its_arguments_are_read_and_checked() -> None:
    """Value, range, default."""
    found = row(device("9.0.0", "sync_window: 9, sync-zones: [b, a]"), "fgt-x", 1)
    assert (found["sync-window"], found["sync-zones"]) == (9, ("a", "b"))
    (line,) = wrong(device("9.0.0", "sync_window: §65"))
    assert "out of range (found: 65; allowed: 1 to 64 in 9.0.0 and later)" in line


def test_older_releases_do_not_have_them() -> None:
    """And say which does."""
    (line,) = wrong(device("8.0.0", "§sync_window: 9"))
    assert "FortiOS 8.0.0 has no `sync_window` (allowed: FortiOS 9.0.0 and later)" in line


@pytest.mark.parametrize("name", ["interface", "egress_interface", "egress-interface"])
@pytest.mark.parametrize("release", ["8.0.0", "9.0.0"])
def test_an_argument_that_it_renames_is_one_under_both_names(name: str, release: str) -> None:
    """In states it has the newest."""
    assert row(device(release, f"{name}: port1"), "fgt-x", 1)["egress-interface"] == "port1"


def test_it_is_a_seen_release_and_a_branch() -> None:
    """No warning is due."""
    assert not intent(device("9.0.0", "sync_window: 9")).warnings
    assert str(states(device("9.0", "sync_window: 9"))["fgt-x"].fortios) == "9.0.0"


def test_states_are_those_of_the_data_in_force() -> None:
    """An intent that was read before the data changed is not answered from memory."""
    given = intent(device("9.0.0", "peervd: root"))
    assert "sync-window" in given.states()["fgt-x"].peers[1]
    with use_schema(Schema.from_mapping(packaged_data())):
        assert "sync-window" not in given.states()["fgt-x"].peers[1]
