"""The JSON Schemas of `diff`, `audit --history`, `lint`, `status` and `backup` are those of what is printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from push_lab import bench

sys.path.insert(0, str(Path(__file__).parent))
from test_results_schema import closed

from fgsp_cli.fleet import backup, device_history, diff
from fgsp_cli.fleet.link_status import status
from fgsp_cli.fleet.linting import lint_backups, lint_intent
from fgsp_cli.intent import parse_intent
from fgsp_cli.lint.rule import Level
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.diff_results import Match
from fgsp_cli.results.lint_results import LintResults
from fgsp_cli.results.results import Outcome, Status
from fgsp_cli.results.status_results import Health
from fgsp_cli.testing import UnitSpec

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
SCHEMAS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")}
Document = dict[str, object]
OLD = """#config-version=FGVMK6-6.4.5-FW-build1828-210217:opmode=0:vdom=0:user=admin
config system ha
    set session-pickup-delay enable
end
config system cluster-sync
    edit 1
        set peerip 10.0.0.2
        set hb-interval 2
        config session-sync-filter
            config custom-service
                edit 1
                    set dst-port-range 443-443
                next
            end
        end
    next
    edit 7
        set peerip 10.0.0.7
    next
end
"""
NEW = """#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin
config system standalone-cluster
    set encryption enable
    config cluster-peer
        edit 3
            set peerip 10.0.0.2
            set brand-new yes
        next
    end
end
"""


def checked(name: str, text: str) -> Document:
    """What was printed, valid and without a key that the schema does not describe."""
    found: Document = json.loads(text)
    Draft202012Validator(closed(SCHEMAS[name])).validate(found)
    about = found["about"]
    assert isinstance(about, Mapping)
    assert about["when"]
    assert about["version"]
    assert about["against"] or about["intent"]
    return found


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """Two folders: a device before and after its upgrade, one that is in one of them, one that is cut off."""
    for folder, text in (("one", OLD), ("two", NEW)):
        (tmp_path / folder / "fgt-a").mkdir(parents=True)
        (tmp_path / folder / "fgt-a" / "1.conf").write_text(text)
        (tmp_path / folder / "cut.conf").write_text(text[:-5])
    (tmp_path / "one" / "gone.conf").write_text(OLD)
    (tmp_path / "two" / "come.conf").write_text(OLD)
    return tmp_path


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_it_is_a_schema_and_its_common_parts_are_those_of_the_others(name: str) -> None:
    """By the rules of the draft that it names; a status or a value is the same thing in every document."""
    Draft202012Validator.check_schema(SCHEMAS[name])
    own, common = SCHEMAS[name]["$defs"], SCHEMAS["results"]["$defs"]
    assert own["about"]["properties"] == common["about"]["properties"]
    assert own.get("value", common["value"]) == common["value"]
    if name not in ("diff", "history"):
        assert own["status"] == common["status"]


def test_a_diff_of_folders_validates(backups: Path) -> None:
    """Rows that come and go, times, unknown settings, a file that is cut off, one without a partner."""
    shown = diff(backups / "one", backups / "two")
    found = checked("diff", formatter("json", Appearance()).differences(shown))
    assert found["summary"] == {"different": 1, "unreadable": 1, "only_before": 1, "only_after": 1}
    alone = diff(backups / "one" / "gone.conf", backups / "two" / "come.conf")
    assert checked("diff", formatter("json", Appearance()).differences(alone))["summary"] == {"equal": 1}


def test_a_history_validates(backups: Path) -> None:
    """With a change, and with a backup that cannot be read."""
    folder = backups / "one" / "fgt-a"
    (folder / "2.conf").write_text(NEW)
    (folder / "3.conf").write_text(NEW[:-5])
    shown = device_history("fgt-a", backups / "one")
    found = checked("history", formatter("json", Appearance()).history(shown))
    assert found["backups"] == 3
    assert isinstance(found["history"], list)
    assert len(found["history"]) == 2


def test_findings_validate(backups: Path) -> None:
    """Of backups, and of an intent."""
    shown = lint_backups(backups / "one")
    found = checked("lint", formatter("json", Appearance()).findings(shown))
    assert found["findings"]
    assert found["unread"]
    intent = parse_intent("devices: {a: {fortios: 7.4.4, cluster_sync: [{peerip: 224.0.0.1}]}}", "edge.yaml")
    found = checked("lint", formatter("json", Appearance()).findings(lint_intent(intent)))
    assert found["about"]["intent"] == "edge.yaml"  # type: ignore[index]


def test_live_results_validate(tmp_path: Path) -> None:
    """`status` with units that answer and one that does not, and `backup` of the same."""
    units = [UnitSpec(name=f"fgt-{name}", fortios="7.4.4") for name in "abc"]
    with bench(tmp_path, units, "") as work:
        for name, peer in (("a", "b"), ("b", "a")):
            rows = f"config cluster-peer\nedit 1\nset peerip {work.lab[f'fgt-{peer}'].host}\nnext\nend"
            work[f"fgt-{name}"].admin_change(f"config system standalone-cluster\n{rows}\nend")
        work["fgt-c"].hang_up(for_good=True)
        found = checked("status", formatter("json", Appearance()).runtime(status(work.inventory, interval=0)))
        assert found["devices"]["fgt-c"]["status"] == "unreachable"  # type: ignore[index]
        stored = backup(work.inventory, tmp_path / "store", scopes=("full", "fgsp"))
        found = checked("backup", formatter("json", Appearance()).backups(stored))
        assert found["summary"] == {"changed": 2, "unreachable": 1}


@pytest.mark.parametrize(
    ("name", "part", "values"),
    [
        ("diff", "status", list(Match)),
        ("history", "status", list(Match)),
        ("lint", "level", list(Level)),
        ("status", "health", list(Health)),
        ("backup", "status", list(Status)),
    ],
)
def test_it_lists_every_value_that_there_is(name: str, part: str, values: list[Enum]) -> None:
    """One that it lacks would be invalid on the day it is first printed."""
    assert SCHEMAS[name]["$defs"][part]["enum"] == [str(value) for value in values]


def test_what_is_not_so_is_refused() -> None:
    """A schema that takes everything would describe nothing."""
    shown = LintResults(units=("a",), findings=(), unread={"b": Outcome(status=Status.UNREADABLE, error="cut off")})
    wrong = json.loads(formatter("json", Appearance()).findings(replace(shown, notes=("x",))))
    Draft202012Validator(SCHEMAS["lint"]).validate(wrong)
    wrong["unread"]["b"]["status"] = "fine"
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMAS["lint"]).validate(wrong)
