"""Which unit of an FGCP cluster counts: the one choice of a primary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fgsp_cli.base import UnitError

if TYPE_CHECKING:
    from fgsp_cli.device import Session
    from fgsp_cli.inventory import Target

WRITABLE = ("standalone", "primary")
"""The HA roles in which a unit is written to; an FGCP secondary gets its configuration from the primary."""


def open_primary(
    targets: Sequence[Target], connect: Callable[[Target], Session]
) -> tuple[Target, Session, list[UnitError]]:
    """A session with the primary, or with the first unit that answers if none says that it is; and what failed.

    A unit that does not state its role counts as primary. UnitError, of the first unit, if none lets us in.
    """
    failures: list[UnitError] = []
    first: tuple[Target, Session] | None = None
    for target in targets:
        try:
            session = connect(target)
        except UnitError as error:
            failures.append(error)
            continue
        if session.status.ha_role in (None, *WRITABLE):
            if first:
                first[1].close()
            return target, session, failures
        if first:
            session.close()
        else:
            first = (target, session)
    if first is None:
        raise failures[0]
    return (*first, failures)
