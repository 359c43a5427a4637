"""Recordings of real units, replayed on stand-ins over real SSH."""

from __future__ import annotations

import re

import pytest
from replay.catalogue import CASES, MOST_LEFT_OUT
from replay.coverage import ALL_TOLD, README, left_out, written
from replay.play import Blocks, Case, Provoked, Unit
from replay.recordings import DATA, body, names, recordings

REPLAYED = {name: case for name, case in CASES.items() if isinstance(case, Case)}


@pytest.mark.parametrize("name", REPLAYED)
def test_a_stand_in_answers_as_the_recorded_unit_did(name: str) -> None:
    """Set up to what the recording presupposes and given the same lines, it says the same."""
    REPLAYED[name].play(name)


def test_every_transcript_is_replayed_or_left_out_for_a_reason_that_counts() -> None:
    """No transcript is forgotten, and few are left out: those with nothing but told answers count among them."""
    assert sorted(CASES) == names()
    assert len(left_out()) <= MOST_LEFT_OUT * len(recordings())


def test_every_recording_says_where_it_comes_from() -> None:
    """In its first lines, so that nothing made up passes for a recording."""
    for name in recordings():
        head, mark, text = (DATA / name).read_text(encoding="utf-8").partition("# ----\n")
        assert mark, name
        assert text.strip(), name
        assert re.match(r"# source: \S.*\n# kind: \S", head), name


@pytest.mark.parametrize(("told", "reasons"), [((True, True), [ALL_TOLD]), ((True, False), []), ((False, False), [])])
def test_a_transcript_whose_answers_are_all_told_is_left_out(told: tuple[bool, ...], reasons: list[str]) -> None:
    """It would prove nothing: at least one answer has to be the unit's own."""
    provoked = tuple(Provoked(line="next", told=each) for each in told)
    cases = {"errors-missing-attribute.txt": Blocks(unit=Unit(fortios="7.0.3"), provoked=provoked)}
    assert list(left_out(cases).values()) == reasons


def test_the_numbers_in_the_readme_are_those_of_today() -> None:
    """`python tests/replay/coverage.py` writes them."""
    text = README.read_text(encoding="utf-8")
    assert written(text) == text


@pytest.mark.parametrize(
    ("name", "recorded", "changed"),
    [
        ("status-60F-7.0.7-standalone.txt", "Operation Mode: NAT", "Operation Mode: TP"),
        ("vdom-enter-global-and-vdom-6.2.txt", "current vf=customer:1", "current vf=customer:2"),
        ("session-edit0-static-5x.txt", "FGT-LEFT (0) # end", "FGT-LEFT (1) # end"),
        ("bytes-91G-7.4.7-session.txt", r"get hardware status\r\r", r"get hardware status\r"),
        ("bytes-91G-7.4.7-session.txt", r"--More--\x20", r"--More--"),
        ("exec-get-system-console-80F-8.0.0.txt", "standard \n", "standard\n"),
        ("errors-missing-attribute.txt", "'schedule'", "'srcintf'"),
        ("errors-subnet-overlap.txt", "primary IP", "secondary IP"),
        ("errors-move-refused.txt", "-651", "-61"),
        ("vdom-mode-enable.txt", "logged out", "logged off"),
        ("prompts.txt", "(Primary) # ", "(Primary)# "),
        ("hastatus-1800F-7.4-primary.txt", "Group Name: ", "Group name: "),
        ("hastatus-VM64KVM-7.0-a-a-after-failover.txt", "schedule: Round robin.\n", ""),
        ("fgsp-diag-fgsp-zone-8.0.0.txt", "peer_num = 1", "peer_num = 2"),
        ("fgsp-diag-sessionsync-1-7.6-route-healthy.txt", "10.2.2.2:708", "10.2.2.2:709"),
        ("help-root-VM-7.0.3.txt", "Exit the CLI.", "Leave the CLI."),
        ("workspace-start-and-show-commands.txt", "(id=1) started", "started (id=1)"),
        ("cfg-save-output-6.0.txt", "no config to be saved.", "nothing to be saved."),
        ("workspace-execute-8.0.0.txt", "config-transaction resume", "config-transaction rejoin"),
    ],
)
def test_a_recording_that_differs_is_noticed(
    name: str, recorded: str, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One word, one prompt, one byte."""
    text = body(name)
    damaged = text.replace(recorded, changed)
    assert damaged != text
    for module in ("replay.recordings", "replay.play", "replay.other_cases"):
        monkeypatch.setattr(f"{module}.body", lambda _: damaged)
    with pytest.raises(AssertionError):
        REPLAYED[name].play(name)
