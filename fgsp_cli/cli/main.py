"""Where the program starts, and the one place where it ends.

Nothing heavy is imported before the `try`: Ctrl-C during start-up ends the program as it does later on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.cli.shared.console import Console

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` if none is given) and return the exit code."""
    try:
        _no_core_dump()
        for stream in (sys.stdout, sys.stderr):
            _never_fails_to_encode(stream)
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    from fgsp_cli.cli.shared.console import Console

    console = Console()
    try:
        code = _called(arguments, console)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - here every one of them ends
        from fgsp_cli.cli.shared.failure import ended

        code = ended(error, console)
    return console.closed(code)


def _called(arguments: list[str], console: Console) -> int:
    """What click's own `main` does, without its exit codes and its error messages."""
    from click.exceptions import Exit

    from fgsp_cli.cli.shared.verb_group import COMPLETION, fgsp

    if COMPLETION in os.environ:
        fgsp.main(arguments, prog_name="fgsp", complete_var=COMPLETION)
    try:
        with fgsp.make_context("fgsp", arguments, obj=console) as context:
            code = fgsp.invoke(context)
    except Exit as end:
        return end.exit_code
    return code if isinstance(code, int) else 0


def _no_core_dump() -> None:
    """A crash, of this process or of its workers, leaves no memory with secrets on disk."""
    try:
        import resource
    except ImportError:  # Windows has no core dumps
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _never_fails_to_encode(stream: object) -> None:
    """A character that the terminal cannot show is escaped instead of being an error."""
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(errors="backslashreplace")
