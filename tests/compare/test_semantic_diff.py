"""Two texts are equal if they mean the same, whatever their release and form; each difference says what lies behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import cast

import pytest
from hypothesis import given, settings
from made import to, unit
from strategies import covering, named, releases, states, surrounding

from fgsp_cli.compare.semantic_diff import DEFAULT_CHANGED, UNIT_CHANGED, UNKNOWN, Difference, differences
from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.fortios.versions import Release
from fgsp_cli.render import render
from fgsp_cli.state.change import Action
from fgsp_cli.state.codec import encode
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import DeviceState, Path, Table

UPGRADES = [("6.4.5", "7.4.4"), ("7.0.5", "7.0.6"), ("7.2.0", "7.2.1")]
EVERY_RELEASE = pytest.mark.parametrize("release", releases(), ids=str)


def paths(found: tuple[Difference, ...]) -> list[Path]:
    """Where they are."""
    return [difference.path for difference in found]


def table(fortios: str, rows: str) -> DeviceState:
    """A unit with these rows, in whichever table its release has."""
    before = (
        "config system standalone-cluster\nconfig cluster-peer\n"
        if _nested(fortios)
        else "config system cluster-sync\n"
    )
    return read_config(f"{before}{rows}end\n{'end' if _nested(fortios) else ''}\n", fortios)


def _nested(fortios: str) -> bool:
    return len(dialect(fortios).peers_path) > 1


def row(fortios: str, *lines: str, number: int = 1, peerip: str = "10.0.0.1") -> DeviceState:
    """A unit with one row."""
    return table(
        fortios, f"edit {number}\nset peerip {peerip}\n{''.join(f'set {line}' + chr(10) for line in lines)}next\n"
    )


@pytest.mark.parametrize(("old", "new"), UPGRADES)
def test_an_upgrade_that_kept_the_meaning_is_equal(old: str, new: str) -> None:
    """The table moved, an option was renamed, and 1 s is 10 x 100 ms: nothing has changed."""
    routes = next(
        child.name for child in dialect(old).peers.children.values() if child.key == "secondary-add-ipsec-routes"
    )
    before = row(old, "hb-interval 1", "hb-lost-threshold 6", f"{routes} disable")
    after = row(new, "hb-interval 10", "hb-lost-threshold 6", "secondary-add-ipsec-routes disable")

    assert differences(before, after) == ()
    assert differences(after, before) == ()


@pytest.mark.parametrize(("old", "new"), UPGRADES)
def test_a_number_that_stayed_while_its_unit_changed_is_a_difference(old: str, new: str) -> None:
    """5 s becomes half a second, with the same line in both backups."""
    lines = ("hb-interval 5", "hb-lost-threshold 4")
    (found,) = differences(row(old, *lines), row(new, *lines))

    assert found.path == ("peer", 1, "hb-interval")
    assert (found.before, found.after, found.why) == (5000, 500, UNIT_CHANGED)
    assert found.meaning == ("every 5 s, lost after 20 s", "every 500 ms, lost after 2 s")


@pytest.mark.parametrize(("old", "new"), UPGRADES)
def test_a_heartbeat_that_was_never_set_is_told_as_a_default_that_the_release_changed(old: str, new: str) -> None:
    """6 s of silence become 2 s, and neither backup shows a line of it [facts/fgsp.md#2, trap 2]."""
    found = differences(row(old), row(new))

    assert paths(found) == [("peer", 1, "hb-interval"), ("peer", 1, "hb-lost-threshold")]
    assert {difference.why for difference in found} == {DEFAULT_CHANGED}
    assert found[0].meaning == ("every 2 s, lost after 6 s", "every 200 ms, lost after 2 s")


@pytest.mark.parametrize(("old", "new"), UPGRADES)
def test_a_default_that_somebody_changed_is_not_blamed_on_the_release(old: str, new: str) -> None:
    """Only a value that is the default on both sides is one that nobody has touched."""
    unset, other = "edit 1\nset peerip 10.0.0.1\nnext\n", "edit 1\nset peerip 10.0.0.1\nset hb-interval 5\nnext\n"
    for before, after in ((table(old, unset), table(new, other)), (table(old, other), table(new, unset))):
        (interval,) = (found for found in differences(before, after) if found.path[-1] == "hb-interval")
        assert interval.why == ""


def test_what_one_release_lacks_counts_there_as_the_other_s_default() -> None:
    """Unset, it is no difference; set, it is one, and the reason is said."""
    old = row("6.0.4", "hb-interval 1", "hb-lost-threshold 6")
    new = row("7.4.4", "hb-interval 10", "hb-lost-threshold 6")
    assert differences(old, new) == ()

    encrypted = new.with_section("standalone-cluster", new.standalone_cluster.with_({"encryption": "enable"}))
    (found,) = differences(old, encrypted)
    assert (found.before, found.after) == (None, "enable")
    assert found.why == "FortiOS 6.0.4 has no such setting"
    (back,) = differences(encrypted, old)
    assert (back.before, back.after) == ("enable", None)


def test_rows_are_recognised_by_whom_they_lead_to() -> None:
    """Ids are local: another one is a difference only if one is strict."""
    before, after = row("7.4.4", number=3), row("7.4.4", number=17)
    assert differences(before, after) == ()
    (found,) = differences(before, after, strict=True)
    assert (found.path, found.before_path) == (("peer", 17, "sync-id"), ("peer", 3, "sync-id"))
    assert (found.before, found.after) == (3, 17)


def test_a_row_that_leads_elsewhere_under_its_id_is_the_same_row() -> None:
    """The shortest truth: its address changed."""
    (found,) = differences(row("7.4.4"), row("7.4.4", peerip="10.0.0.9"))
    assert (found.path, found.before, found.after) == (("peer", 1, "peerip"), "10.0.0.1", "10.0.0.9")
    assert found.positions[0] is not None


def test_rows_that_come_and_go_are_one_difference_each() -> None:
    """With what is told of them."""
    before = unit("7.4.4", {1: to("10.0.0.1"), 2: to("10.0.0.2", peervd="a")})
    after = unit("7.4.4", {1: to("10.0.0.1"), 5: to("10.0.0.5")})
    gone, come = differences(before, after)
    assert (gone.action, gone.path, dict(cast(dict[str, object], gone.before))) == (
        Action.DELETE,
        ("peer", 2),
        {"peervd": "a", "peerip": "10.0.0.2"},
    )
    assert (come.action, come.path, come.before) == (Action.CREATE, ("peer", 5), None)


def test_the_ids_of_services_in_a_filter_are_as_local_as_those_of_rows() -> None:
    """The same services under other ids filter the same."""

    def filtered(*services: str) -> DeviceState:
        lines = "".join(
            f"edit {number}\nset dst-port-range {ports}\nnext\n" for number, ports in enumerate(services, 1)
        )
        inside = f"config session-sync-filter\nconfig custom-service\n{lines}end\nend\n"
        return table("7.4.4", f"edit 1\nset peerip 10.0.0.1\n{inside}next\n")

    assert differences(filtered("80-80", "443-443"), filtered("443-443", "80-80")) == ()
    assert len(differences(filtered("80-80", "443-443"), filtered("443-443", "80-80"), strict=True)) == 2
    assert len(differences(filtered("80-80"), filtered("81-81"))) == 1


def test_unknown_settings_differ_where_both_sides_have_them() -> None:
    """One side alone may have written out a default, so that is a difference only if one is strict; no secret shows."""
    one, two = row("7.4.4", "new-toy 1"), row("7.4.4", "new-toy 2")
    (found,) = differences(one, two)
    assert (found.path, found.before, found.after, found.why) == (("peer", 1, "new-toy"), "1", "2", UNKNOWN)
    assert differences(one, row("7.4.4")) == ()
    assert len(differences(one, row("7.4.4"), strict=True)) == 1
    assert differences(row("7.4.4", "toy-key ENC abc"), row("7.4.4", "toy-key ENC xyz"), strict=True) == ()
    (secret,) = differences(row("7.4.4", "toy-key ENC abc"), row("7.4.4"), strict=True)
    assert secret.before == "present"


def test_what_this_program_never_writes_is_no_difference() -> None:
    """FGCP's settings beside session pickup are another feature's."""
    assert differences(unit("7.4.4", ha={"priority": 200}), unit("7.4.4", ha={"priority": 1})) == ()
    assert len(differences(unit("7.4.4", ha={"session-pickup": "enable"}), unit("7.4.4"))) == 1


def shown(state: DeviceState, release: Dialect, *, full: bool) -> str:
    """What a unit with that state prints."""
    interpreter = Interpreter(release, surrounding(release))
    for line in render(state, release.release).splitlines():
        interpreter.execute(line)
        assert not interpreter.failed, line
        if interpreter.question:
            interpreter.execute("y")
    return interpreter.show(full=full)


def shuffled(text: str) -> str:
    """The lines of every block the other way round; blocks stay where they are among blocks."""
    lines = text.splitlines()
    found, _ = _block(lines, 0)
    return "\n".join(found) + "\n"


def _block(lines: list[str], place: int) -> tuple[list[str], int]:
    sets: list[str] = []
    rest: list[str] = []
    while place < len(lines):
        words = lines[place].split()
        if words[:1] in (["end"], ["next"]):
            return [*rest, *sets[::-1], lines[place]], place + 1
        if words[:1] in (["config"], ["edit"]):
            inner, after = _block(lines, place + 1)
            rest += [lines[place], *inner]
            place = after
        else:
            sets.append(lines[place])
            place += 1
    return [*rest, *sets[::-1]], place


def quoted_otherwise(text: str) -> str:
    """Single quotes for double ones where nothing inside them minds."""
    import re

    return re.sub(r'"([^"\\\'\n]+)"', r"'\1'", text)


def encrypted_anew(text: str) -> str:
    """Other `ENC` text, as older releases print at every display."""
    import re

    return re.sub(r"ENC \S+", "ENC SGVsbG8gV29ybGQ=", text)


FORMS: dict[str, Callable[[str], str]] = {
    "order": shuffled,
    "quotes": quoted_otherwise,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "secrets": encrypted_anew,
}


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_the_form_of_a_text_is_no_difference(release: Release, request: pytest.FixtureRequest) -> None:
    """Order of attributes, quotes, line ends, secrets encrypted anew, defaults written out or left out."""
    fortios = dialect(release)
    count = 0

    def tried(state: DeviceState) -> None:
        nonlocal count
        count += 1
        whole = named(state, fortios)
        text = shown(whole, fortios, full=False)
        read = read_config(text, release)
        assert differences(read, read) == ()
        for form in FORMS.values():
            assert differences(read, read_config(form(text), release), strict=True) == ()
        full = read_config(shown(whole, fortios, full=True), release)
        assert differences(read, full) == ()

    for strategy, examples in covering(fortios):
        settings(max_examples=min(examples, 2), database=None)(given(strategy)(tried))()
    request.node.hypothesis_statistics = f"{count} passing examples"


def mirrored(found: tuple[Difference, ...]) -> set[tuple[object, ...]]:
    """The differences as the other side would tell them."""
    turned = {Action.CREATE: Action.DELETE, Action.DELETE: Action.CREATE}
    return {
        (one.before_path, turned.get(one.action, one.action), one.after, one.before, one.why, (one.meaning or ())[::-1])
        for one in found
    }


def told(found: tuple[Difference, ...]) -> set[tuple[object, ...]]:
    """The differences in the same form."""
    return {(one.path, one.action, one.before, one.after, one.why, one.meaning or ()) for one in found}


def pairs_of_releases() -> Iterator[tuple[Release, Release]]:
    """Every release with its neighbour, and the first with the last."""
    every = releases()
    yield from pairwise(every)
    yield every[0], every[-1]


@pytest.mark.spread(9)
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("first", "second"), list(pairs_of_releases()), ids=str)
def test_differences_are_the_same_from_either_side(first: Release, second: Release, strict: bool) -> None:
    """Symmetric, across releases too, and empty between a state and itself."""

    @settings(max_examples=8, database=None)
    @given(states(dialect(first), entries=True), states(dialect(second)))
    def law(one: DeviceState, two: DeviceState) -> None:
        one, two = replace(one, named=None), replace(two, named=None)
        assert told(differences(one, two, strict=strict)) == mirrored(differences(two, one, strict=strict))
        assert differences(one, one, strict=strict) == differences(two, two, strict=strict) == ()

    law()


@pytest.mark.spread(9)
@EVERY_RELEASE
def test_every_change_of_a_value_is_a_difference(release: Release) -> None:
    """What `==` sees of what is written, this sees too: nothing is swallowed."""
    fortios = dialect(release)

    @settings(max_examples=10, database=None)
    @given(states(fortios), states(fortios))
    def law(one: DeviceState, two: DeviceState) -> None:
        same = encode(one, fortios) == encode(two, fortios)
        assert (not differences(one, two, strict=True)) == (one == two or same)

    law()


def test_a_state_without_rows_and_one_with_are_told_apart() -> None:
    """An empty table is no table at all."""
    before = unit("7.4.4")
    assert differences(before, replace(before, peers=Table())) == ()
    assert [one.action for one in differences(before, unit("7.4.4", {1: to("10.0.0.1")}))] == [Action.CREATE]
