"""The verbs: a group that imports a verb's module only when it is called, and help that shows examples first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import cast

import click

from fgsp_cli.base import meant
from fgsp_cli.cli.shared.console import Console

VERBS = {
    "render": "Print the full CLI of each unit; touches nothing",
    "lint": "Check an intent, units or backups; changes nothing",
    "plan": "Show what a push would change; changes nothing",
    "push": "Back up, change and read back, or roll back",
    "verify": "Read the units and compare them with the intent",
    "recover": "Finish or undo a push that was killed",
    "rollback": "Undo a finished push",
    "runs": "List the runs that are kept, or give one up",
    "audit": "Compare units or backups with the intent",
    "backup": "Store what the units `show`",
    "diff": "Compare two backups or folders of them by meaning",
    "status": "Show whether the links between the units work",
    "import": "Make an intent of backups, units or Terraform state",
    "trust": "Show the units' host keys and remember them",
    "lab": "Run stand-in FortiGates on loopback",
    "demo": "Show the whole job on stand-in FortiGates",
    "schema": "Show what a FortiOS release accepts",
    "completion": "Print the completion script of a shell",
}
"""Each verb and its one-line help, which is here so that `fgsp --help` imports none of them."""

COMPLETION = "_FGSP_COMPLETE"
"""The variable with which the script of a shell asks for completions."""
Examples = Sequence[tuple[str, str]]

_OTHER_TOOLS = {
    "apply": "did you mean push? `fgsp plan` shows what it would do",
    "deploy": "did you mean push? `fgsp plan` shows what it would do",
    "preview": "did you mean plan?",
    "validate": "did you mean lint?",
    "check": "did you mean lint? `fgsp verify` compares the units with the intent",
    "show": "did you mean status? `fgsp render` prints the CLI, and `fgsp runs` what was pushed",
    "undo": "did you mean rollback? `fgsp recover` is for a push that was killed",
}
"""Verbs of other tools, and what the same is here."""
_PREVIEWS = ("--check", "--diff", "--dry-run", "--dryrun", "--noop", "--simulate", "--what-if")
"""Options of other tools that ask for a preview of a change."""
_CHANGES_MORE = frozenset({"--cfg-save", "--changed", "--prune", "--renumber", "--rotate-psk", "--yes"})
"""Options that are never suggested for a misspelled one, as all those that begin with `--allow-`."""

_MAIN_EXAMPLES: Examples = (
    ("fgsp demo", "the whole job, on stand-in units"),
    ("fgsp render -i edge.yaml", "preview; touches nothing"),
    ("fgsp plan -i edge.yaml -I inventory", "what a push would change"),
    ("fgsp push -i edge.yaml -I inventory", "change it, or roll it back"),
    ("fgsp verify -i edge.yaml -I inventory", "is it still as intended?"),
)
_EXIT_CODES = (
    ("0", "Done; or no differences."),
    ("1", "Could not do it: unreachable, refused login, I/O; or no unit accepted a line of the push."),
    ("2", "There are differences or findings (plan, verify, audit, diff, lint), or links not good (status)."),
    ("3", "A push failed and everything that it touched is as it was before."),
    ("4", "A push failed and a unit needs a person; the message says which and where its backup is."),
    ("64", "The command line is wrong."),
    ("65", "The intent, the inventory or another input file is wrong."),
    ("130", "Interrupted; clusters in progress were finished or rolled back."),
)
_ENVIRONMENT = (
    ("FGSP_INTENT", "Default of -i/--intent."),
    ("FGSP_INVENTORY", "Default of -I/--inventory."),
    ("FGSP_PROJECT", "The project file; if it is empty, none."),
    ("FGSP_LAB_PASSWORD", "Password of stand-in units; fgsp-lab if it is not set."),
    ("NO_COLOR", "If it holds anything, no colours."),
)


class Helped(click.Command):
    """A command whose help goes the way of every result, and whose defaults the project file may hold."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with the defaults of the project file; help is there whatever that file holds."""
        root = ctx.find_root()
        if ctx is not root and not ctx.resilient_parsing and not {"-h", "--help"}.intersection(args):
            from fgsp_cli.cli.shared.project_file import defaults_of

            group = cast(click.Group, root.command)
            verbs = {name: group.get_command(root, name) for name in VERBS if name not in ("lab", "demo")}
            ctx.default_map = defaults_of(ctx, cast(Mapping[str, click.Command], verbs))
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """As click does, with our own printing."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _print_help
        return option


class HelpedGroup(Helped, click.Group):
    """A group whose help goes the way of every result."""


class Verb(Helped):
    """A command whose help ends with examples."""

    examples: Examples = ()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, and advise on an unknown option; never to use one that changes more."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            advice = self._advice(ctx, error.option_name)
            raise click.UsageError(f"no such option: {error.option_name}{advice}", ctx) from None

    def _advice(self, ctx: click.Context, name: str) -> str:
        if name in _PREVIEWS and self.name in ("plan", "push"):
            return "; `fgsp plan` shows what a push would do"
        options = (each for option in self.get_params(ctx) for each in option.opts if each.startswith("--"))
        near = meant(name, (each for each in options if each not in _CHANGES_MORE and not each.startswith("--allow-")))
        return f"; {near}" if near else ""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the examples below the options."""
        if not self.examples:
            return
        with formatter.section("Examples"):
            for command, comment in self.examples:
                formatter.write(f"{'':>{formatter.current_indent}}{command}\n")
                with formatter.indentation(), formatter.indentation():
                    formatter.write_text(comment)


class Verbs(HelpedGroup):
    """A group whose commands are `cli.NAME:command`, imported when they are called."""

    lazy: Mapping[str, str] = VERBS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names, in the order in which one needs them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """The verb, its module now imported."""
        if cmd_name not in self.lazy:
            return None
        return cast(click.Command, import_module(f"fgsp_cli.cli.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, and name the verb that an unknown one is nearest to."""
        name = args[0]
        if name in self.lazy or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        advice = self.advice(name) or f"there are {', '.join(self.lazy)}"
        raise click.UsageError(f"no such verb: {name}; {advice}", ctx)

    def advice(self, name: str) -> str:
        """What to do instead of an unknown verb; empty if nothing is known."""
        return meant(name, self.lazy)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the verbs without importing them."""
        _list(formatter, "Verbs", tuple(self.lazy.items()))


class _Help(click.Command):
    """`fgsp help`, without a verb."""

    def invoke(self, ctx: click.Context) -> int:
        """Show the help of the program."""
        return console_of(ctx).show(ctx.find_root().get_help(), 0)


class Fgsp(Verbs):
    """The program itself: the group of all verbs."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As all groups do; `help VERB` is `VERB --help`."""
        if args[0] == "help":
            return super().resolve_command(ctx, [*args[1:], "--help"]) if args[1:] else ("help", _Help("help"), [])
        return super().resolve_command(ctx, args)

    def advice(self, name: str) -> str:
        """The verb that another tool's verb stands for, or that a misspelt one is close to."""
        return _OTHER_TOOLS.get(name) or super().advice(name)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the examples and what scripts need to know."""
        _list(formatter, "Examples", _MAIN_EXAMPLES)
        _list(formatter, "Exit codes", _EXIT_CODES)
        _list(formatter, "Environment", _ENVIRONMENT)


def verb(name: str, *examples: tuple[str, str]) -> Callable[[Callable[..., int]], Verb]:
    """Make a verb of a function that returns the exit code; its docstring is the help."""

    def made(function: Callable[..., int]) -> Verb:
        command = click.command(name, cls=Verb)(function)
        command.examples = examples
        return command

    return made


def _list(formatter: click.HelpFormatter, title: str, rows: Examples) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows, col_max=40)


def console_of(ctx: click.Context) -> Console:
    """The console that belongs to the call."""
    console = ctx.find_object(Console)
    if console is None:
        raise LookupError("a verb was called without a console")
    return console


def _print_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click calls it so
    if wanted and not ctx.resilient_parsing:
        ctx.exit(console_of(ctx).show(ctx.get_help(), 0))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click calls it so
    if wanted and not ctx.resilient_parsing:
        from fgsp_cli.base import version

        ctx.exit(console_of(ctx).show(f"fgsp {version()}", 0))


@click.group(
    cls=Fgsp,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def fgsp() -> None:
    """Configure FortiGate session synchronisation (FGSP) from one YAML file.

    The file says what a cluster of FortiGates should be. fgsp renders it into the CLI of each unit's FortiOS release,
    sends over SSH what differs, reads it back, and finds what has drifted.
    """
