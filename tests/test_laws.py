"""The laws that every state of every release obeys; each test fails if it has not met every attribute both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reversing import reverse
from strategies import covering, generated, named, releases, surrounding, to_generate

from fgsp_cli.compare import adopt, compare
from fgsp_cli.compare.row_matching import identity
from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.fortios.schema_data import Kind, Schema, packaged_data, use_schema
from fgsp_cli.fortios.versions import Release
from fgsp_cli.render import delta_lines, preflight, render, render_changes
from fgsp_cli.render.overlay import lay_over
from fgsp_cli.state.change import Action
from fgsp_cli.state.codec import decode
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import DeviceState, Table

EVERY_RELEASE = pytest.mark.parametrize("release", releases(), ids=str)
Law = Callable[..., None]
NEW_RELEASE = "9.0.0"
SINCE = [[NEW_RELEASE, None]]


def at_first(value: object) -> dict[str, object]:
    """That default."""
    return {"defaults": [{"in": SINCE, "value": value, "confirmed": True}]}


NEW_KINDS: dict[Kind, dict[str, object]] = {
    Kind.INTEGER: {**at_first(5), "limits": [{"in": SINCE, "min": 1, "max": 9, "confirmed": True}]},
    Kind.INTERVAL: {**at_first(2), "limits": [{"in": SINCE, "min": 1, "max": 9, "unit": "s", "confirmed": True}]},
    Kind.OPTION: {**at_first("red"), "options": [{"in": SINCE, "values": ["red", "green"]}]},
    Kind.STRING: {**at_first(""), "max_length": 9},
    Kind.IPV4: at_first("0.0.0.0"),
    Kind.IPV4_NET: at_first("0.0.0.0 0.0.0.0"),
    Kind.IPV6_NET: at_first("::/0"),
    Kind.PORT_RANGE: at_first("0-0"),
    Kind.NAMES: {**at_first([]), "max_length": 9},
    Kind.SECRET: at_first(None),
    Kind.OBJECT: {"attributes": [{"key": "inner", "kind": "string", "help": "In.", "in": SINCE, **at_first("")}]},
    Kind.TABLE: {
        "entry_key": "id",
        "entry_min": 0,
        "entry_max": 99,
        "attributes": [{"key": "inner", "kind": "ipv4", "help": "In.", "in": SINCE, **at_first("0.0.0.0")}],
    },
}


def hold(law: Law, release: Dialect, request: pytest.FixtureRequest, *, states: int = 1) -> None:
    """Try the law on states that cover the release, so many at a time, and count."""
    covered: set[object] = set()
    count = 0

    def tried(drawn: Sequence[DeviceState]) -> None:
        nonlocal count
        count += 1
        covered.update(generated(drawn[0], release))
        law(release, *drawn)

    for strategy, examples in covering(release):
        settings(max_examples=examples, database=None)(given(st.tuples(*[strategy] * states))(tried))()
    request.node.hypothesis_statistics = f"{count} passing examples"
    assert to_generate(release) - covered == set()


def unit_with(state: DeviceState, release: Dialect) -> Interpreter:
    """A unit with the lines of the state typed on it."""
    unit = Interpreter(release, surrounding(release))
    type_into(unit, render(state, release.release).splitlines())
    return unit


def type_into(unit: Interpreter, lines: Iterable[str]) -> None:
    """Type lines; every one must be accepted, and the question is answered with yes."""
    for line in lines:
        answer = unit.execute(line)
        assert not unit.failed, (line, answer)
        if unit.question:
            unit.execute("y")
    assert unit.depth == 0


def held(unit: Interpreter, release: Dialect) -> DeviceState:
    """What the unit holds."""
    return decode(unit.tree(), release)


def reads_back(fortios: Dialect, state: DeviceState) -> None:
    """read(show(interpret(render(s)))) == s."""
    assert read_config(unit_with(state, fortios).show(), fortios.release) == state


def leads_there_and_back(fortios: Dialect, before: DeviceState, after: DeviceState) -> None:
    """The delta from a to b, typed into a unit that holds a, makes exactly b; its undo makes a again."""
    unit = unit_with(before, fortios)
    for wanted in (after, named(after, fortios)):
        changes = compare(before, wanted, by_identity=False)
        assert lay_over(before, wanted, removed=before.peers.keys() - after.peers.keys()) == after
        lines = delta_lines(changes, fortios)
        undo = delta_lines(reverse(changes, fortios), fortios)
        result = preflight(lines, fortios, after, config=unit.tree())
        preflight(undo, fortios, before, config=result.tree)
        type_into(unit, lines)
        assert held(unit, fortios) == after
        type_into(unit, undo)
        assert held(unit, fortios) == before


def needs_nothing(fortios: Dialect, state: DeviceState) -> None:
    """The delta from a to a is empty, whoever says what a is."""
    for by_identity in (True, False):
        assert compare(state, state, by_identity=by_identity) == ()
        assert compare(state, named(state, fortios), by_identity=by_identity) == ()
    assert render_changes((), fortios.release) == ""


def keeps_ids(fortios: Dialect, wanted: DeviceState, other: DeviceState) -> None:
    """Rows that a unit has under other ids stay where they are, beside rows that no intent manages."""
    running = with_other_ids(wanted, other)
    adopted = adopt(running, named(wanted, fortios))
    changes = compare(running, adopted.state, by_identity=False)
    assert Action.CREATE not in {change.action for change in changes}
    removed = {change.path[1] for change in changes if change.action is Action.DELETE}
    assert removed == adopted.unmanaged == running.peers.keys() - adopted.state.peers.keys()
    if len({identity(row) for row in running.peers.values()}) == len(running.peers):
        assert {change.action for change in changes} <= {Action.DELETE}
        assert lay_over(running, adopted.state) == running


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_what_is_rendered_reads_back_equal(release: Release, request: pytest.FixtureRequest) -> None:
    """Text and state are two forms of the same thing."""
    hold(reads_back, dialect(release), request)


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_a_delta_leads_to_the_other_state_and_its_undo_back(release: Release, request: pytest.FixtureRequest) -> None:
    """A plan reaches its goal, and leaves no trace when it is taken back."""
    hold(leads_there_and_back, dialect(release), request, states=2)


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_a_state_needs_no_change_to_become_itself(release: Release, request: pytest.FixtureRequest) -> None:
    """A second push does nothing."""
    hold(needs_nothing, dialect(release), request)


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_adopting_a_unit_changes_no_id(release: Release, request: pytest.FixtureRequest) -> None:
    """A running cluster can be taken over without interrupting it."""
    hold(keeps_ids, dialect(release), request, states=2)


@pytest.mark.parametrize(
    ("law", "states"), [(reads_back, 1), (leads_there_and_back, 2), (needs_nothing, 1), (keeps_ids, 2)]
)
@pytest.mark.spread(3)
def test_a_release_that_comes_is_a_change_of_data(law: Law, states: int, request: pytest.FixtureRequest) -> None:
    """With attributes of every kind added in 9.0.0, all laws hold without a change of code."""
    with use_schema(Schema.from_mapping(with_new_release())):
        fortios = dialect(NEW_RELEASE)
        assert {f"new-{kind}" for kind in NEW_KINDS} <= fortios.peers.by_key.keys()
        hold(law, fortios, request, states=states)
    assert f"new-{Kind.STRING}" not in dialect(NEW_RELEASE).peers.by_key


def with_new_release() -> dict[str, object]:
    """A copy of the data with a release 9.0.0 that has a new attribute of each kind in rows and in membership."""
    data: Any = packaged_data()
    data["branches"].append({"branch": "9.0", "newest": NEW_RELEASE, "confirmed": True})
    membership = next(section for section in data["sections"] if section["key"] == "standalone-cluster")
    for kind, facts in NEW_KINDS.items():
        attribute = {"key": f"new-{kind}", "kind": kind, "help": "New.", "in": SINCE, **facts}
        data["tables"]["peer"]["attributes"].append(attribute)
        membership["attributes"].append(attribute)
    return cast(dict[str, object], data)


def with_other_ids(state: DeviceState, other: DeviceState) -> DeviceState:
    """A unit with the rows of the state under other ids, those of each other among them, and rows of its own."""
    numbers = sorted(state.peers)
    free = [*sorted(other.peers), *numbers[1:], *numbers[:1]]
    ids = list(dict.fromkeys(free))[: len(numbers)]
    rows = dict(zip(ids, state.peers.values(), strict=True))
    return replace(state, peers=Table({**other.peers, **rows}))
