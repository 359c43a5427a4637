"""How the links are, for people: every link in a table, and below it what is to be said of those that are not good."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.base import printable
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.phrases import about_lines, folded
from fgsp_cli.report.text.aligned_table import Table, drawn
from fgsp_cli.results import Health, Outcome, PeerLink, StatusResults, UnitRuntime

STYLES = {Health.GOOD: "good", Health.UNKNOWN: "notable", Health.BAD: "bad"}
HEADINGS = ("UNIT", "CLUSTER", "FORTIOS", "LINK", "PEER", "ADDRESS", "RUNS", "SENT", "RECEIVED")
NO_PEERS = "no peers"
_UNTOLD = "?"


def status_text(results: StatusResults, appearance: Appearance) -> str:
    """The whole text of a `status` report."""
    rows = [row for name, unit in results.devices.items() for row in _rows(name, unit)]
    styles = {row[3]: "bad" for row in rows} | {str(health): style for health, style in STYLES.items()}
    table = drawn(Table(headings=HEADINGS, rows=rows, styles={**styles, NO_PEERS: "faint"}), appearance)
    details = "".join(
        f"{line}\n" for name, unit in results.devices.items() for line in _details(name, unit, appearance)
    )
    notes = "".join(f"note: {printable(note)}\n" for note in results.notes)
    return "\n".join(
        part for part in (table, details, notes, _summary(results), about_lines(results.about, appearance)) if part
    )


def _rows(name: str, unit: UnitRuntime | Outcome) -> Iterator[tuple[str, ...]]:
    if isinstance(unit, Outcome):
        yield (name, unit.cluster or "", "", str(unit.status).replace("_", " "), "", "", "", "", "")
        return
    own = (name, unit.cluster or "", unit.fortios)
    if not unit.links:
        yield (*own, NO_PEERS, "", "", _runs(unit), "", "")
    for link in unit.links:
        counted = (_grown(unit.sent), _grown(unit.received))
        yield (*own, str(link.health), link.peer or _UNTOLD, link.peerip, _runs(unit), *counted)


def _runs(unit: UnitRuntime) -> str:
    return {True: "yes", False: "no", None: _UNTOLD}[unit.started]


def _grown(counter: tuple[int, int] | None) -> str:
    """How much a counter has grown; it is the unit's, not the link's."""
    return _UNTOLD if counter is None else f"+{counter[1] - counter[0]}" if counter[1] >= counter[0] else "reset"


def _details(name: str, unit: UnitRuntime | Outcome, appearance: Appearance) -> Iterator[str]:
    if isinstance(unit, Outcome):
        error = (unit.error or "").removeprefix(f"{name}: ")
        yield from folded(f"{name}: {error}", appearance)
        return
    for link in unit.links:
        if link.health is not Health.GOOD:
            yield from folded(f"{name} -> {_other(link)}: {link.health}: {'; '.join(link.why)}", appearance)
    for note in unit.notes:
        yield from folded(f"{name}: {note}", appearance)


def _other(link: PeerLink) -> str:
    return link.peer or link.peerip


def _summary(results: StatusResults) -> str:
    links = [link.health for unit in results.devices.values() if isinstance(unit, UnitRuntime) for link in unit.links]
    counted = ", ".join(f"{links.count(health)} {health}" for health in Health if health in links)
    away = sum(isinstance(unit, Outcome) for unit in results.devices.values())
    unasked = f"; {away} unit{'' if away == 1 else 's'} not asked" if away else ""
    return f"{len(links)} link{'' if len(links) == 1 else 's'}: {counted or 'none'}{unasked}\n"
