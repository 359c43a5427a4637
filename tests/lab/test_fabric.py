"""Which units of a lab are peers of each other, and how they say so [facts/cli-behaviour.md#6.2; transcripts fgsp-diag-*]."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab_client import Client

from fgsp_cli.lab.inventory.generate import generate
from fgsp_cli.testing import Lab, LabUnit, Quirks, UnitSpec

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
PICKUP = "config system ha\nset session-pickup enable\nend\n"
SYNC, CONTEXT, PEERS, KERNEL = (
    "diagnose sys session sync",
    "diagnose test application sessionsync 1",
    "diagnose test application sessionsync 3",
    "diagnose sys ha standalone-peers",
)


def _config(peerip: str, *, group: int = 7, more: str = "", row: str = "") -> str:
    ids = f"config system standalone-cluster\nset standalone-group-id {group}\n{more}"
    return f"{PICKUP}{ids}config cluster-peer\nedit 4\nset peerip {peerip}\nset syncvd root\n{row}next\nend\nend\n"


def _pair(one: str = "", two: str = "", **settings: object) -> Lab:
    specs = (("a", one or _config("10.0.0.2"), "10.0.0.1"), ("b", two or _config("10.0.0.1"), "10.0.0.2"))
    return Lab(
        [
            UnitSpec(**{"name": name, "fortios": "7.4.4", "config": config, "addresses": (own,), **settings})  # type: ignore[arg-type]
            for name, config, own in specs
        ]
    )


def _said(unit: LabUnit, command: str) -> str:
    with Client(unit) as client:
        return client.command(command)[0]


def _counters(unit: LabUnit) -> tuple[int, int]:
    found = re.search(r"^sync: create=(\d+):0,.*\nrecv: create=(\d+):0,", _said(unit, SYNC), re.MULTILINE)
    assert found is not None
    return int(found[1]), int(found[2])


def _detected(unit: LabUnit) -> int:
    found = re.search(r"^Detected-peers=(\d+)$", _said(unit, KERNEL), re.MULTILINE)
    assert found is not None
    return int(found[1])


def _moves(unit: LabUnit) -> tuple[bool, bool]:
    before, after = _counters(unit), _counters(unit)
    return after[0] > before[0], after[1] > before[1]


def test_two_units_that_agree_are_peers() -> None:
    """Each lists the other, and sessions go both ways."""
    with _pair() as lab:
        for unit, peerip in ((lab["a"], "10.0.0.2"), (lab["b"], "10.0.0.1")):
            assert _moves(unit) == (True, True)
            assert _detected(unit) == 1
            assert f"peer 4: {peerip} in root, ha=0, num-sync-vd=1\n" in _said(unit, PEERS)
            assert f"standalone-peers=1, default-peer={peerip} in vdom=0" in _said(unit, CONTEXT)
            assert "sync_started=1, sync_tcp=1, sync_others=0," in _said(unit, SYNC)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("", PICKUP),
        ("", _config("10.0.0.9")),
        ("", _config("10.0.0.1", group=8)),
        ("", _config("10.0.0.1", more="set encryption enable\nset psksecret first\n")),
        (
            _config("10.0.0.2", more="set encryption enable\nset psksecret first\n"),
            _config("10.0.0.1", more="set encryption enable\nset psksecret second\n"),
        ),
    ],
    ids=["no row back", "a row to nobody", "another group", "one encrypts", "two secrets"],
)
def test_two_units_that_do_not_agree_are_no_peers(one: str, two: str) -> None:
    """Neither sees the other, whichever side is wrong, and no counter moves."""
    with _pair(one, two) as lab:
        for unit in lab:
            assert _moves(unit) == (False, False)
            assert _detected(unit) == 0
            assert "ha=0" not in _said(unit, PEERS)
            assert "standalone-peers=0," in _said(unit, CONTEXT)


def test_the_same_secret_is_the_same_however_it_was_stored() -> None:
    """As typed here, and encrypted anew by a unit that does so at every display."""
    secret = "set encryption enable\nset psksecret first\n"
    with Lab([UnitSpec(name="x", fortios="7.4.4", config=_config("10.0.0.1", more=secret))]) as lab:
        stored = re.search(r"set psksecret (ENC .*)", lab["x"].stored_text())
    assert stored is not None
    again = f"set encryption enable\nset psksecret {stored[1]}\n"
    with _pair(_config("10.0.0.2", more=secret), _config("10.0.0.1", more=again)) as lab:
        assert _detected(lab["a"]) == 1


def test_a_unit_without_session_pickup_only_listens() -> None:
    """Its peer sends, and gets nothing."""
    with _pair(two=_config("10.0.0.1").removeprefix(PICKUP)) as lab:
        assert _moves(lab["a"]) == (True, False)
        assert _moves(lab["b"]) == (False, True)
        assert "sync_started=0, sync_tcp=0" in _said(lab["b"], SYNC)


def test_peers_come_and_go_with_what_is_configured() -> None:
    """And with the other unit's being there."""
    with _pair() as lab:
        change = "config system standalone-cluster\nset standalone-group-id {}\nend"
        lab["b"].admin_change(change.format(9))
        assert _detected(lab["a"]) == 0
        lab["b"].admin_change(change.format(7))
        assert _detected(lab["a"]) == 1
        lab["b"].hang_up(for_good=True)
        assert _detected(lab["a"]) == 0


@pytest.mark.parametrize(("listed", "count"), [("seen", 0), ("configured", 1)])
def test_whether_a_peer_that_does_not_answer_is_listed_is_a_quirk(listed: str, count: int) -> None:
    """The counters and the detected peers tell the truth in both cases."""
    with _pair(two=PICKUP, quirks=Quirks(peers_listed=listed)) as lab:  # type: ignore[arg-type]
        assert _said(lab["a"], PEERS).count("ha=0") == count
        assert f"standalone-peers={count}," in _said(lab["a"], CONTEXT)
        assert _detected(lab["a"]) == 0
        assert _moves(lab["a"]) == (False, False)


def test_the_format_of_the_kernels_list_is_a_quirk() -> None:
    """Only the field `Detected-peers=N` is established."""
    with _pair(quirks=Quirks(standalone_peers="group {group} member {member}\nDetected-peers={detected}\n")) as lab:
        assert _said(lab["a"], KERNEL) == "a # group 7 member 0\nDetected-peers=1\n\na # "


def test_addresses_are_those_of_the_interfaces_in_their_vdom() -> None:
    """A row names the VDOM that the address is in; a secondary address is one too."""
    interface = (
        "config system interface\nedit port1\nset vdom {}\nset ip {} 255.255.255.0\nconfig secondaryip\nedit 1\n"
        "set ip {} 255.255.255.0\nnext\nend\nnext\nend\n"
    )
    for peervd, count in (("isl", 1), ("root", 0)):
        specs = [
            UnitSpec(
                name=name,
                fortios="7.4.4",
                vdoms=("isl",),
                config=interface.format("isl", f"10.0.0.{own}", f"10.0.1.{own}")
                + _config(f"10.0.1.{other}", row=f"set peervd {peervd}\n"),
            )
            for name, own, other in (("a", 1, 2), ("b", 2, 1))
        ]
        with Lab(specs) as lab:
            assert _said(lab["a"], f"sudo global {PEERS}").count("in isl, ha=0") == count


@pytest.mark.parametrize("fortios", ["6.0.4", "6.4.4", "7.0.12", "8.0.0"])
def test_made_up_clusters_are_peers(tmp_path: Path, fortios: str) -> None:
    """At every release, with or without group ids: everybody sees everybody else of its own cluster."""
    with generate(5, out=tmp_path, cluster_size=3, fortios=(fortios,), peers_configured=True) as lab:
        assert [_detected(unit) for unit in lab] == [2, 2, 2, 1, 1]


def test_a_unit_without_peers_says_so() -> None:
    """Also one whose release has no table of peers."""
    with Lab([UnitSpec(name="u", fortios="5.4.1")]) as lab:
        assert _detected(lab["u"]) == 0
        assert _counters(lab["u"]) == (0, 0)
        assert "default-peer=0.0.0.0 in vdom=0" in _said(lab["u"], CONTEXT)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("fgsp-diag-session-sync-6.0.txt", SYNC),
        ("fgsp-diag-sessionsync-daemon-1.txt", CONTEXT),
        ("fgsp-diag-sessionsync-daemon-3.txt", PEERS),
    ],
)
def test_the_lines_are_those_of_the_recordings(name: str, command: str) -> None:
    """With other numbers and addresses in them."""
    recorded = (TRANSCRIPTS / name).read_text(encoding="utf-8").split("# ----\n", 1)[1].strip().splitlines()[1:]
    with _pair() as lab:
        said = _said(lab["a"], command).removeprefix("a # ").removesuffix("\n\na # ").splitlines()
    rows = re.compile(r"peer \d+: .* ha=0|\d+: vd=")
    assert [_shape(line) for line in said if not rows.match(line)] == [
        _shape(line) for line in recorded if not rows.match(line)
    ]
    assert {_shape(line) for line in said if rows.match(line)} == {
        _shape(line) for line in recorded if rows.match(line)
    }


def _shape(line: str) -> str:
    return re.sub(r"\d[\d.]*\b", "N", line).strip()
