"""Results as OpenMetrics, for the textfile collector of the node exporter: `fgsp audit` and `fgsp status` as gauges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from fgsp_cli.base import printable
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.results import About, Health, Outcome, PeerLink, Results, Status, StatusResults, UnitRuntime

Sample = tuple[Mapping[str, str], float]


class OpenMetricsFormat(PartialFormat):
    """Gauges of the verbs that compare units with an intent, and of `status`."""

    name: ClassVar[str] = "openmetrics"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a scrape gets everything
        """Whether each unit is as intended, and how much of it is not."""
        units = {name: (_labels(name, outcome), outcome) for name, outcome in results.devices.items()}
        states = [
            ({**labels, "status": str(status)}, float(outcome.status is status))
            for labels, outcome in units.values()
            for status in Status
        ]
        differences = [(labels, float(len(outcome.changes))) for labels, outcome in units.values()]
        unmanaged = [(labels, float(len(outcome.unmanaged))) for labels, outcome in units.values()]
        return _document(
            _family("fgsp_unit_status", "1 for the status that the unit has.", states),
            _family("fgsp_unit_differences", "Settings of the unit that differ from the intent.", differences),
            _family("fgsp_unit_unmanaged", "Peer rows and settings that the intent does not name.", unmanaged),
            _time(results.about, results.command),
        )

    def runtime(self, results: StatusResults) -> str:
        """How each synchronisation link is."""
        units = {name: unit for name, unit in results.devices.items() if isinstance(unit, UnitRuntime)}
        links = [
            ({**_link(name, unit, link), "health": str(health)}, float(link.health is health))
            for name, unit in units.items()
            for link in unit.links
            for health in Health
        ]
        answered = [({"device": printable(name)}, float(name in units)) for name in results.devices]
        detected = [
            (_unit(name, unit), float(unit.detected)) for name, unit in units.items() if unit.detected is not None
        ]
        return _document(
            _family("fgsp_link_health", "1 for the health that the synchronisation link has.", links),
            _family("fgsp_unit_answered", "Whether the unit could be asked.", answered),
            _family("fgsp_unit_detected_peers", "Peers that the unit reports as detected.", detected),
            _time(results.about, "status"),
        )


def _labels(name: str, outcome: Outcome) -> dict[str, str]:
    return {"device": name, "cluster": outcome.cluster or "", "fortios": str(outcome.fortios or "")}


def _unit(name: str, unit: UnitRuntime) -> dict[str, str]:
    return {"device": name, "cluster": unit.cluster or "", "fortios": unit.fortios}


def _link(name: str, unit: UnitRuntime, link: PeerLink) -> dict[str, str]:
    return {**_unit(name, unit), "row": str(link.row), "peerip": link.peerip, "peer": link.peer or ""}


def _time(about: About | None, command: str) -> list[str]:
    moment = (about.when if about else datetime.now(UTC)).timestamp()
    return _family("fgsp_run_timestamp_seconds", "When the units were read.", [({"command": command}, moment)])


def _family(name: str, help_text: str, samples: Iterable[Sample]) -> list[str]:
    lines = [f"# TYPE {name} gauge", f"# HELP {name} {help_text}"]
    for labels, value in samples:
        pairs = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{pairs}}} {value:.15g}")
    return lines


def _escaped(text: str) -> str:
    return printable(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _document(*families: list[str]) -> str:
    return "\n".join([line for family in families for line in family] + ["# EOF"]) + "\n"
