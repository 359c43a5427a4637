"""Options that more than one verb has, each defined once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from fgsp_cli.cli.shared.verb_group import console_of

if TYPE_CHECKING:
    from fgsp_cli.base import SecretRef

Function = TypeVar("Function", bound=Callable[..., object])
FORMATS = ("text", "json")

if TYPE_CHECKING:  # generic for the type checker alone, until click 8.5
    TextType = click.ParamType[str]
    _Patterns = click.ParamType[tuple[str, ...]]
    _Reference = click.ParamType[SecretRef]
    _Limit = click.ParamType[tuple[float, int | None]]
else:
    TextType = _Patterns = _Reference = _Limit = click.ParamType


class IntentType(TextType):
    """A file, folder or glob; in the environment several are separated as in PATH, as a name may hold blanks."""

    name = "file"
    envvar_list_splitter = os.pathsep


class ReleaseType(TextType):
    """A FortiOS release that the schema data has something to say about, `7.4.4`."""

    name = "release"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The release as text, in its one spelling."""
        from fgsp_cli.fortios import dialect

        try:
            return str(dialect(value).release)
        except (ValueError, LookupError) as problem:
            self.fail(str(problem), param, ctx)


class ReleaseOrBranchType(ReleaseType):
    """A FortiOS release, or a branch such as `7.4` for its newest known release."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The release as text: for a branch its newest release."""
        from fgsp_cli.fortios import schema

        newest = {branch.name: str(branch.newest) for branch in schema().branches}
        return super().convert(newest.get(value.removeprefix("v"), value), param, ctx)


class PatternsType(_Patterns):
    """Names or globs, separated by commas."""

    name = "pattern"

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The patterns of the option, split at commas."""
        if isinstance(value, tuple):
            return value
        patterns = tuple(part.strip() for part in value.split(","))
        if not all(patterns):
            self.fail(f"{value!r} holds an empty pattern", param, ctx)
        return patterns


class SecretReferenceType(_Reference):
    """A reference to a secret, never the secret itself: a command line can be read by every user of the machine."""

    name = "reference"

    def convert(self, value: str | SecretRef, param: click.Parameter | None, ctx: click.Context | None) -> SecretRef:
        """The reference; a usage error if it is none."""
        from fgsp_cli.base import INTENT, SCHEMES, SecretRef

        if isinstance(value, SecretRef):
            return value
        forms = ", ".join(f"${{{scheme}:...}}" for scheme in SCHEMES if scheme != INTENT)
        reference = SecretRef.parse(str(value))
        if reference is None or reference.name.scheme == INTENT:
            self.fail(f"it must be a reference: {forms}", param, ctx)
        return reference


def intent(function: Function) -> Function:
    """`-i/--intent`, required."""
    return _intent(required=True)(function)


def maybe_intent(function: Function) -> Function:
    """`-i/--intent`, where a verb can do without."""
    return _intent(required=False)(function)


def _intent(*, required: bool) -> Callable[[Function], Function]:
    return click.option(
        "-i",
        "--intent",
        "intent_files",
        metavar="FILE|DIR",
        multiple=True,
        type=IntentType(),
        required=required,
        envvar="FGSP_INTENT",
        help="The intent (YAML): a file, folder or glob; may be repeated; `-` is stdin.  [env: FGSP_INTENT]",
    )


def inventory(function: Function) -> Function:
    """`-I/--inventory`, required."""
    return _inventory(required=True)(function)


def maybe_inventory(function: Function) -> Function:
    """`-I/--inventory`, one of two ways."""
    return _inventory(required=False)(function)


class ReadLimitType(_Limit):
    """How long an answer of a unit may take, and how large it may be: `SECONDS[,MIB]`."""

    name = "limit"

    def convert(
        self, value: str | tuple[float, int | None], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, int | None]:
        """Seconds, and bytes if they were given."""
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:,(\d+))?", value.strip())
        if match is None or float(match[1]) == 0 or match[2] == "0":
            self.fail(f"{value!r}: it must be SECONDS or SECONDS,MIB, above 0", param, ctx)
        return float(match[1]), int(match[2]) << 20 if match[2] else None


READ_LIMIT = "fgsp.read_limit"


def _keep_read_limit(ctx: click.Context, _: click.Parameter, value: tuple[float, int | None] | None) -> None:
    """For `inputs.read_inventory`, which gives it to every unit: no verb has to hand it on."""
    ctx.meta[READ_LIMIT] = value


def _read_limit(function: Function) -> Function:
    return click.option(
        "--read-limit",
        metavar="SECONDS[,MIB]",
        type=ReadLimitType(),
        expose_value=False,
        callback=_keep_read_limit,
        help="How long one answer of a unit may take, and its size.  [default: 300,256; 60 seconds of silence]",
    )(function)


def _inventory(*, required: bool) -> Callable[[Function], Function]:
    """The inventory, and with it how far to read units and which secrets may be resolved."""
    option = click.option(
        "-I",
        "--inventory",
        "inventory_path",
        metavar="DIR|FILE",
        required=required,
        envvar="FGSP_INVENTORY",
        type=click.Path(path_type=Path),
        help="Folder with hosts.yaml, a hosts file, or a Nornir configuration.  [env: FGSP_INVENTORY]",
    )
    sources = click.option(
        "--secret-sources",
        metavar="NAMES",
        expose_value=False,
        callback=_secret_sources,
        help="The only sources of secrets that may be used, `env,keyring`.  [env: FGSP_SECRET_SOURCES]",
    )
    return lambda function: option(sources(_read_limit(function)))


def against(function: Function) -> Function:
    """`--against`."""
    return click.option(
        "--against",
        metavar="PATH",
        type=click.Path(path_type=Path),
        help="Read backups (a folder or a file) instead of live units.",
    )(function)


def backup_release(function: Function) -> Function:
    """`--fortios`, for backups."""
    return click.option(
        "--fortios", metavar="RELEASE", type=ReleaseType(), help="Release of backups whose text does not state one."
    )(function)


def name_by(function: Function) -> Function:
    """`--name-by`, for backups."""
    return click.option(
        "--name-by",
        type=click.Choice(("auto", "hostname", "file")),
        default="auto",
        show_default=True,
        help="Identify backups by the host name in them, else by file and folder (auto), or by one of these alone.",
    )(function)


def limit(function: Function) -> Function:
    """`-l/--limit`, repeatable."""
    return click.option(
        "-l",
        "--limit",
        "limits",
        metavar="PATTERN",
        multiple=True,
        type=PatternsType(),
        help="Only these clusters and devices: names or globs, separated by commas; may be repeated.",
    )(function)


def run_dir(function: Function) -> Function:
    """`--run-dir`."""
    return click.option(
        "--run-dir",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for runs and their backups.  [default: .fgsp/runs beside the intent]",
    )(function)


def run(function: Function) -> Function:
    """`RUN`; without it, the runs that there are."""
    return click.argument("run", metavar="[RUN]", required=False)(function)


def old_psk(function: Function) -> Function:
    """`--old-psk`."""
    return click.option(
        "--old-psk",
        metavar="REF",
        type=SecretReferenceType(),
        help="Reference to the old secret, ${env:...}: without it a rotation cannot be undone.",
    )(function)


def workers(function: Function) -> Function:
    """`--workers`."""
    return click.option(
        "--workers",
        metavar="N",
        type=click.IntRange(min=1),
        help="Number of clusters (or units) to work on in parallel.",
    )(function)


def strict_facts(function: Function) -> Function:
    """`--strict-facts`."""
    return click.option(
        "--strict-facts", is_flag=True, help="Refuse on unconfirmed facts about FortiOS too, instead of warning."
    )(function)


def formats(*names: str) -> Callable[[Function], Function]:
    """`--format`, with the formats of the verb."""

    def decorate(function: Function) -> Function:
        return click.option(
            "--format",
            "format_name",
            type=click.Choice(names or FORMATS),
            default="text",
            show_default=True,
            help="Output format on stdout.",
        )(function)

    return decorate


class OfRun(TypedDict):
    """What `of_run` gives to a verb."""

    run: str | None
    intent_files: tuple[str, ...]
    inventory_path: Path | None
    yes: bool
    run_dir: Path | None
    old_psk: SecretRef | None
    workers: int | None
    format_name: str


def of_run(function: Function) -> Function:
    """The argument and the options of a verb that goes on with a run that is kept."""
    yes = click.option("--yes", is_flag=True, help="Do not ask.")
    for option in (talk, formats(), workers, old_psk, run_dir, yes, maybe_inventory, maybe_intent, run):
        function = option(function)
    return function


def talk(function: Function) -> Function:
    """`-v` and `--no-color`, which reach the console by themselves."""
    function = click.option("--no-color", is_flag=True, expose_value=False, callback=_no_color, help="No colours.")(
        function
    )
    return click.option(
        "-v",
        "--verbose",
        count=True,
        expose_value=False,
        callback=_verbose,
        is_eager=True,
        help="Print each step on stderr, and where in the program an error occurred.",
    )(function)


def _secret_sources(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """For this process and those that it starts, as if it were set in the environment."""
    from fgsp_cli.base import SETTING, usable_sources

    if value is not None:
        os.environ[SETTING] = value
    try:
        usable_sources()
    except ValueError as problem:
        raise click.UsageError(
            str(problem).replace(SETTING, "--secret-sources") if value else str(problem), ctx
        ) from None


def _no_color(ctx: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it so
    if value:
        console_of(ctx).no_color = True


def _verbose(ctx: click.Context, _: click.Parameter, value: int) -> None:
    console_of(ctx).verbosity = max(console_of(ctx).verbosity, value)
