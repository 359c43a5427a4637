"""The JSON Schema that is published, `docs/schema/results.json`, is the one of what is printed."""

from __future__ import annotations

import json
import sys
from copy import deepcopy
from enum import Enum
from pathlib import Path

import pytest
from fleets import sixteen, two_thousand
from jsonschema import Draft202012Validator, ValidationError
from push_lab import TRIO, bench, trio

from fgsp_cli.fleet import plan, recover, rollback
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.mesh_links import LinkState
from fgsp_cli.results.results import Results, Status
from fgsp_cli.state.change import Action, Effect

sys.path.insert(0, str(Path(__file__).parent))
from samples import results

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "results.json").read_text(encoding="utf-8"))


def closed(schema: object) -> object:
    """The schema, no key allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(part) for key, part in schema.items()}
    return {**found, "additionalProperties": False} if "required" in found else found


def document(shown: Results) -> dict[str, object]:
    """What a script reads."""
    found: dict[str, object] = json.loads(formatter("json", Appearance()).results(shown))
    return found


def test_it_is_a_schema() -> None:
    """By the rules of the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "shown",
    [results("plan"), results("push", Status.ROLLED_BACK), results("verify"), sixteen(), two_thousand()],
    ids=["plan", "push", "verify", "audit of 16", "audit of 2,000"],
)
def test_results_validate_and_hold_no_key_that_it_does_not_describe(shown: Results) -> None:
    """A key that is added to the one is added to the other."""
    Draft202012Validator(closed(SCHEMA)).validate(document(shown))


def test_what_changes_units_validates_too(tmp_path: Path) -> None:
    """A plan and the file of it, a push that fails and one that does not, `recover` and `rollback`."""
    check = Draft202012Validator(closed(SCHEMA)).validate
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        plan(work.intent, work.inventory, out=tmp_path / "plan.json")
        Draft202012Validator(SCHEMA).validate(json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")))
        check(document(work.plan()))
        work["fgt-c"].refuse(5, "value parse error before 'x'\nCommand fail. Return code -61")
        put_back, done = document(work.push()), document(work.push())
        for shown in (put_back, done):
            check(shown)
        recovered, undone = (document(verb(done["run"], work.inventory)) for verb in (recover, rollback))
        assert (recovered["command"], undone["command"]) == ("recover", "rollback")
        assert undone["run"] != recovered["run"] == done["run"]
        check(recovered)
        check(undone)


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        ("change", "action", list(Action)),
        ("change", "effect", list(Effect)),
        ("link", "state", [state for state in LinkState if state is not LinkState.GOOD]),
    ],
)
def test_it_lists_every_value_that_there_is(name: str, key: str, values: list[Enum]) -> None:
    """One that it lacks would be invalid on the day it is first printed."""
    assert SCHEMA["$defs"][name]["properties"][key]["enum"] == [str(value) for value in values]
    assert SCHEMA["$defs"]["status"]["enum"] == [str(status) for status in Status]


@pytest.mark.parametrize(("key", "value"), [("status", "fine"), ("changes", None), ("error", 3)])
def test_what_is_not_so_is_refused(key: str, value: object) -> None:
    """A schema that takes everything would describe nothing."""
    wrong = deepcopy(document(results("verify")))
    wrong["devices"]["fgt-a"][key] = value  # type: ignore[index]
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(wrong)
