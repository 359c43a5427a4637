"""Stand-in units to log in to, and sessions on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fgsp_cli.base.secrets import ReferenceName, Secret, SecretRef
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.inventory import Deadlines, Target
from fgsp_cli.testing import Lab, LabUnit, UnitSpec

QUICK = Deadlines(connect=5, login=10, prompt=5, command=3)


GIVEN = [SecretRef(ReferenceName(f"${{env:{name}}}")) for name in ("FGSP_PSK", "PSK")]
"""What the operator of these sessions names."""


@contextmanager
def running(folder: Path, **settings: object) -> Iterator[tuple[LabUnit, Target]]:
    """One stand-in unit, and the target that knows its host key."""
    spec = UnitSpec(**{"name": "fgt", "fortios": "7.4.4", **settings})  # type: ignore[arg-type]
    with Lab([spec]) as lab:
        (folder / "known_hosts").write_text(lab.known_hosts)
        yield lab["fgt"], target_of(lab["fgt"], folder)


def target_of(unit: LabUnit, folder: Path, username: str = "", password: Secret | SecretRef | None = None) -> Target:
    """How to log in to the unit."""
    return Target(
        name=unit.name,
        host=unit.host,
        port=unit.port,
        username=username or unit.username,
        password=password or Secret(unit.password),
        known_hosts=folder / "known_hosts",
        deadlines=QUICK,
    )


@contextmanager
def session_on(
    folder: Path, *, transcript: Callable[[str], None] | None = None, **settings: object
) -> Iterator[tuple[LabUnit, Session]]:
    """A unit and a session on it."""
    with (
        running(folder, **settings) as (unit, target),
        Session.open(target, Resolver(GIVEN), transcript=transcript) as session,
    ):
        yield unit, session
