"""The question about the ids is answered where it was planned, and nowhere else."""

from __future__ import annotations

import pytest
from push_states import state, to

from fgsp_cli.device import Question
from fgsp_cli.plan.cluster_plan import Step, lines_of, planned_question
from fgsp_cli.plan.routing import Move

ASKED = "Changing standalone-group-id or group-member-id will potentially affect FGSP traffic.\n(y/n)"


@pytest.mark.parametrize(
    ("ids", "index", "text", "answer"),
    [
        (True, 3, ASKED, True),
        (True, 1, ASKED, False),
        (True, 3, "This operation will reboot the system! (y/n)", False),
        (False, 3, ASKED, False),
    ],
)
def test_only_the_planned_question_gets_a_yes(ids: bool, index: int, text: str, answer: bool) -> None:
    """At the last line of the step that changes the ids, if it is about them [facts/cli-behaviour.md#5.5]."""
    move = Move(unit="a", start=state({}), goal=state({}, 7, 1), ids=ids)
    step = Step(move=move, lines=lines_of(move))
    assert len(step.lines) == 4
    assert planned_question(step)(Question(index=index, line="end", text=text)) is answer


def test_the_lines_of_a_move_are_only_its_own() -> None:
    """What both states hold is not typed."""
    move = Move(unit="a", start=state({1: to("b")}, 7, 1), goal=state({1: to("b"), 2: to("c")}, 7, 1))
    assert "edit 1" not in "\n".join(lines_of(move))
    assert "        edit 2" in lines_of(move)
