"""The skimmer passes over what nobody wants, and leaves to the cutter what must be read."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.cutter import FGSP_PATHS, _Cutter, cut
from fgsp_cli.fortios.skimmer import Skimmer
from fgsp_cli.fortios.values import quote_word

FIRST = "\nconfig firewall address\n"


def left(inside: str, wanted: tuple[str, ...] = FGSP_PATHS) -> str:
    """What is still to be read of a text that begins with an unwanted section, and goes on as given."""
    body = FIRST + inside
    end = len(FIRST) - 1
    return body[Skimmer(body, wanted).skim(0, end) :]


def test_several_unwanted_sections_are_passed_over_at_once() -> None:
    """The rest begins with the last `end`, which the cutter counts."""
    text = "    edit \"a\"\n        set comment ''\n    next\nend\nconfig router bgp\nend\nconfig user local\nend\n"
    assert left(text + "\n# more\n") == "\nend\n\n# more\n"


@pytest.mark.parametrize(
    "ahead",
    [
        "config system ha",
        "config  system\tha ",
        "config global",
        "config vdom",
        "config transaction id=1 will expire in",
    ],
)
def test_it_stops_before_what_must_be_read(ahead: str) -> None:
    """A wanted section however its blanks, the parts that sections stand in, and an announcement, which is none."""
    text = f"    set a b\nend\n{ahead}\nend\nconfig router bgp\nend\n"
    assert left(text) == f"\nend\n{ahead}\nend\nconfig router bgp\nend\n"


@pytest.mark.parametrize("ahead", ["config system haze", "config system", "config globals", "config my system ha"])
def test_a_name_that_is_only_like_a_wanted_one_does_not_stop_it(ahead: str) -> None:
    """Whole names count."""
    assert left(f"end\n{ahead}\n    set a b\nend\n") == "\nend\n"


@pytest.mark.parametrize(
    "inside",
    [
        '    set a "value\nend\n"\nend\n',
        '    set a "x \\" y"\nend\n',
        "    set a 'x'\nend\n",
        "    set a '''\nend\n",
        "    set a b\\\nend\nend\n",
        "config nested\nend\nend\n",
        "    set a b\n",
        "    set a b\n    end\n",
    ],
)
def test_in_doubt_a_section_is_read(inside: str) -> None:
    """An open value, an escape, single quotes around something, no indents, no end."""
    assert left(inside) == f"\n{inside}"


def test_sections_that_are_indented_as_a_whole_are_read() -> None:
    """By hand people indent what stands in `config global`; its `end` at the margin closes none of the sections in it."""
    text = "config global\n    config system dns\n    end\n    config system ha\n        set mode standalone\n    end\nend\n"
    found = cut(text)
    assert [(section.path, section.line) for section in found.sections] == [("system ha", 4)]
    assert not found.notes


@pytest.mark.parametrize(
    "repeated",
    [
        " config a\n end\n",
        "config a\n end\n",
        "config a\n set b '\nend\n",
        "config a\nend \n",
        'config a\n set b "\\\\"\nend\n',
        'config a\n set b "\n',
    ],
)
def test_the_time_is_linear_whatever_the_text_is(repeated: str) -> None:
    """Nobody can keep an audit busy with a file; where time went with the square, this took a quarter of a minute."""
    text = repeated * 40_000
    start = process_time()
    with suppress(ConfigTextError):
        cut(text)
    assert process_time() - start < 5


VALUE = st.text(alphabet=st.sampled_from("\"'\\ \nab"), max_size=8) | st.sampled_from(
    ["end", "\nend\n", "\nconfig a\n"]
)
SECTION = st.tuples(
    st.sampled_from(["system ha", "system global", "router bgp", "user local"]),
    st.lists(st.tuples(st.sampled_from(["set", "append"]), st.lists(VALUE, max_size=3)), max_size=4),
)


@settings(max_examples=200)
@given(st.lists(SECTION, max_size=8), st.booleans())
def test_what_a_unit_prints_is_cut_the_same_with_and_without_it(
    sections: list[tuple[str, list[tuple[str, list[str]]]]], in_global: bool
) -> None:
    """Any values, in any number of sections, with VDOMs and without."""
    lines: list[str] = []
    for name, settings_ in sections:
        lines += [f"config {name}"]
        lines += [f"    {verb} name {' '.join(map(quote_word, values))}" for verb, values in settings_]
        lines += ["end"]
    text = "\n".join(["config global", *lines, "end", ""] if in_global else [*lines, ""])
    assert _Cutter(text, FGSP_PATHS, "x", skims=True).run() == _Cutter(text, FGSP_PATHS, "x", skims=False).run()
