"""What is written for each release, line by line: one folder per release, read by people when it changes.

A folder holds `full.conf` (the preview of the state `wanted`), `delta.conf` (the way there from `running`) and
`undo.conf` (the way back). `python tests/render/test_golden.py` writes them anew, for review.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made import Given, intent, to, unit
from reversing import reverse

from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.render import Style, render, render_changes
from fgsp_cli.state.state import DeviceState

FOLDER = Path(__file__).parent.parent / "data" / "render"
RELEASES = ("6.0.4", "6.2.7", "6.4.5", "6.4.10", "7.0.0", "7.0.5", "7.0.6", "7.2.0", "7.2.1", "7.4.4", "7.6.5", "8.0.0")
FILTER = {
    "srcintf": "port1",
    "srcaddr": "10.1.0.0 255.255.0.0",
    "dstaddr6": "2001:db8::/64",
    "custom-service": {1: {"dst-port-range": "443-443"}, 2: {}},
}
SECOND: Given = {"secondary-add-ipsec-routes": "disable", "session-sync-filter": FILTER}
PICKUP = {"session-pickup": "enable", "session-pickup-connectionless": "enable"}
CLUSTER = {
    "standalone-group-id": 7,
    "group-member-id": 1,
    "session-sync-dev": ("port5", "port6"),
    "encryption": "enable",
    "psksecret": SecretState.known(ReferenceName("${env:FGSP_PSK}")),
}
NEWER: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "6.2.7": ({"ipsec-tunnel-sync": "disable"}, {}),
    "7.0.0": ({"ike-monitor": "enable", "ike-seqjump-speed": 5}, {}),
    "7.4.4": ({}, {"asymmetric-traffic-control": "strict-anti-replay"}),
    "7.6.5": (
        {},
        {"monitor-interface": ("port1",), "monitor-prefix": {1: {"vdom": "root", "prefix": "10.0.0.0 255.0.0.0"}}},
    ),
    "8.0.0": ({"interface": "port5", "source-ip": "10.10.10.1"}, {"session-sync": "disable"}),
}
"""By release: what it has that the others of this test lack, in a row and in standalone-cluster."""


def wanted(fortios: str) -> DeviceState:
    """Two rows, one of them with a default that is spelled out; membership; session pickup."""
    row, cluster = NEWER.get(fortios, ({}, {}))
    first = to("10.10.10.2", syncvd=("root", "vd-a"), hb_interval=1000, hb_lost_threshold=6)
    rows = {2: {**first, "down-intfs-before-sess-sync": ("port1", "port2"), **row}, 18: {**to("10.10.10.2"), **SECOND}}
    has_cluster = dialect(fortios).section("standalone-cluster") is not None
    state = intent(unit(fortios, rows, {**CLUSTER, **cluster} if has_cluster else None, PICKUP))
    return replace(state, named=(state.named or frozenset()) | {("peer", 2, "peervd")})


def running(fortios: str) -> DeviceState:
    """A unit with a row that stays, one that goes, and other ids."""
    has_cluster = dialect(fortios).section("standalone-cluster") is not None
    rows = {2: to("10.10.10.9", peervd="isl"), 5: to("10.10.10.5", syncvd=("root",))}
    cluster = {"standalone-group-id": 1, "layer2-connection": "available"} if has_cluster else None
    return unit(fortios, rows, cluster, {"session-pickup": "enable", "session-pickup-delay": "enable"})


def texts(fortios: str) -> dict[str, str]:
    """The files of a release."""
    changes = compare(running(fortios), wanted(fortios), by_identity=False)
    return {
        "full.conf": render(wanted(fortios), fortios, Style(device="fgt-b")),
        "delta.conf": render_changes(changes, fortios),
        "undo.conf": render_changes(reverse(changes, dialect(fortios)), fortios),
    }


@pytest.mark.parametrize("fortios", RELEASES)
def test_the_lines_of_a_release_are_those_that_were_reviewed(fortios: str) -> None:
    """Nothing that is typed into a unit changes unseen."""
    for name, text in texts(fortios).items():
        assert text == (FOLDER / fortios / name).read_text(encoding="utf-8"), name


if __name__ == "__main__":
    for release in RELEASES:
        (FOLDER / release).mkdir(parents=True, exist_ok=True)
        for file, content in texts(release).items():
            (FOLDER / release / file).write_text(content, encoding="utf-8")
