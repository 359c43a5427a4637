"""What goes over the wire: echo, line ends, pager, questions, banner, keys
[facts/cli-behaviour.md#1.2 to #1.5, #1.6a, #4].

No input or output of its own: bytes come in through `feed` and leave through `write`, so it is the same behind a
terminal, without one, and for a single command (`ssh host COMMAND`), where nothing is echoed and lines end in LF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from fgsp_cli.lab.faults.firing import Work
from fgsp_cli.lab.ssh.line_cuts import CommandLine, Wire
from fgsp_cli.lab.ssh.line_editor import LineEditor
from fgsp_cli.lab.ssh.pager import MORE, WIPE, Pager
from fgsp_cli.lab.ssh.password_choice import PasswordChoice

_TOKEN = re.compile(rb"\x1b[\[O][0-9;]*[A-Za-z~]|[\x20-\x3e\x40-\x7e\x80-\xff]+|[\x00-\xff]")
_UNFINISHED = re.compile(rb"\x1b(?:[\[O][0-9;]*)?")
_CTRL_C, _TAB, _CTRL_V, _HELP = b"\x03", b"\t", b"\x16", b"?"
_ENTER = (b"\r", b"\n")
_LINE_ENDS = (b"\r\n", b"\r", b"\n")
_KEYS = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f?]")
"""What is no text: it is not echoed before it is obeyed."""
ACCEPT = "(Press 'a' to accept):"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tty:
    """How a terminal shows things."""

    columns: int = 80
    rows: int | None = 24
    """None: no pager, whatever the console says."""
    echo: bool = True
    echo_at_once: bool = False
    """Whether input is echoed when it arrives, and not when it is read."""
    other_key_declines: bool = True
    wraps: bool = False
    """Whether the echo of a long line is broken at the width."""
    redraws: bool = False
    """Whether the line is drawn anew, with backspaces, at each key."""
    enter: bytes = b"\r\r\n"
    """The echo of Enter."""
    greeting: str = ""
    """In front of the first prompt."""
    notice: str = ""
    """Printed with a new prompt behind every fifth answer."""


_NOTICE_EVERY = 5
NO_TTY = Tty(rows=None, echo=False)
"""An exec channel: no echo, LF, no pager [facts/cli-behaviour.md#1.6a, confirmed]."""


class _Mode(Enum):
    PASSWORD = auto()
    BANNER = auto()
    LINE = auto()
    PAGER = auto()
    QUESTION = auto()
    BUSY = auto()
    CLOSED = auto()


class Terminal:
    """The terminal of one channel: echo, editing, pager and prompts."""

    def __init__(self, command_line: CommandLine, wire: Wire, tty: Tty = Tty()) -> None:
        self._session = command_line
        self._wire = wire
        self._tty = tty
        self._editor = LineEditor()
        self._pager = Pager((), columns=80, rows=24)
        self._mode = _Mode.LINE
        self._input = b""
        self._output: list[bytes] = []
        self._banner = ""
        self._ahead = 0
        """How many bytes at the end of the input have been echoed already."""
        self._choice: PasswordChoice | None = None
        self.prompt_bytes = False
        """Whether every byte leaves before what comes after it is done, and not as many as possible together."""
        self._literal = False
        self._finishing = self._ended = False
        self._unended = False
        self._column = self._answers = 0
        """How far the echoed line has come, and how many lines have been answered."""

    def start(self, banner: str = "", choice: PasswordChoice | None = None) -> None:
        """Show the first prompt, or what comes before it: a password to be chosen, a banner to be accepted."""
        self._banner, self._choice = banner, choice
        if choice:
            self._mode = _Mode.PASSWORD
            self._say(choice.text)
        else:
            self._begin(banner)
        self._flush()

    def announce(self, text: str, *, redraw: bool = False) -> None:
        """Print an unrequested line, wherever the session is; with the prompt, and what is typed, again."""
        if self._mode is not _Mode.CLOSED:
            self._say(f"\n{text}\n{self._session.prompt}{self._text()}" if redraw else f"{text}\n")
            self._flush()

    def _begin(self, banner: str) -> None:
        if banner:
            self._mode = _Mode.BANNER
            self._say("".join(f"{line}\n" for line in (*banner.splitlines(), ACCEPT)))
        else:
            self._mode = _Mode.LINE
            self._say(f"{self._tty.greeting}\n" if self._tty.greeting else "")
            self._prompt()

    def resize(self, tty: Tty) -> None:
        """The terminal has another size now; what is being paged keeps the old one."""
        self._tty = tty

    def feed(self, data: bytes) -> None:
        """Take input. Whatever is sent ahead waits until what is before it has been done."""
        self._input += data
        if self._tty.echo_at_once and self._tty.echo and self._mode in (_Mode.LINE, _Mode.BUSY):
            for part in re.split(rb"(\r\n|\r|\n)", _KEYS.sub(b"", data)):
                self._output.append(self._tty.enter if part in _LINE_ENDS else self._wrapped(part))
                self._column = 0 if part in _LINE_ENDS else self._column
            self._ahead = len(self._input)
        self._pump()

    def finish(self) -> None:
        """Close as soon as everything has been done; a question or a page still waits for its key."""
        self._finishing = True
        self._pump()

    def end(self) -> None:
        """There will be no more input: close once everything before has been done."""
        self._finishing = self._ended = True
        self._pump()

    def cut(self) -> None:
        """The connection is gone: run and say nothing more."""
        self._mode = _Mode.CLOSED
        self._input = b""
        self._output.clear()

    def _pump(self) -> None:
        while self._input and self._mode not in (_Mode.BUSY, _Mode.CLOSED):
            token = self._next()
            if token is None:
                break
            self._obey(token)
            if self.prompt_bytes:
                self._flush()
            self._ahead = min(self._ahead, len(self._input))
        stuck = self._ended and self._mode in (_Mode.PASSWORD, _Mode.BANNER, _Mode.PAGER, _Mode.QUESTION)
        if self._finishing and (stuck or self._mode is _Mode.LINE):
            self._close()
        self._flush()

    def _next(self) -> bytes | None:
        """The next key, or run of plain text; None if half of one is missing."""
        if self._mode is not _Mode.LINE or self._literal:
            token = self._input[:1]
        elif _UNFINISHED.fullmatch(self._input) and not self._ended:
            return None
        else:
            match = _TOKEN.match(self._input)
            token = match.group() if match else self._input[:1]
        # CR LF sent together is one Enter: its LF must not answer a question or turn a page.
        line_end = token == b"\r" and self._input[1:2] == b"\n"
        self._input = self._input[len(token) + line_end :]
        return token

    def _obey(self, token: bytes) -> None:
        if self._mode is _Mode.PASSWORD:
            self._on_password(token)
        elif self._mode is _Mode.BANNER:
            self._on_banner(token)
        elif self._mode is _Mode.PAGER:
            self._on_pager(token)
        elif self._mode is _Mode.QUESTION:
            self._on_question(token)
        else:
            self._on_line(token)

    def _on_password(self, key: bytes) -> None:
        """Passwords are not echoed [facts/cli-behaviour.md#1.2, likely]."""
        if key == _CTRL_C or self._choice is None:
            self._close()
            return
        self._say(self._choice.key(key))
        if self._choice.done:
            self._begin(self._banner)

    def _on_banner(self, key: bytes) -> None:
        """Only `a` dismisses it; a line end does not [facts/cli-behaviour.md#1.4, confirmed]."""
        if key == _CTRL_C:
            self._close()
        elif key == b"a":
            self._mode = _Mode.LINE
            self._say("\n")
            self._prompt()

    def _on_pager(self, key: bytes) -> None:
        if key == b" ":
            self._page(self._pager.page())
        elif key in _ENTER:
            self._page(self._pager.line())
        elif key in (b"q", b"Q", _CTRL_C):
            self._pager.stop()
            self._page([])

    def _on_question(self, key: bytes) -> None:
        """One key, echoed, no Enter [facts/cli-behaviour.md#5.5, confirmed]; a line sent ahead is taken as the
        answer.
        """
        yes = key in (b"y", b"Y")
        if not yes and not self._tty.other_key_declines and key not in (b"n", b"N", _CTRL_C):
            return
        shown = key.decode("ascii", "replace") if key.isalnum() else ""
        self._say(f"{shown}\n" if self._tty.echo else "\n")
        self._mode = _Mode.LINE
        answer = "y" if yes else "n"
        if self._echoed():
            self._hold(self._session.typed(answer), lambda: self._have_run(self._session.answer(answer)))

    def _on_line(self, token: bytes) -> None:
        if self._literal:
            self._literal = False
            self._echo(self._editor.insert(token))
        elif token in _ENTER:
            self._enter()
        elif token == _CTRL_V:
            self._literal = True
        elif token == _CTRL_C:
            self._interrupt()
        elif token == _HELP:
            self._help()
        elif token == _TAB:
            added = self._session.complete(self._text())
            self._echo(self._editor.key(b"\x05") + self._editor.insert(added.encode()))
        elif token[0] < 0x20 or token == b"\x7f":
            self._echo(self._editor.key(token))
        else:
            drawn = self._editor.line
            echoed = self._wrapped(self._editor.insert(token))
            self._echo(echoed + b"\b" * len(drawn + token) + self._editor.line if self._tty.redraws else echoed)

    def _wrapped(self, text: bytes) -> bytes:
        """The echo of a typed text, broken at the width of the terminal."""
        if not self._tty.wraps:
            return text
        out, width = b"", self._tty.columns
        while self._column + len(text) > width:
            room = width - self._column
            out, text, self._column = out + text[:room] + b"\r\n", text[room:], 0
        self._column += len(text)
        return out + text

    def _enter(self) -> None:
        self._echo(self._tty.enter)
        line = self._editor.take()
        if self._echoed():
            self._hold(self._session.typed(line), lambda: self._run(line))

    def _echoed(self) -> bool:
        """Whether the connection has survived what was echoed; where no fault counts bytes, it is sent later."""
        if self.prompt_bytes:
            self._flush()
        return self._mode is not _Mode.CLOSED

    def _run(self, line: str) -> None:
        if line.strip() or self._session.open_quote:
            self._have_run(self._session.run(line))
        else:
            self._prompt()
            self._answered()

    def _have_run(self, said: str) -> None:
        if self._mode is _Mode.CLOSED:
            return
        self._hold(self._session.due("run"), lambda: self._show(said))

    def _answered(self) -> None:
        self._answers += 1
        if self._tty.notice and self._answers % _NOTICE_EVERY == 0 and self._mode is _Mode.LINE:
            self.announce(self._tty.notice, redraw=True)
        self._hold(self._session.due("answered"), lambda: None)

    def _hold(self, work: Sequence[Work], then: Callable[[], None]) -> None:
        """Go on when the work has been done, and take no input meanwhile."""
        if not work:
            then()
            return
        mode, self._mode = self._mode, _Mode.BUSY
        self._flush()
        if self._mode is not _Mode.BUSY:  # it was cut at a byte of what was just sent
            return
        self._wire.defer(work, lambda: self._resume(mode, then))

    def _resume(self, mode: _Mode, then: Callable[[], None]) -> None:
        if self._mode is _Mode.BUSY:
            self._mode = mode
            then()
            self._pump()

    def _interrupt(self) -> None:
        """Ctrl-C drops the line, or else leaves the level, or else the session [facts/cli-behaviour.md#1.5]."""
        if not self._editor.line or self._session.open_quote:
            self._session.interrupt()
        self._editor.clear()
        if self._session.closed:
            self._close()
            return
        self._say("\n")
        self._prompt()

    def _help(self) -> None:
        """Shown at once; what has been typed stays [facts/cli-behaviour.md#4, confirmed]."""
        self._say(f"\n{self._session.help(self._text())}\n{self._session.prompt}{self._text()}")

    def _show(self, text: str) -> None:
        lines = text.split("\n")
        # A text that does not end in a line end is a question: it stays in front of the answer.
        rest = lines.pop()
        if self._tty.rows is None or not self._session.pages:
            self._say(text)
            self._after_command()
            return
        self._pager = Pager([*lines, rest] if rest else lines, columns=self._tty.columns, rows=self._tty.rows)
        self._unended = rest != ""
        self._page(self._pager.page(), first=True)

    def _page(self, lines: Sequence[str], *, first: bool = False) -> None:
        text = "".join(f"{line}\n" for line in lines)
        if self._unended and not self._pager.waiting:
            text = text.removesuffix("\n")
        if not first:
            self._say(WIPE)
        self._say(text)
        if self._pager.waiting:
            self._mode = _Mode.PAGER
            self._say(MORE)
        else:
            self._mode = _Mode.LINE
            self._after_command()

    def _after_command(self) -> None:
        if self._session.closed:
            self._close()
            return
        if self._session.question is not None:
            self._mode = _Mode.QUESTION
        elif self._session.open_quote:
            self._say("> ")
        else:
            self._say("\n")
            self._prompt()
        self._answered()

    def _prompt(self) -> None:
        self._say(self._session.prompt)
        self._column = len(self._session.prompt)

    def _text(self) -> str:
        return self._editor.line.decode("utf-8", "surrogateescape")

    def _echo(self, echoed: bytes) -> None:
        if self._tty.echo and self._ahead <= len(self._input):
            self._output.append(echoed)

    def _say(self, text: str) -> None:
        ended = text.replace("\n", "\r\n") if self._tty.echo else text
        self._output.append(ended.encode("utf-8", "surrogateescape"))

    def _flush(self) -> None:
        if self._output:
            self._wire.write(b"".join(self._output))
            self._output.clear()

    def _close(self) -> None:
        self._flush()
        self._mode = _Mode.CLOSED
        self._wire.close()
