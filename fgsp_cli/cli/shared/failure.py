"""What ends the program before its verb does: an error becomes one message and an exit code."""

from __future__ import annotations

import traceback

from click.exceptions import ClickException, NoArgsIsHelpError, UsageError

from fgsp_cli.base import FgspError, InputError, Problem, mistake
from fgsp_cli.base import UsageError as WrongUsage
from fgsp_cli.cli.shared.console import Console

FAILED = 1
INTERRUPTED = 130


def ended(error: BaseException, console: Console) -> int:
    """Print what happened and return the exit code."""
    match error:
        case KeyboardInterrupt():
            console.say("fgsp: interrupted")
            return INTERRUPTED
        case FgspError():
            return _ours(error, console)
        case NoArgsIsHelpError():
            console.say(error.format_message())
            return WrongUsage.exit_code
        case UsageError():
            return _usage(error, console)
        case ClickException():
            console.fail(error.format_message())
            return FAILED
        case OSError() if error.strerror:
            console.fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
            _trace(error, console)
            return FAILED
    console.fail(f"internal error: {mistake(error)}", _advice(console))
    _trace(error, console)
    return FAILED


def _ours(error: FgspError, console: Console) -> int:
    console.fail(listed(error.problems) if isinstance(error, InputError) else error.message, error.hint)
    if not isinstance(error, InputError | WrongUsage):
        _trace(error, console)
    return error.exit_code


def listed(problems: tuple[Problem, ...]) -> str:
    """One problem on the line itself, several as a list below it."""
    if len(problems) == 1:
        return str(problems[0])
    return "\n".join([f"{len(problems)} problems", *(f"  {problem}" for problem in problems)])


def _usage(error: UsageError, console: Console) -> int:
    message = error.format_message().rstrip(".")
    help_of = error.ctx.command_path if error.ctx else "fgsp"
    console.fail(message[:1].lower() + message[1:], f"`{help_of} --help` shows what there is")
    return WrongUsage.exit_code


def _advice(console: Console) -> str:
    report = "this is a mistake in fgsp, please report it"
    return report if console.verbosity else f"{report}; the same command with -v prints the traceback"


def _trace(error: BaseException, console: Console) -> None:
    """The traceback, without the values of variables, the known secrets masked."""
    if console.verbosity:
        console.say("".join(traceback.format_exception(error)).rstrip())
