"""Recordings of real units, replayed on stand-ins over real SSH."""

from __future__ import annotations

import pytest
from replay.catalogue import CASES, MOST_LEFT_OUT, Case, Reason
from replay.coverage import README, written
from replay.recordings import body, names

REPLAYED = {name: case for name, case in CASES.items() if isinstance(case, Case)}


@pytest.mark.parametrize("name", REPLAYED)
def test_a_stand_in_answers_as_the_recorded_unit_did(name: str) -> None:
    """Set up to what the recording presupposes and given the same lines, it says the same."""
    REPLAYED[name].play(name)


def test_every_transcript_is_replayed_or_left_out_for_a_reason_that_counts() -> None:
    """No transcript is forgotten, and few are left out."""
    assert sorted(CASES) == names()
    left_out = [name for name, case in CASES.items() if isinstance(case, Reason)]
    assert len(left_out) <= MOST_LEFT_OUT * len(CASES)


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
        ("prompts.txt", "(Primary) # ", "(Primary)# "),
    ],
)
def test_a_recording_that_differs_is_noticed(
    name: str, recorded: str, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One word, one prompt, one byte."""
    text = body(name)
    damaged = text.replace(recorded, changed)
    assert damaged != text
    for module in ("replay.recordings", "replay.play"):
        monkeypatch.setattr(f"{module}.body", lambda _: damaged)
    with pytest.raises(AssertionError):
        REPLAYED[name].play(name)
