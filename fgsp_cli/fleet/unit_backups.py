"""`backup`: what the units `show`, stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.archive import Backup, BackupStore, Unit
from fgsp_cli.base import (
    ArchiveError,
    ConfigTextError,
    Event,
    FgspError,
    Phase,
    Reporter,
    SilentReporter,
    StopRequest,
    UnitError,
    UsageError,
    at_least,
    chosen,
    one_of,
    several,
)
from fgsp_cli.device import Resolver, Session
from fgsp_cli.fleet.jobs import about_of, resolve_logins
from fgsp_cli.fleet.workers import each
from fgsp_cli.fortios import cut
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.results import INTERRUPTED, SCHEMA_VERSION, About, Status, about_json, worst
from fgsp_cli.units import explained, status_of

FULL, FGSP = "full", "fgsp"
SCOPES = (FULL, FGSP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What came of one unit."""

    fortios: str = ""
    backups: tuple[Backup, ...] = ()
    new: tuple[bool, ...] = ()
    """Of each backup, whether anything had changed since the one before."""
    error: str | None = None
    status: Status | None = None
    """None if it was read; else what was wrong."""
    code: int = 0

    def to_json(self) -> dict[str, object]:
        """The unit's part of the document."""
        files = [
            {"scope": backup.scope, "file": str(backup.path), "new": new}
            for backup, new in zip(self.backups, self.new, strict=True)
        ]
        status = str(self.status) if self.status else ("changed" if any(self.new) else "in_sync")
        return {"fortios": self.fortios, "status": status, "backups": files, "error": self.error}


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupResults:
    """What came of all of them."""

    devices: Mapping[str, Kept]
    interrupted: bool = False
    """Whether somebody pressed Ctrl-C."""
    about: About | None = None
    """What is said at the head of a report."""

    def to_json(self) -> dict[str, object]:
        """The whole document, as `--format json` prints it."""
        devices = {name: kept.to_json() for name, kept in self.devices.items()}
        statuses = [str(unit["status"]) for unit in devices.values()]
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "backup",
            "devices": devices,
            "summary": {status: statuses.count(status) for status in dict.fromkeys(statuses)},
            **about_json(self.about),
        }

    def exit_code(self) -> int:
        """The exit code with the highest priority of all units."""
        codes = [kept.code for kept in self.devices.values()]
        return worst([*codes, INTERRUPTED] if self.interrupted else codes)


def backup(
    inventory: Inventory,
    folder: Path,
    reporter: Reporter | None = None,
    *,
    limit: Sequence[str] = (),
    scopes: Sequence[str] = (FULL,),
    keep: int | None = None,
    workers: int | None = None,
) -> BackupResults:
    """Store the configuration of every unit: the whole text (`full`) or the FGSP sections (`fgsp`).

    A unit in which nothing changed since its last backup, secrets aside, gives no new file. `limit` holds names or
    globs of units; UsageError for one that stands for none.
    """
    if not several("scopes", scopes):
        raise UsageError(f"scopes: none is given, of {', '.join(SCOPES)}")
    for scope in scopes:
        one_of("scopes", scope, SCOPES)
    at_least("keep", keep, 1)
    listener = reporter or SilentReporter()
    targets = [inventory.targets[name] for name in chosen(inventory.targets, limit)]
    resolver = Resolver()
    resolve_logins(resolver, targets)
    store = BackupStore(folder, keep)
    stop = StopRequest()
    answers = each(
        targets,
        lambda target: _kept(target, resolver, store, scopes, listener),
        stop=stop,
        not_begun=lambda _: Kept(error="interrupted before it was begun", status=Status.SKIPPED, code=INTERRUPTED),
        workers=workers,
    )
    devices = {target.name: kept for target, kept in zip(targets, answers, strict=True)}
    return BackupResults(devices=devices, interrupted=stop.requested, about=about_of(None, inventory=inventory))


def _kept(target: Target, resolver: Resolver, store: BackupStore, scopes: Sequence[str], reporter: Reporter) -> Kept:
    reporter.emit(Event(phase=Phase.CONNECT, device=target.name))
    try:
        with Session.open(target, resolver) as session:
            reporter.emit(Event(phase=Phase.BACKUP, device=target.name))
            release = session.status.release
            unit = Unit(device=target.name, release=str(release or ""), serial=session.status.serial or "")
            stored = [store.add(_text(session, scope), unit, scope) for scope in scopes]
    except (UnitError, ArchiveError) as error:
        return Kept(error=explained(error), status=status_of(error), code=error.exit_code)
    except FgspError as error:
        return Kept(error=error.message, status=Status.UNREADABLE, code=error.exit_code)
    reporter.emit(Event(phase=Phase.DONE, device=target.name))
    return Kept(
        fortios=unit.release, backups=tuple(backup for backup, _ in stored), new=tuple(new for _, new in stored)
    )


def _text(session: Session, scope: str) -> str:
    """What the unit prints, as it prints it. UnitError if that is not whole.

    Of a unit with VDOMs the FGSP sections stand in `config global`, where they have to be typed to restore them.
    """
    if scope == FULL:
        return session.show_all()
    texts = {path: session.show(path) for path in session.dialect.tops}
    for path, text in texts.items():
        try:
            sections = cut(text, (path,), f"unit {session.unit}").sections
        except ConfigTextError as error:
            raise UnitError(session.unit, f"what `show {path}` printed is not whole: {error}") from None
        if not sections:
            raise UnitError(session.unit, f"`show {path}` printed no `config {path}`")
    joined = "".join(text if text.endswith("\n") else f"{text}\n" for text in texts.values())
    return f"config global\n{joined}end\n" if session.status.has_vdoms else joined
