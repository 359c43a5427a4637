"""A prompt is told from everything that merely ends like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.device.dialogue.prompt import Grammar, Prompt

DATA = Path(__file__).parents[1] / "data" / "transcripts"


def samples() -> list[str]:
    """Prompts that were seen in the field, one per line."""
    return (DATA / "prompts.txt").read_text().partition("# ----\n")[2].splitlines()


def learned(prompt: str) -> Grammar:
    """The grammar of a unit whose first prompt this is."""
    grammar = Grammar.learn(f"\r\n{prompt}".encode())
    assert grammar is not None
    return grammar


@pytest.mark.parametrize("prompt", samples())
def test_every_prompt_seen_in_the_field_is_learned_and_found_again(prompt: str) -> None:
    """Host names, roles, levels and marks of public samples."""
    grammar = learned(prompt)
    output = f"get x\r\r\nline\r\n\r\n{prompt}".encode()
    found = grammar.at_end(output)
    assert found is not None
    assert output[found[0] :] == prompt.encode()
    assert found[1] == grammar.first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FGT # ", Prompt(host="FGT")),
        ("FGT $ ", Prompt(host="FGT", mark="$")),
        ("FGT (global) # ", Prompt(host="FGT", level="global")),
        ("FGT(Primary) # ", Prompt(host="FGT", role="Primary")),
        ("FGT(Primary) (global) # ", Prompt(host="FGT", role="Primary", level="global")),
        ("FGT (Secondary) # ", Prompt(host="FGT", role="Secondary")),
        ("FGT (Secondary) (port1) # ", Prompt(host="FGT", role="Secondary", level="port1")),
        ("vwanXX-sdfw-wdmc4mms~000 # ", Prompt(host="vwanXX-sdfw-wdmc4mms~000")),
        ("a_b.c-d # ", Prompt(host="a_b.c-d")),
    ],
)
def test_the_parts_of_a_first_prompt(text: str, expected: Prompt) -> None:
    """A role stands behind the name with or without a blank; at the root a word of HA in brackets is a role."""
    assert learned(text).first == expected


@pytest.mark.parametrize(
    "text",
    [
        " Maintenance window: see ticket # ",
        "FGT #",
        "FGT # show",
        "FGT # \r\n",
        "#",
        "$ ",
        " * DEVICE INFORMATION #",
        "set password ENC abc$ ",
        "say FGT # ",
    ],
)
def test_what_only_ends_like_a_prompt_is_none(text: str) -> None:
    """Banners, comments and secrets end in `#` and `$` too."""
    assert Grammar.learn(f"\r\n{text}".encode()) is None


@pytest.mark.parametrize("text", ["FGT # ", "FGT(Primary) # ", "FGT(Secondary) (1) # ", "FGT (1) $ "])
def test_the_role_and_the_mark_may_change_during_a_session(text: str) -> None:
    """A unit becomes secondary while somebody is logged in."""
    assert learned("FGT(Primary) # ").at_end(f"\r\n{text}".encode()) is not None


@pytest.mark.parametrize("text", ["FGT2 # ", "FG # ", "fgt # ", "XFGT # "])
def test_another_host_name_is_no_prompt_of_this_unit(text: str) -> None:
    """What is quoted from another unit in a comment does not end an answer."""
    assert learned("FGT # ").at_end(f"\r\n{text}".encode()) is None


def test_an_entry_called_primary_is_a_level_where_the_root_has_no_role() -> None:
    """`edit primary` in any table."""
    found = learned("FGT # ").at_end(b"\r\nFGT (primary) # ")
    assert found is not None
    assert (found[1].level, found[1].role) == ("primary", "")


def test_prompts_are_counted_one_by_one() -> None:
    """Lines sent ahead leave several prompts in one piece of output."""
    output = b"config system ha\r\r\n\r\nFGT (ha) # set x\r\r\n\r\nFGT (ha) # end\r\r\n\r\nFGT # "
    grammar, start, levels = learned("FGT # "), 0, []
    while (found := grammar.next(output, start)) is not None:
        start = found[1]
        levels.append(found[2].level)
    assert levels == ["ha", "ha", ""]
    assert start == len(output)


def test_the_end_of_a_long_output_is_found_without_reading_all_of_it() -> None:
    """A single line of a megabyte holds no prompt."""
    grammar = learned("FGT # ")
    assert grammar.at_end(b"x" * 1_000_000 + b"FGT # ") is None
    assert grammar.at_end(b"x" * 1_000_000 + b"\nFGT # ") is not None
