"""The files that verbs read, and what of them the command line picks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from fgsp_cli.base import chosen
from fgsp_cli.cli.shared.common_options import READ_LIMIT
from fgsp_cli.cli.shared.console import Console

if TYPE_CHECKING:
    from fgsp_cli.archive import RunFolder
    from fgsp_cli.base import Secret, SecretRef
    from fgsp_cli.intent import Intent
    from fgsp_cli.inventory import Inventory, Target

STDIN = "-"


LATEST = "latest"
"""In place of a run: the last one."""


def read_intent(names: Sequence[str], console: Console, fortios: str | None = None) -> Intent:
    """The intent of files, folders and globs, or of stdin; what it holds of secrets is masked from now on."""
    from fgsp_cli.base import UsageError
    from fgsp_cli.intent import load_intent, parse_intent

    if STDIN in names:
        if len(names) > 1:
            raise UsageError("-i -: stdin is the whole intent, and cannot be merged with files")
        intent = parse_intent(sys.stdin.buffer.read(), "<stdin>", fortios=fortios)
    else:
        intent = load_intent(*names, fortios=fortios)
    console.hide(intent.literals.values())
    console.hide(_from_environment(intent.references))
    return intent


def read_inventory(path: Path, console: Console) -> Inventory:
    """The inventory, with the limits of `--read-limit`; its warnings are reported, its secrets masked from now on."""
    from fgsp_cli.base import Secret, SecretRef
    from fgsp_cli.inventory import load_inventory

    inventory = load_inventory(path)
    secrets = [value for target in inventory.targets.values() for value in target.secrets]
    console.hide(value for value in secrets if isinstance(value, Secret))
    console.hide(_from_environment(value for value in secrets if isinstance(value, SecretRef)))
    for warning in inventory.warnings:
        console.warn(warning)
    context = click.get_current_context(silent=True)
    limit = context.meta.get(READ_LIMIT) if context else None
    if limit is None:
        return inventory
    targets = {
        name: replace(target, deadlines=target.deadlines.limited(*limit)) for name, target in inventory.targets.items()
    }
    return replace(inventory, targets=targets)


def read_operator_files(
    intent: Sequence[str], inventory: Path | None, console: Console
) -> tuple[Intent | None, Inventory]:
    """The intent, if one is given, and the inventory: the files whose references to secrets count in this call."""
    from fgsp_cli.base import UsageError

    if inventory is None:
        raise UsageError("-I/--inventory is needed: which one a run or a plan was made with does not count")
    return (read_intent(intent, console) if intent else None), read_inventory(inventory, console)


def _from_environment(references: Iterable[SecretRef]) -> Iterator[Secret]:
    """What environment variables hold of them: the library alone resolves references, this is only for masking."""
    from fgsp_cli.base import Secret

    for reference in references:
        value = os.environ.get(reference.name.argument) if reference.name.scheme == "env" else None
        if value:
            yield Secret(value)


def find_run(run: str, run_dir: Path | None, command: str) -> RunFolder:
    """The folder of a run: by its path, or by its id or the beginning of it in `run_dir`, else where runs are kept by
    default. `latest` is the last run that `command` has something to do about.
    """
    from fgsp_cli.archive import RunFolder

    if run == LATEST:
        from fgsp_cli.runs import latest_run

        return latest_run(homes(run_dir), command)
    return RunFolder.find(run, homes(run_dir))


def homes(run_dir: Path | None) -> tuple[Path, ...]:
    """The folders that hold runs: `run_dir`; if only a project file says so or nothing, the default ones as well."""
    from fgsp_cli.archive import RUNS

    intent = os.environ.get("FGSP_INTENT")
    first = Path(intent.split(os.pathsep)[0]) if intent else None
    beside = ((first if first.is_dir() else first.parent) / RUNS,) if first else ()
    context = click.get_current_context(silent=True)
    if run_dir and (not context or context.get_parameter_source("run_dir") is not ParameterSource.DEFAULT_MAP):
        return (run_dir,)
    homes = (*((run_dir,) if run_dir else ()), RUNS, *beside)
    return tuple({home.resolve(): home for home in reversed(homes)}.values())[::-1]


def flat(limits: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The patterns of all `--limit` or `--without` options."""
    return tuple(pattern for limit in limits for pattern in limit)


def units(inventory: Inventory, patterns: Sequence[str]) -> list[Target]:
    """The units that one of the patterns stands for, as `chosen` has it."""
    return [inventory.targets[name] for name in chosen(inventory.targets, patterns)]
