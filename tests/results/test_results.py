"""What verbs tell of units: the JSON and the exit code."""

from __future__ import annotations

import pytest
from made import intent, to, unit

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.versions import Release
from fgsp_cli.results.results import Outcome, Results, Status, worst
from fgsp_cli.state.change import Action, Change, Effect
from fgsp_cli.state.cli_text import change_json
from fgsp_cli.state.state import Block

V744 = Release.parse("7.4.4")


def test_the_document_of_a_unit_has_exactly_these_parts() -> None:
    """Scripts rely on every key being there, whatever came of the unit."""
    bare = Outcome(status=Status.UNREACHABLE, cluster="edge", error="no route").to_json()
    assert bare == {
        "cluster": "edge",
        "fortios": "",
        "status": "unreachable",
        "changes": [],
        "unmanaged": [],
        "commands": [],
        "undo": [],
        "error": "no route",
    }


def test_a_change_tells_cli_text_in_the_unit_s_own_count() -> None:
    """Times are in the release's unit, lists are words, positions are file:line:column."""
    position = Position(source="edge.yaml", line=4, column=7)
    change = Change(
        path=("peer", 3, "hb-interval"),
        action=Action.SET,
        effect=Effect.SAFE,
        intended=1000,
        running=2000,
        position=position,
    )
    told = {
        "path": "cluster-peer/3/hb-interval",
        "action": "set",
        "effect": "safe",
        "intended": "10",
        "running": "20",
        "position": "edge.yaml:4:7",
    }
    assert change_json(change, dialect("7.4.4")) == told
    seconds = {"path": "cluster-sync/3/hb-interval", "intended": "1", "running": "2"}
    assert change_json(change, dialect("7.0.5")) == told | seconds


def test_a_row_is_an_object_of_its_named_attributes() -> None:
    """In the spelling of the release, nested blocks inside, the other side null."""
    services = {"custom-service": {2: {"dst-port-range": "443-443"}}}
    row = to("10.0.0.2", syncvd=("a", "b"), secondary_add_ipsec_routes="disable", session_sync_filter=services)
    (change,) = compare(unit("6.4.5"), unit("6.4.5", rows={1: row}))
    told = change_json(change, dialect("6.4.5"))
    assert (told["path"], told["action"], told["running"]) == ("cluster-sync/1", "create", None)
    assert told["intended"] == {
        "peerip": "10.0.0.2",
        "syncvd": "a b",
        "slave-add-ike-routes": "disable",
        "session-sync-filter": {"custom-service": {"2": {"dst-port-range": "443-443"}}},
    }


def test_a_secret_is_only_ever_present() -> None:
    """Neither its value nor the reference to it is told; one that is missing is null."""
    wanted = intent(unit(cluster={"psksecret": SecretState.known(ReferenceName("${env:FGSP_PSK}"))}))
    (change,) = compare(unit(), wanted)
    told = change_json(change, dialect("7.4.4"))
    assert (told["intended"], told["running"]) == ("present", None)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("syncvd", (), ""),
        ("syncvd", ("root",), "root"),
        ("down-intfs-before-sess-sync", ("port 1", "port2"), '"port 1" port2'),
        ("peervd", "isl", "isl"),
        ("hb-interval", 3000, "3000 ms"),
    ],
)
def test_values_are_words(key: str, value: object, text: str) -> None:
    """Quotes stand only where one word would be taken for two; a time that the release cannot count is told as time."""
    change = Change(path=("peer", 1, key), action=Action.SET, effect=Effect.SAFE, intended=value)  # type: ignore[arg-type]
    assert change_json(change, dialect("7.4.4"))["intended"] == text


def test_unmanaged_rows_are_told_with_what_they_hold() -> None:
    """They are listed, and are no change."""
    outcome = Outcome(status=Status.IN_SYNC, fortios=V744, unmanaged={("peer", 9): Block({"peerip": "10.0.0.9"})})
    assert outcome.to_json()["unmanaged"] == [{"path": "cluster-peer/9", "running": {"peerip": "10.0.0.9"}}]


def test_the_document_counts_statuses() -> None:
    """The summary has those that occur."""
    devices = {
        name: Outcome(status=status)
        for name, status in zip("abc", [Status.DRIFT, Status.IN_SYNC, Status.DRIFT], strict=True)
    }
    document = Results(command="plan", devices=devices).to_json()
    assert (document["schema_version"], document["command"]) == (1, "plan")
    assert document["summary"] == {"in_sync": 1, "drift": 2}
    assert list(document["devices"]) == ["a", "b", "c"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], 0), ([0, 2], 2), ([2, 1, 0], 1), ([1, 130, 2], 130), ([130, 3], 3), ([3, 4, 130, 1, 2, 0], 4)],
)
def test_of_several_exit_codes_the_worst_wins(codes: list[int], code: int) -> None:
    """4, 3, 130, 1, 2, 0."""
    assert worst(codes) == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.IN_SYNC, 0),
        (Status.CHANGED, 0),
        (Status.SKIPPED, 0),
        (Status.DRIFT, 2),
        (Status.REFUSED, 1),
        (Status.UNREACHABLE, 1),
        (Status.FAILED, 1),
        (Status.ROLLED_BACK, 3),
    ],
)
def test_every_status_has_its_exit_code(status: Status, code: int) -> None:
    """What a unit came out as decides, unless somebody says more."""
    assert Outcome(status=status).exit_code() == code
    assert Outcome(status=status, code=4).exit_code() == 4


def test_unmanaged_rows_are_a_difference_only_if_strict() -> None:
    """Alone they are listed and exit 0; with `--strict`, 2."""
    outcome = Outcome(status=Status.IN_SYNC, fortios=V744, unmanaged={("peer", 9): Block()})
    results = Results(command="plan", devices={"a": outcome})
    assert (results.exit_code(), results.exit_code(strict=True)) == (0, 2)
