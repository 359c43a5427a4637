from __future__ import annotations

import pytest

from fgsp_cli.lab.grep import GrepError, parse_grep
from fgsp_cli.lab.typed_words import split_pipe, words

SHOW = """config system global
    set alias "FortiGate-VM64-KVM"
    set hostname "SITE-A"
    set timezone 04
end
config system interface
    edit "port1"
        set vdom "root"
        set alias "MGMT"
    next
    edit "port2"
        set vdom "root"
        config ipv6
            set ip6-address ::/0
        end
    next
    edit "port10"
        set vdom "root"
    next
end
"""


def _grep(line: str, text: str = SHOW) -> str:
    command, rest = split_pipe(line)
    assert rest is not None, command
    return parse_grep(words(rest))(text)


def test_lines_are_kept_by_a_pattern() -> None:
    """The pattern is searched in every line."""
    assert _grep("show | grep hostname") == '    set hostname "SITE-A"\n'


def test_a_bar_in_a_pattern_is_an_alternative_when_escaped() -> None:
    """As in the recording `get sys status | grep '^Version\\|License St'`."""
    text = "Version: v6.2.3\nVirus-DB: 1\nLicense Status: Valid\nLicense Expiration Date: never\n"
    assert _grep(r"get sys status | grep '^Version\|License St'", text) == "Version: v6.2.3\nLicense Status: Valid\n"


def test_a_dot_drops_the_empty_lines() -> None:
    """`show | grep .` is how scripts avoid the pager [facts/cli-behaviour.md#1.3]."""
    assert _grep("show | grep .", "config vdom\n\nend\n") == "config vdom\nend\n"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("x | grep -i B", "b\n"),
        ("x | grep -v b", "a\nc+\n"),
        ("x | grep -c .", "3\n"),
        ("x | grep -n c", "3:c+\n"),
        ("x | grep -iv A", "b\nc+\n"),
        ("x | grep c+", "c+\n"),
        ("x | grep 'c[+]'", "c+\n"),
        ("x | grep zzz", ""),
    ],
)
def test_options_are_those_of_grep(line: str, kept: str) -> None:
    """-i, -v, -c and -n, alone and together; plus is a plain character."""
    assert _grep(line, "a\nb\nc+\n") == kept


def test_f_keeps_whole_entries_and_marks_the_hits() -> None:
    """As in the recording grep-f-VM-7.0.3.txt: entries without a hit go, the frame stays."""
    assert _grep('show system interface | grep -f "port1"') == (
        "config system interface\n"
        '    edit "port1" <---\n'
        '        set vdom "root"\n'
        '        set alias "MGMT"\n'
        "    next\n"
        '    edit "port10" <---\n'
        '        set vdom "root"\n'
        "    next\n"
        "end\n"
    )


def test_f_keeps_a_whole_object_without_entries() -> None:
    """As in the recording: the hit is a line of an object."""
    assert _grep('show | grep -f "SITE-A"') == (
        'config system global\n    set alias "FortiGate-VM64-KVM"\n    set hostname "SITE-A" <---\n    set timezone 04\nend\n'
    )


def test_f_is_empty_without_a_hit() -> None:
    """Case counts: `Sitea` is not `SITE-A`."""
    assert _grep('show | grep -f "Sitea"') == ""


@pytest.mark.parametrize("line", ["x | grep -fi fort", "x | tail", "x |", "x | grep", "x | grep -z a", "x | grep '['"])
def test_what_is_no_grep_is_refused_at_the_bar(line: str) -> None:
    """7.0.3 said `command parse error before '|'` to `grep -fi`."""
    with pytest.raises(GrepError, match=r"^\|$"):
        _grep(line)


def test_a_bar_in_quotes_is_no_filter() -> None:
    """Quotes protect it."""
    assert split_pipe("set comment 'a | b'") == ("set comment 'a | b'", None)
    assert split_pipe(r"set comment a\|b") == (r"set comment a\|b", None)
    assert split_pipe('show "x | y" | grep "a | b"') == ('show "x | y"', 'grep "a | b"')


def test_words_lose_their_quotes() -> None:
    """Quotes and escapes are taken off, and an empty word is one."""
    assert words("""grep "a \\"b\\"" 'c d' e\\ f ''""") == ("grep", 'a "b"', "c d", "e f", "")


def test_context_lines_come_with_a_hit_and_options_may_follow_the_pattern() -> None:
    """`show | grep "config vdom" -f -A1`, which scrapli's community driver lists the VDOMs with."""
    text = "config vdom\nedit root\nnext\nend\nx\nconfig vdom\nedit vd1\nend\n"
    wanted = "config vdom\nedit root\n--\nconfig vdom\nedit vd1\n"
    assert parse_grep(["grep", "config vdom", "-f", "-A1"])(text) == wanted
    assert parse_grep(["grep", "-A", "1", "config vdom"])(text) == wanted
    assert parse_grep(["grep", "-C1", "^x$"])(text) == "end\nx\nconfig vdom\n"
    assert parse_grep(["grep", "-B", "2", "next"])(text) == "config vdom\nedit root\nnext\n"
