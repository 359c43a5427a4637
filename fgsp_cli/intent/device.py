"""One unit as an intent has it: who it is, and what is wanted on it at whatever release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from fgsp_cli.base import Position, SecretRef
from fgsp_cli.fortios import Release
from fgsp_cli.intent.read.given import GivenBlock


class Presence(StrEnum):
    """The `state:` of a member."""

    PRESENT = "present"
    OFFLINE = "offline"
    """Not contacted; the others' rows to it are wanted as if it were there."""
    ABSENT = "absent"
    """Leaving: the others' rows to it are deleted, and those that it has of this mesh."""


class ReleaseText(NamedTuple):
    """A `fortios:` of the file."""

    text: str
    position: Position
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One wanted peer row of a unit."""

    number: int
    """The `sync-id`: the one that the intent names, or the derived one."""
    base: int | None
    """What the derived id would be if none were taken; None for an id that the intent names."""
    peer: str
    """The device that the row leads to; empty under `devices:`."""
    label: str
    """Link and row name, for messages: `isl1/web`; of a row under `devices:` its place in the list."""
    position: Position
    given: GivenBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceIntent:
    """What an intent says of one device."""

    name: str
    cluster: str | None
    fortios: str | None
    """The release or branch that the file gives; None if it leaves that to the unit."""
    hosts: tuple[str, ...]
    """Its names in the inventory: several for an FGCP cluster, where one is primary."""
    status: Presence
    position: Position
    path: str
    """In the file: `clusters/edge/members/fgt-a`."""
    upgrading: bool
    """Whether what the cluster gives and this release lacks is left out, with a warning."""
    number: int
    """The member number, from which the others derive the ids of their rows to it."""
    rows: tuple[Row, ...]
    """The wanted rows in the order of the file; those towards members that are leaving are not among them."""
    leaving: tuple[Row, ...]
    """The rows that the mesh would have had, and that are to be deleted because one of their ends leaves."""
    singletons: tuple[GivenBlock, ...]
    release: ReleaseText | None

    def mismatch(self, running: Release) -> str:
        """What to report of a unit that runs another release than the intent says; empty if it runs that one.

        A branch stands for all of its releases.
        """
        text = self.release.text.strip().lstrip("v") if self.release else ""
        if self.release is None or text in (running.branch, str(running)):
            return ""
        return f"runs FortiOS {running}, the intent says {text} ({self.release.position})"

    @property
    def references(self) -> tuple[SecretRef, ...]:
        """The secrets that the file gives the device."""
        given = (given for block in self.singletons for given in block.leaves())
        return tuple(each.secret for each in given if each.secret is not None)
