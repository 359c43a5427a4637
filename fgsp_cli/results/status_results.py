"""What `status` came to: of each unit, whether its links to its peers work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fgsp_cli.results.results import INTERRUPTED, SCHEMA_VERSION, About, Outcome, about_json, worst

NOT_GOOD = 2


class Health(StrEnum):
    """How a link is, the worst first."""

    BAD = "bad"
    UNKNOWN = "unknown"
    """Nothing says that it works, and nothing that it does not."""
    GOOD = "good"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLink:
    """One peer row of a unit, at work."""

    row: int
    peerip: str
    peer: str | None
    """The unit that it leads to, as far as that is known."""
    health: Health
    why: tuple[str, ...] = ()
    """Why the link is not good, or what is not reported; for a good link, what shows it."""

    def to_json(self) -> dict[str, object]:
        """The link in the document."""
        return {
            "row": self.row,
            "peerip": self.peerip,
            "peer": self.peer,
            "health": str(self.health),
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRuntime:
    """A unit that was asked."""

    cluster: str | None = None
    fortios: str = ""
    started: bool | None = None
    """Whether synchronisation runs; None if the unit does not report it."""
    detected: int | None = None
    """Peers that it sees."""
    sent: tuple[int, int] | None = None
    """Sessions sent, in the first and in the second sample."""
    received: tuple[int, int] | None = None
    links: tuple[PeerLink, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def health(self) -> Health:
        """That of its worst link."""
        healths = {link.health for link in self.links}
        return next((health for health in Health if health in healths), Health.GOOD)

    def to_json(self) -> dict[str, object]:
        """The unit in the document."""
        return {
            "cluster": self.cluster,
            "fortios": self.fortios,
            "status": str(self.health) if self.links else "no_peers",
            "started": self.started,
            "detected": self.detected,
            "sent": list(self.sent) if self.sent else None,
            "received": list(self.received) if self.received else None,
            "links": [link.to_json() for link in self.links],
            "notes": list(self.notes),
            "error": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusResults:
    """The links of all units at one moment."""

    devices: Mapping[str, UnitRuntime | Outcome]
    """An outcome for a unit that could not be asked."""
    seconds: float = 0.0
    """Between the two samples."""
    notes: tuple[str, ...] = ()
    interrupted: bool = field(default=False)
    about: About | None = None
    """What is said at the head of a report."""

    def to_json(self) -> dict[str, object]:
        """The whole document, as `--format json` prints it."""
        devices = {name: _unit_json(unit) for name, unit in self.devices.items()}
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "status",
            "seconds": self.seconds,
            "devices": devices,
            "notes": list(self.notes),
            "summary": dict(Counter(str(unit["status"]) for unit in devices.values())),
            **about_json(self.about),
        }

    def exit_code(self) -> int:
        """2 with a link that is not good; a unit that could not be asked has its own code."""
        codes = [
            unit.exit_code() if isinstance(unit, Outcome) else (0 if unit.health is Health.GOOD else NOT_GOOD)
            for unit in self.devices.values()
        ]
        return worst([*codes, INTERRUPTED] if self.interrupted else codes)


def _unit_json(unit: UnitRuntime | Outcome) -> dict[str, object]:
    if isinstance(unit, UnitRuntime):
        return unit.to_json()
    return {"cluster": unit.cluster, "fortios": "", "status": str(unit.status), "links": [], "error": unit.error}
