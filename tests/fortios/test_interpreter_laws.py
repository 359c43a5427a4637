"""What holds for every input: no line makes it raise, and what it shows can be typed back."""

from __future__ import annotations

import pytest
from fuzz_interpreter import COMMON, RELEASES, SURROUNDINGS, VERBS, WORDS, Script, check, fuzz, shortest, type_script
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.interpreter import Interpreter

likely = st.builds(
    lambda verb, words: " ".join([verb, *words]), st.sampled_from(VERBS), st.lists(st.sampled_from(WORDS), max_size=4)
)
lines = st.one_of(st.sampled_from(COMMON), st.sampled_from(COMMON), likely, st.text(max_size=30))


@settings(max_examples=150)
@given(
    release=st.sampled_from(RELEASES),
    config=st.sampled_from(SURROUNDINGS),
    nested_saves=st.sampled_from(["next", "end"]),
    script=st.lists(st.tuples(st.booleans(), lines), max_size=60),
)
def test_no_line_raises_and_what_is_shown_can_be_typed_and_loaded_back(
    release: str, config: str, nested_saves: str, script: list[tuple[bool, str]]
) -> None:
    """Two sessions type anything at all; then a new unit takes every line of what the first one shows."""
    lines_typed = tuple((int(which), line) for which, line in script)
    store, _ = type_script(Script(release=release, config=config, nested_saves=nested_saves, lines=lines_typed))
    check(store)


@settings(max_examples=40)
@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r"), max_size=40), max_size=20))
def test_any_characters_at_all_are_taken(script: list[str]) -> None:
    """Control characters, half characters, line ends."""
    unit = Interpreter("7.4.4", SURROUNDINGS[2])
    for line in script:
        unit.execute(line)
        unit.execute(f"show {line}")
        unit.show(line)


@pytest.mark.parametrize("line", ["config x", "edit 1", "config firewall policy"])
def test_levels_cannot_be_opened_without_end(line: str) -> None:
    """A script that never leaves does not lead to a depth that nothing can print."""
    unit = Interpreter("7.4.4")
    unit.execute("config firewall policy")
    for _ in range(100):
        unit.execute("edit 1")
        unit.execute(line)
    assert unit.depth < 20
    unit.execute("show")


@pytest.mark.parametrize("release", RELEASES)
def test_every_attribute_of_every_release_is_accepted_with_its_own_default(release: str) -> None:
    """And shown back by none but the full output, from which it can be typed again."""
    unit = Interpreter(release)
    top = unit.store.dialect.peers_path
    for word in top:
        unit.execute(f"config {word}")
    unit.execute("edit 1")
    for _ in range(len(top) + 1):
        unit.execute("end" if unit.depth else "")
    full = unit.show(" ".join(top), full=True)
    again = Interpreter(release)
    for line in full.split("\n"):
        said = again.execute(line)
        assert not again.failed, f"{line!r}: {said}"
    assert again.show() == unit.show()
    names = {line.split()[1] for line in full.split("\n") if len(line.split()) > 1}
    assert dialect(release).peers.children.keys() <= names


def test_a_share_of_the_fuzzer_s_lines_breaks_nothing() -> None:
    """Five seconds of what `python tests/fuzz_interpreter.py` does with a million lines."""
    figures = fuzz(1_000_000, seed=7, seconds=5)
    assert not figures.broken, figures.broken[0]
    assert figures.lines > 2_000


def test_the_fuzzer_cuts_a_script_down_to_the_lines_that_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it prints about a broken rule is short enough to be read."""
    monkeypatch.setattr("fuzz_interpreter.problem", lambda script: "bad" if (0, "b") in script.lines else "")
    script = Script(release="7.4.4", config="", nested_saves="next", lines=tuple((0, word) for word in "aabaca"))
    assert shortest(script).lines == ((0, "b"),)
