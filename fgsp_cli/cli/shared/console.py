"""The two streams: results go to stdout, everything else to stderr.

Whoever reads them may go away: that is never an error of the work that was done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from fgsp_cli.base import printable

if TYPE_CHECKING:
    from fgsp_cli.base import Secret

_STYLES = {"error": "31;1", "warning": "33;1", "hint": "36"}
_IO_FAILED = 1


class Console:
    """How to talk; `--no-color` and `-v` change it while the command line is read."""

    def __init__(self) -> None:
        self.no_color = False
        self.verbosity = 0
        self._secrets: set[Secret] = set()

    def colored(self, stream: TextIO | None) -> bool:
        """Whether colours make sense on that stream (https://no-color.org)."""
        plain = self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and is_terminal(stream)

    def width(self, stream: TextIO | None) -> int | None:
        """Columns of the terminal that the stream is; None for a pipe, which has no end."""
        if not is_terminal(stream):
            return None
        from shutil import get_terminal_size

        return get_terminal_size((80, 24)).columns

    def hide(self, secrets: Iterable[Secret]) -> None:
        """Mask these from now on."""
        self._secrets.update(secrets)

    def show(self, text: str, code: int) -> int:
        """Print a result, secrets masked, and return the exit code: `code`, or 1 for 0 if it could not be written."""
        text = self._masked(text)
        return self._outcome(_written(sys.stdout, text if not text or text.endswith("\n") else f"{text}\n"), code)

    def to_stderr(self, text: str) -> None:
        """Print a text that is no result; colours in it stay."""
        _written(sys.stderr, self._masked(text))

    def say(self, text: str) -> None:
        """Print one line for the user on stderr."""
        _written(sys.stderr, self._clean(text) + "\n")

    def warn(self, text: str) -> None:
        """Print a warning: no error yet, but it may become one."""
        _written(sys.stderr, f"fgsp: {self._styled('warning', 'warning:')} {self._clean(text)}\n")

    def fail(self, text: str, hint: str = "") -> None:
        """Print why the program ends, with hints."""
        lines = [f"fgsp: {self._styled('error', 'error:')} {self._clean(text)}"]
        lines += [f"  {self._styled('hint', 'hint:')} {self._clean(line)}" for line in hint.splitlines()]
        _written(sys.stderr, "\n".join(lines) + "\n")

    def asked(self, question: str) -> bool:
        """Whether the person answers yes; anything else, and no answer at all, is no."""
        _written(sys.stderr, f"{self._clean(question)} [y/N] ")
        answer = sys.stdin.readline() if sys.stdin else ""
        if not answer.endswith("\n"):
            self.say("")
        return answer.strip().lower() in ("y", "yes")

    def closed(self, code: int) -> int:
        """Empty both streams, so that the interpreter finds nothing to complain of, and return the exit code."""
        code = self._outcome(_written(sys.stdout, ""), code)
        _written(sys.stderr, "")
        return code

    def _outcome(self, failure: OSError | ValueError | None, code: int) -> int:
        if failure is None:
            return code
        self.fail(f"the result could not be written: {getattr(failure, 'strerror', None) or failure}")
        return code or _IO_FAILED

    def _clean(self, text: str) -> str:
        return printable(self._masked(text))

    def _masked(self, text: str) -> str:
        """The text without secrets: every text that leaves the process goes through here."""
        from fgsp_cli.base import mask_enc, mask_looked_up

        return mask_enc(mask_looked_up(text, self._secrets))

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colored(sys.stderr) else text


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person is at the other end of the stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _written(stream: TextIO | None, text: str) -> OSError | ValueError | None:
    """Write; None if it worked, or if no reader is left."""
    if stream is None:
        return None
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except (OSError, ValueError) as failure:
        _silence(stream)
        return failure
    return None


def _silence(stream: TextIO) -> None:
    """Let what is still in the stream's buffer go nowhere, or the interpreter fails on it when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
