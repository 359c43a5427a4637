"""Attributes that another attribute shows, hides or resets: data of the schema, and what units may make of them."""

from __future__ import annotations

import pytest

from fgsp_cli.fortios.dialects import Spec, dialect
from fgsp_cli.fortios.interpreter.assumptions import Habits, OffSwitch
from fgsp_cli.fortios.interpreter.shell import Interpreter
from fgsp_cli.fortios.interpreter.stored.store import Store

RELEASES = ("6.0.4", "6.2.7", "6.4.9", "7.0.12", "7.2.0", "7.4.4", "7.6.7", "8.0.0")
MEMBERS = (
    ("system ha", "session-pickup", "session-pickup-nat", "enable"),
    ("system ha", "session-pickup", "session-pickup-connectionless", "enable"),
    ("system ha", "session-pickup", "session-pickup-expectation", "enable"),
    ("system ha", "session-pickup", "session-pickup-delay", "enable"),
    ("system standalone-cluster", "encryption", "psksecret", "a-secret-of-the-test"),
)
"""Section, the attribute that shows the other, the other, and a value of it."""


def unit(off_switch: OffSwitch) -> Interpreter:
    """A unit of 7.4.4 with that behaviour."""
    return Interpreter("7.4.4", store=Store(dialect("7.4.4"), habits=Habits(off_switch=off_switch)))


def typed(on: Interpreter, section: str, *lines: str) -> list[bool]:
    """Whether each line was refused."""
    refused = []
    for line in (f"config {section}", *lines, "end"):
        on.execute(line)
        refused.append(on.failed)
    return refused[1:-1]


def dependants(release: str) -> list[tuple[Spec, Spec]]:
    """Each attribute that depends on another, with its block."""
    return [(top, spec) for top in dialect(release).tops.values() for spec in top.children.values() if spec.depends_on]


@pytest.mark.parametrize("release", RELEASES)
def test_what_shows_an_attribute_stands_before_it_in_the_units_own_order(release: str) -> None:
    """So the unit's own order is one in which it takes the lines."""
    found = dependants(release)
    assert {spec.key for _, spec in found} >= {"session-pickup-nat", "session-pickup-delay"}
    for top, spec in found:
        needed = spec.depends_on
        assert needed is not None
        keys = list(top.by_key)
        assert keys.index(needed.attribute) < keys.index(spec.key)
        assert set(needed.values) <= set(top.by_key[needed.attribute].options)
        assert top.by_key[needed.attribute].shows == needed.values


@pytest.mark.parametrize(("section", "switch", "name", "value"), MEMBERS)
def test_a_unit_that_keeps_takes_and_shows_it_at_any_time(section: str, switch: str, name: str, value: str) -> None:
    """Nothing is lost."""
    there = unit("keeps")
    assert typed(there, section, f"set {name} {value}", f"set {switch} enable", f"set {switch} disable") == [False] * 3
    assert f"set {name} " in there.execute(f"show {section}")


@pytest.mark.parametrize(("section", "switch", "name", "value"), MEMBERS)
def test_a_unit_that_hides_refuses_it_and_shows_it_again(section: str, switch: str, name: str, value: str) -> None:
    """The value is there all the time."""
    there = unit("hides")
    assert typed(there, section, f"set {name} {value}", f"set {switch} enable", f"set {name} {value}") == [
        True,
        False,
        False,
    ]
    typed(there, section, f"set {switch} disable")
    for shown in ("show", "show full-configuration", "get"):
        assert f"{name} " not in there.execute(f"{shown} {section}").replace(f"{name}:", f"{name} ")
    typed(there, section, f"set {switch} enable")
    assert f"set {name} " in there.execute(f"show {section}")


@pytest.mark.parametrize(("section", "switch", "name", "value"), MEMBERS)
@pytest.mark.parametrize("off", ["set {} disable", "unset {}"])
def test_a_unit_that_forgets_has_the_default_afterwards(
    section: str, switch: str, name: str, value: str, off: str
) -> None:
    """Whichever line turns the other off."""
    there = unit("forgets")
    typed(there, section, f"set {switch} enable", f"set {name} {value}")
    assert f"set {name} " in there.execute(f"show {section}")
    typed(there, section, off.format(switch), f"set {switch} enable")
    assert f"set {name} " not in there.execute(f"show {section}")
