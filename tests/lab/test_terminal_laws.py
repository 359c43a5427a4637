"""Laws of the terminal: whatever is typed, and however it arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.lab.command_line import Shell
from fgsp_cli.lab.spec import UnitSpec
from fgsp_cli.lab.ssh.tty import NO_TTY, Terminal, Tty
from fgsp_cli.lab.unit import Unit

LINES = (
    "config system standalone-cluster",
    "config cluster-peer",
    "edit 1",
    "edit 0",
    "set peerip 10.0.0.1",
    "set standalone-group-id 7",
    'set syncvd "root"',
    'set alias "half',
    "next",
    "end",
    "y",
    "show",
    "show | grep -f 10",
    "get system console",
    "show full-configuration",
    "abort",
    "",
    "exit",
)
KEYS = st.one_of(
    st.sampled_from(LINES).map(lambda line: line.encode() + b"\n"),
    st.sampled_from(
        [b" ", b"q", b"\n", b"\x03", b"\x04", b"\t", b"?", b"\x16", b"\x7f", b"\x1b[A", b"\x1b[D", b"\x01"]
    ),
    st.text(max_size=5).map(lambda text: text.replace("\r", "").encode("utf-8", "replace")),
    st.binary(max_size=4).map(lambda data: data.replace(b"\r", b"")),
)


class _Wire:
    """The client's side."""

    def __init__(self) -> None:
        self.received = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.received += data

    def close(self) -> None:
        assert not self.closed
        self.closed = True

    def defer(self, work: Sequence[Callable[[], object]], then: Callable[[], None]) -> None:
        raise AssertionError("nothing was to be done before a line")


def _dialogue(pieces: Sequence[bytes], tty: Tty) -> tuple[bytes, bool]:
    unit = Unit(UnitSpec(name="u", fortios="7.4.4"))
    wire = _Wire()
    terminal = Terminal(Shell(unit, unit.spec.administrators[0]), wire, tty)
    terminal.start()
    for piece in pieces:
        terminal.feed(piece)
    return wire.received, wire.closed


@settings(max_examples=100)
@given(typed=st.lists(KEYS, max_size=30), cuts=st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_it_does_not_matter_how_the_bytes_arrive(typed: list[bytes], cuts: list[int]) -> None:
    """All at once or a few at a time: the same bytes come back, and nothing that can be typed does any harm."""
    data = b"".join(typed)
    pieces, place, turn = [], 0, 0
    while place < len(data):
        pieces.append(data[place : place + cuts[turn % len(cuts)]])
        place += cuts[turn % len(cuts)]
        turn += 1
    for tty in (Tty(), NO_TTY, Tty(columns=7, rows=5)):
        assert _dialogue(pieces, tty) == _dialogue([data] if data else [], tty)


@settings(max_examples=100)
@given(lines=st.lists(st.sampled_from(LINES), max_size=25))
def test_a_terminal_shows_the_same_as_a_command_and_more(lines: list[str]) -> None:
    """Without paging, what a terminal shows less its echo and carriage returns is what an exec channel prints."""
    data = "".join(f"{line}\n" for line in lines).encode()
    shown, closed = _dialogue([data], Tty(rows=None))
    plain, closed_too = _dialogue([data], NO_TTY)
    assert closed == closed_too
    assert plain.replace(b"\n", b"") == _without_echo(shown, data)


def _without_echo(shown: bytes, typed: bytes) -> bytes:
    """Take the echo of each line out: it stands in front of the only CR CR LF of its own."""
    lines = typed.split(b"\n")
    pieces = shown.split(b"\r\r\n")
    kept = [piece.removesuffix(line) for piece, line in zip(pieces[:-1], lines, strict=False)]
    return b"".join([*kept, pieces[-1]]).replace(b"\r\n", b"")
