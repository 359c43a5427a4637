"""Changing units directly: one member at a time, read back before the next."""

from __future__ import annotations

from collections.abc import Sequence

from fgsp_cli.base import LineRefused, Phase, SessionLost
from fgsp_cli.plan import Step, planned_question
from fgsp_cli.push.work import Failure, Work


def change_directly(work: Work, steps: Sequence[Step]) -> Failure | None:
    """Take the steps in their order; what stopped it."""
    for place, step in enumerate(steps):
        last = place + 1 == len(steps) or steps[place + 1].move.unit != step.move.unit
        device = step.move.unit

        def take(step: Step = step, device: str = device, *, last: bool = last) -> None:
            _take(work, step)
            if last:
                work.report(Phase.READ_BACK, device, "")
                work.read_back(device, step.move.goal)

        failure = work.attempt(device, take, step.lines, step.move.goal)
        if failure is not None:
            return failure
    return None


def _take(work: Work, step: Step) -> None:
    device = step.move.unit
    if device not in work.ways:
        work.check_unmoved(device)
    work.report(Phase.CHANGE, device, f"{len(step.lines)} lines")
    work.lead(device, step.move.goal, rotates=step.rotates)
    try:
        work.units[device].send(step.lines, planned_question(step))
    except LineRefused as error:
        work.refused(device, step.lines, error)
        raise
    except SessionLost:
        work.rotated |= {device} if step.rotates else set()
        raise
    if step.rotates:
        work.rotated.add(device)
        work.journal.rotated(device)
    work.accepted = True
