"""Whose backup a file is: the one place that decides it.

A backup is of the unit that it says it is of: by its description, which this program wrote when it was logged in to
the unit, else by the host name in it. Names of files and folders are hints, for texts without a host name and for
devices that no other file names. A file that cannot be assigned is listed with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from fgsp_cli.archive.file_names import is_packed
from fgsp_cli.archive.find import BackupFile, list_backups
from fgsp_cli.base import one_of

Roster = Mapping[str, Sequence[str]]
"""The devices that backups are wanted of, each with the names that it goes by."""


class NameBy(StrEnum):
    """What a backup is named by."""

    AUTO = "auto"
    HOSTNAME = "hostname"
    FILE = "file"

    @classmethod
    def _missing_(cls, value: object) -> None:
        one_of("name_by", value, tuple(cls))


class Reason(StrEnum):
    """Why a file was taken for a device's."""

    DESCRIPTION = "description"
    HOSTNAME = "host name"
    FILE = "file name"
    FOLDER = "folder name"
    ONLY = "only file, only device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The backups of one device, the oldest first."""

    device: str
    files: tuple[BackupFile, ...]
    reason: Reason
    """Why the newest is taken for its."""

    @property
    def newest(self) -> BackupFile:
        """The backup of the device that counts: the newest one."""
        return self.files[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """The backups of a place, by device; every file of the place is in exactly one of these."""

    assigned: Mapping[str, Assigned]
    strangers: Mapping[str, Assigned] = field(default_factory=dict)
    """Those of units that are not asked for."""
    unassigned: Mapping[BackupFile, str] = field(default_factory=dict)
    """Those that may be anybody's, and why."""
    passed_over: tuple[Path, ...] = ()
    """Files that are no backups by their names."""

    @property
    def newest(self) -> Mapping[str, BackupFile]:
        """The backup of each device that counts."""
        return {device: assigned.newest for device, assigned in self.assigned.items()}


def find_backups(path: Path, roster: Roster | None = None, name_by: NameBy = NameBy.AUTO, *, only: str = "") -> Backups:
    """The backups below a path, or the one that it is. ConfigTextError if there is no such path.

    With a roster, those of its devices; else of every device, under the name that the backup says. `only` is the one
    device that is asked for: a single file is its backup, whatever it says.
    """
    listing = list_backups(path)
    if only and path.is_file():
        return Backups(assigned={only: Assigned(device=only, files=listing.backups, reason=Reason.ONLY)})
    assignment = _Assignment(listing.backups, roster, name_by)
    return Backups(
        assigned=assignment.assigned(known=True),
        strangers=assignment.assigned(known=False),
        unassigned=assignment.unassigned,
        passed_over=listing.passed_over,
    )


def same_name(one: str, other: str) -> bool:
    """Whether two names may be of one unit: equal but for case, or one the short form of the other's FQDN."""
    first, second = one.casefold(), other.casefold()
    return first == second or (("." in first) != ("." in second) and _short(first) == _short(second))


def may_be_one_unit(one: BackupFile, other: BackupFile) -> bool:
    """Whether two files of two places, which were named differently, may be of one unit.

    Names of files count only where one of the texts says no host name: units of different host names are two.
    """
    if one.said.hostname and other.said.hostname:
        return same_name(one.said.hostname, other.said.hostname)
    return any(same_name(name, more) for name in _names(one) for more in _names(other))


def _names(file: BackupFile) -> list[str]:
    return [name for name in (file.device, file.said.hostname, file.hints.name, *file.hints.others) if name]


def _short(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        return name.partition(".")[0]


class _Assignment:
    """The assignment of files to devices, as it is decided."""

    def __init__(self, files: Sequence[BackupFile], roster: Roster | None, name_by: NameBy) -> None:
        self._roster = roster or {}
        self._asked = roster is not None
        self._by = name_by
        self._aliases = self._learned(files)
        self._taken: dict[tuple[bool, str], list[tuple[BackupFile, Reason]]] = {}
        self.unassigned: dict[BackupFile, str] = {}
        hinted: dict[str, list[tuple[BackupFile, Reason]]] = {}
        strangers: list[BackupFile] = []
        for file in files:
            match self._claim(file):
                case (device, Reason.FILE | Reason.FOLDER as reason):
                    hinted.setdefault(device, []).append((file, reason))
                case (device, reason):
                    self._taken.setdefault((True, device), []).append((file, reason))
                case str(problem):
                    self.unassigned[file] = problem
                case None:
                    strangers.append(file)
        for device, claims in hinted.items():
            strangers += self._settle(device, claims)
        self._name(strangers)

    def assigned(self, *, known: bool) -> dict[str, Assigned]:
        """What was taken for devices that are asked for, or for others."""
        return {
            device: Assigned(device=device, files=tuple(file for file, _ in kept), reason=kept[-1][1])
            for (asked, device), files in self._taken.items()
            if asked is known
            for kept in [_without_packed(sorted(files, key=lambda one: one[0].time))]
        }

    def _learned(self, files: Iterable[BackupFile]) -> Mapping[str, str]:
        """The host names that descriptions prove: other files of that host name are of the same device."""
        known: dict[str, set[str]] = {}
        for file in files:
            if file.device and file.said.hostname:
                known.setdefault(file.said.hostname.casefold(), set()).add(file.device)
        return {hostname: devices.pop() for hostname, devices in known.items() if len(devices) == 1}

    def _claim(self, file: BackupFile) -> tuple[str, Reason] | str | None:
        """The device of the roster that a file is of; a problem if several may be it; None if none is."""
        hostname = file.said.hostname
        claims: list[tuple[Iterable[str], Reason]] = []
        if self._by is not NameBy.HOSTNAME:
            claims.append(((file.device, file.host), Reason.DESCRIPTION))
        if self._by is not NameBy.FILE:
            claims.append(((hostname, self._aliases.get(hostname.casefold(), "")), Reason.HOSTNAME))
        if self._by is not NameBy.HOSTNAME and not file.device:
            claims.append(((file.hints.file, *file.hints.others), Reason.FILE))
            claims.append(((file.hints.folder if not file.hints.file else "",), Reason.FOLDER))
        for names, reason in claims:
            for name in filter(None, names):
                devices = self._devices_of(name)
                if len(devices) > 1:
                    return f"{name} may be {' or '.join(devices)}"
                if devices:
                    return devices[0], reason
        return None

    def _devices_of(self, name: str) -> list[str]:
        """The devices of that very name; else those of its short or long form."""
        exact = [device for device, names in self._roster.items() if name in (device, *names)]
        return exact or [
            device for device, names in self._roster.items() if any(same_name(name, own) for own in (device, *names))
        ]

    def _settle(self, device: str, claims: list[tuple[BackupFile, Reason]]) -> list[BackupFile]:
        """Take files that only their names tie to a device; those that are another unit's are given back.

        Texts of different host names are never of one unit: with several, none is preferred to the others.
        """
        key = (True, device)
        certain = {file.said.hostname.casefold() for file, _ in self._taken.get(key, ())} - {""}
        said = {file.said.hostname.casefold() for file, _ in claims} - {""}
        if self._by is NameBy.FILE or not said or said <= certain:
            self._taken.setdefault(key, []).extend(claims)
            return []
        others = [file for file, _ in claims if file.said.hostname and file.said.hostname.casefold() not in certain]
        rest = [claim for claim in claims if claim[0] not in others]
        if certain:
            self._taken[key] += rest
            return others
        if len(said) == 1 or len(said) < len(self._roster[device]):
            self._taken.setdefault(key, []).extend(claims)
            return []
        if len({file.hints.file for file in others}) > 1:
            return [file for file, _ in claims]  # a folder of several units
        names = ", ".join(sorted({file.said.hostname for file in others}))
        reason = f"named after {device}, and the texts are of {names}; --name-by file takes them for {device}"
        self.unassigned |= {file: reason for file, _ in claims}
        return []

    def _name(self, files: Iterable[BackupFile]) -> None:
        """Name the files that no device of the roster has a claim to by what they say, else by their names."""
        nameless: dict[str, dict[str, list[BackupFile]]] = {}
        spelling: dict[str, str] = {}
        for file in files:
            hostname = file.said.hostname
            if self._by is not NameBy.HOSTNAME and file.device:
                self._take(file.device, file, Reason.DESCRIPTION)
            elif self._by is not NameBy.FILE and hostname:
                known = self._aliases.get(hostname.casefold()) if self._by is NameBy.AUTO else None
                name = known or spelling.setdefault(hostname.casefold(), hostname)
                self._take(name, file, Reason.HOSTNAME)
            elif self._by is NameBy.HOSTNAME or not file.hints.name:
                self.unassigned[file] = "the text says no host name"
            else:
                folder = file.hints.folder if file.hints.file else ""
                nameless.setdefault(file.hints.name, {}).setdefault(folder, []).append(file)
        for name, folders in nameless.items():
            for folder, same_name in folders.items():
                unique = len(folders) == 1 or not folder
                for file in same_name:
                    reason = Reason.FILE if file.hints.file else Reason.FOLDER
                    self._take(name if unique else f"{folder}/{name}", file, reason)

    def _take(self, name: str, file: BackupFile, reason: Reason) -> None:
        self._taken.setdefault((not self._asked, name), []).append((file, reason))


def _without_packed(files: list[tuple[BackupFile, Reason]]) -> list[tuple[BackupFile, Reason]]:
    """Packed files are not read: one counts where its device has nothing else, so that it is named."""
    return [one for one in files if not is_packed(one[0].path)] or files
