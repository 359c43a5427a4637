"""What a rule is; adding one is writing one small function under `@rule`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from fgsp_cli.base import Position
from fgsp_cli.lint.mesh import Mesh
from fgsp_cli.state import Path


class Level(StrEnum):
    """How bad it is, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """The place in the order: 0 for the worst."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What a rule's function finds."""

    message: str
    devices: tuple[str, ...] = ()
    """The units that it is about; the path and the position are those of the first."""
    cluster: str = ""
    path: Path = ()
    level: Level | None = None
    """Where it is not the rule's."""
    confirmed: bool | None = None
    """Where it is not the rule's."""
    place: str = ""
    """The path as text, for a flaw without a path in a state."""
    position: Position | None = None
    """As `place`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A flaw as reports show it."""

    rule: str
    level: Level
    """An error that nothing confirms is a warning here."""
    message: str
    why: str
    """The reason, in terms of FortiOS."""
    devices: tuple[str, ...] = ()
    cluster: str | None = None
    path: str = ""
    position: Position | None = None
    confirmed: bool = False
    """Whether the fact behind it is."""
    refuses: bool = False
    """Whether `plan` and `push` stop here."""

    def __str__(self) -> str:
        place = "".join(f"{part}: " for part in (self.position, ", ".join(self.devices), self.path) if part)
        return f"{place}{self.message} [{self.rule}]"

    def to_json(self) -> dict[str, object]:
        """The finding in the document."""
        return {
            "rule": self.rule,
            "level": str(self.level),
            "confirmed": self.confirmed,
            "refuses": self.refuses,
            "message": self.message,
            "why": self.why,
            "devices": list(self.devices),
            "cluster": self.cluster,
            "path": self.path,
            "position": str(self.position) if self.position else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check of the mesh."""

    name: str
    level: Level
    confirmed: bool
    """Whether the fact behind it is marked A in docs/facts/fgsp.md; only then may its errors refuse."""
    why: str
    check: Callable[[Mesh], Iterable[Flaw]]
    needs: tuple[str, ...] = ()
    """The facts, fields of `Facts`, without which it has nothing to say of a unit."""
    helped: tuple[str, ...] = ()
    """The facts with which it sees more."""

    @property
    def demand(self) -> str:
        """What it asks for, in one sentence."""
        return " ".join((self.check.__doc__ or "").partition("\n\n")[0].split())


RULES: dict[str, Rule] = {}
"""All rules by name, in the order in which their modules are imported."""
Check = Callable[[Mesh], Iterable[Flaw]]


def rule(
    name: str,
    level: Level,
    why: str,
    *,
    confirmed: bool = False,
    needs: tuple[str, ...] = (),
    helped: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Make a rule of a function; the first sentence of its docstring says what the rule asks for."""

    def registered(check: Check) -> Check:
        RULES[name] = Rule(
            name=name, level=level, confirmed=confirmed, why=why, check=check, needs=needs, helped=helped
        )
        return check

    return registered
