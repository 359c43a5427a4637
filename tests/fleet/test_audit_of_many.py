"""A fleet of backups with known faults: an audit names exactly those; a small share of `tests/bench_audit.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench_audit import check
from lxml import etree
from made_backups import DRIFTS, MadeUp, make

from fgsp_cli.base.events import Event, Phase
from fgsp_cli.fleet import audit
from fgsp_cli.intent import load_intent, parse_intent
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Results
from fgsp_cli.units.read_backup import Times


class Heard:
    """A reporter that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        """Remember it."""
        self.events.append(event)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """Forty-four units of eleven releases, each kind of drift once, two files cut off, one encrypted."""
    folder = tmp_path_factory.mktemp("fleet")
    return make(folder, 44, size=40_000, drifted=len(DRIFTS), truncated=2, encrypted=1)


@pytest.mark.parametrize("processes", [1, 2])
def test_exactly_the_units_with_a_fault_are_named(fleet: MadeUp, processes: int) -> None:
    """Each for what is wrong with it, in as many processes as one likes; exit code 2."""
    heard, times = Heard(), Times()
    results = audit(load_intent(fleet.intent), reporter=heard, against=fleet.folder, processes=processes, times=times)
    check(fleet, json.loads(json.dumps(results.to_json())), results.exit_code())
    assert {event.device for event in heard.events if event.phase is Phase.READ} == set(fleet.devices)
    assert min(times.reading, times.cutting, times.parsing, times.comparing) > 0
    assert "reading" in str(times)


def test_what_is_told_does_not_depend_on_how_it_was_read(fleet: MadeUp) -> None:
    """The same document, but for the moment."""

    def told(results: Results) -> dict[str, object]:
        return {name: outcome.to_json() for name, outcome in results.devices.items()}

    intent = load_intent(fleet.intent)
    assert told(audit(intent, against=fleet.folder)) == told(audit(intent, against=fleet.folder, processes=2))


def test_each_unit_has_the_seconds_that_its_backup_took(fleet: MadeUp) -> None:
    """A CI server shows them beside the case; those of a suite are the sum."""
    shown = audit(load_intent(fleet.intent), against=fleet.folder)
    assert all(outcome.seconds > 0 for outcome in shown.devices.values())
    (suite, *_) = etree.fromstring(formatter("junit", Appearance()).results(shown).encode())
    spent = [float(case.get("time")) for case in suite.iter("testcase")]
    assert max(spent) > 0
    assert float(suite.get("time")) == pytest.approx(sum(spent), abs=0.001 * len(spent))


def test_each_difference_says_where_the_intent_says_otherwise(fleet: MadeUp) -> None:
    """Path, intended, running, and file:line of the intent."""
    results = audit(load_intent(fleet.intent), against=fleet.folder)
    device = next(name for name, way in fleet.drifted.items() if way == "another VDOM on the peer")
    (change,) = results.to_json()["devices"][device]["changes"]  # type: ignore[index]
    assert change["path"].endswith("/peervd")
    assert (change["running"], change["intended"]) == ("transit", "root")
    assert change["position"].startswith(f"{fleet.intent}:")


def test_backups_of_strangers_and_units_without_a_backup_are_told(fleet: MadeUp, tmp_path: Path) -> None:
    """A missing backup is exit code 1: nobody knows; a stranger's is a warning."""
    backups = tmp_path / "backups"
    backups.mkdir()
    first, second, *_ = (name for name in fleet.devices if name not in fleet.truncated | fleet.encrypted)
    (backups / f"{first}.conf").write_bytes((fleet.folder / f"{first}.conf").read_bytes())
    text = (fleet.folder / f"{second}.conf").read_text()
    (backups / f"{first}-old.conf").write_text(text.replace(f'hostname "{second}"', 'hostname "stranger"'))
    heard = Heard()
    results = audit(load_intent(fleet.intent), reporter=heard, against=backups)
    assert results.exit_code() == 1
    assert results.devices[second].status == "missing"
    warnings = [event.message for event in heard.events if event.phase is Phase.WARNING]
    assert warnings == ["backups of units that the intent does not name: stranger"]


def test_what_is_doubtful_about_backups_is_told_once_for_all_of_them(tmp_path: Path) -> None:
    """A release that is not known yet, and a text that may be an excerpt; what is plain is not spoken of."""
    header = "#config-version=FGVMK6-{}-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
    block = "config system global\nend\n"
    texts = {
        "a": header.format("7.4.99") + block,
        "b": header.format("7.4.99") + block,
        "c": header.format("7.4.4") + block,
    }
    for name, text in {**texts, "d": block}.items():
        (tmp_path / f"{name}.conf").write_text(text)
    heard = Heard()
    intent = parse_intent("devices: {a: {}, b: {}, c: {}, d: {}}")
    assert audit(intent, reporter=heard, against=tmp_path, fortios="7.4.4").exit_code() == 0
    unseen, excerpt = (event.message for event in heard.events if event.phase is Phase.WARNING)
    assert unseen.startswith("a, b: FortiOS 7.4.99 is not known to this program, and treated as 7.4.")
    assert (
        excerpt
        == "d: the text has no header and nothing of FGSP in it: unless it is whole, that says nothing of the unit"
    )
