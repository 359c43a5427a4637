"""`get system status` is understood on every release and model we have seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.fortios.status import Status, parse_status
from fgsp_cli.fortios.versions import Release

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
STANDALONE = {"vdom_mode": "disable", "ha_mode": "standalone", "ha_role": "standalone"}
SAMPLES = {
    "status-1801F-7.0.13-ha-primary.txt": Status(
        model="FortiGate-1801F",
        release=Release(7, 0, 13),
        build=566,
        serial="FG181XXXXXXXXXXX",
        hostname="FGT",
        vdom_mode="disable",
        ha_mode="a-p",
        ha_role="primary",
    ),
    "status-600E-6.2.6-vdom-multiple-ha-master.txt": Status(
        model="FortiGate-600E",
        release=Release(6, 2, 6),
        build=1175,
        serial="FG6H0Exxxxxxxxx",
        hostname="fgt-600e",
        vdom_mode="multiple",
        ha_mode="a-p",
        ha_role="primary",
    ),
    "status-60F-7.0.7-standalone.txt": Status(
        model="FortiGate-60F",
        release=Release(7, 0, 7),
        build=367,
        serial="FGT60xxxxxxxxxxx",
        hostname="fw1",
        **STANDALONE,
    ),
    "status-60F-7.4.8-standalone.txt": Status(
        model="FortiGate-60F",
        release=Release(7, 4, 8),
        build=2795,
        serial="FGT60A0000TEST03",
        hostname="fw1",
        **STANDALONE,
    ),
    "status-VM64KVM-6.2.3-standalone.txt": Status(
        model="FortiGate-VM64-KVM",
        release=Release(6, 2, 3),
        build=1066,
        serial="FGVM010000TEST08",
        hostname="FGT-B1-1",
        **STANDALONE,
    ),
    "status-VM64KVM-6.4.4-standalone.txt": Status(
        model="FortiGate-VM64-KVM",
        release=Release(6, 4, 4),
        build=1803,
        serial="FGVMEV0000TEST05",
        hostname="d2_fw",
        **STANDALONE,
    ),
    "status-VM64KVM-7.0.3-eval.txt": Status(
        model="FortiGate-VM64-KVM",
        release=Release(7, 0, 3),
        build=237,
        serial="FGVMEV0000TEST02",
        hostname="fortigate01",
        **STANDALONE,
    ),
    "status-grep-VM64KVM-6.2.3.txt": Status(model="FortiGate-VM64-KVM", release=Release(6, 2, 3), build=8348),
    "status-split-task-101F-7.0.11.txt": Status(
        model="FortiGate-101F", release=Release(7, 0, 11), build=489, vdom_mode="split-task"
    ),
    "status-FMG-VM64-7.4.6-not-a-fortigate.txt": Status(
        model="FortiManager-VM64",
        platform="FMG-VM64",
        release=Release(7, 4, 6),
        build=2588,
        serial="FMG-VMTM20000000",
        hostname="FortiMgr2",
    ),
}


def test_every_sample_has_its_answer() -> None:
    """A new sample without an answer must not pass unseen."""
    assert {path.name for path in TRANSCRIPTS.glob("status-*")} == set(SAMPLES)


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items())
def test_a_sample_is_understood(name: str, expected: Status) -> None:
    """Keys that are not there are None, prompts, echoes and unknown lines are passed over."""
    assert parse_status((TRANSCRIPTS / name).read_text()) == expected


@pytest.mark.parametrize("name", SAMPLES)
def test_only_a_fortigate_is_a_fortigate(name: str) -> None:
    """A FortiManager answers the same command in another form [facts/cli-behaviour.md#5.3]."""
    assert parse_status((TRANSCRIPTS / name).read_text()).is_fortigate is ("FMG" not in name)


@pytest.mark.parametrize(
    ("said", "mode", "has_vdoms"),
    [
        ("disable", "disable", False),
        ("enable", "multiple", True),
        ("multiple", "multiple", True),
        ("split-task", "split-task", True),
        ("unheard-of", None, False),
    ],
)
def test_vdom_modes_of_all_releases_have_one_name(said: str, mode: str | None, has_vdoms: bool) -> None:
    """Up to 6.0 units say `enable` where later ones say `multiple` [facts/cli-behaviour.md#5.2]."""
    status = parse_status(f"Virtual domain configuration: {said}\n")
    assert (status.vdom_mode, status.has_vdoms) == (mode, has_vdoms)


@pytest.mark.parametrize(
    ("said", "mode", "role"),
    [
        ("standalone", "standalone", "standalone"),
        ("a-p, master", "a-p", "primary"),
        ("a-a, Primary", "a-a", "primary"),
        ("a-p, backup", "a-p", "secondary"),
        ("a-p, slave", "a-p", "secondary"),
        ("a-a, secondary", "a-a", "secondary"),
        ("a-p", "a-p", None),
        ("a-p, new-word", "a-p", None),
    ],
)
def test_ha_roles_of_all_releases_have_one_name(said: str, mode: str, role: str | None) -> None:
    """A role that nobody knows is None, so that nothing is written to such a unit."""
    status = parse_status(f"Current HA mode: {said}\n")
    assert (status.ha_mode, status.ha_role) == (mode, role)


def test_padding_line_ends_and_a_glued_prompt_do_not_matter() -> None:
    """Some products pad the colon; an exec channel glues the prompt to the first line [facts/cli-behaviour.md#1.6a]."""
    text = "FGT-1(Primary) (global) $ Version: FortiGate-60F v7.4.8,build2795,250523 (GA.M)\r\r\nHostname     : a b\r\n"
    status = parse_status(text)
    assert (status.model, status.release, status.hostname) == ("FortiGate-60F", Release(7, 4, 8), "a b")


def test_a_text_that_is_no_status_tells_nothing() -> None:
    """Nothing is made up."""
    assert parse_status("FGT # get system status\n\ncommand parse error before 'status'\n") == Status()
    assert not parse_status("").is_fortigate
