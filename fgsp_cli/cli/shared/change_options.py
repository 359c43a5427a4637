"""The options that decide what a push does: `plan` and `push` have the same, so that a plan is what a push will do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from fgsp_cli.cli.shared import common_options as options

if TYPE_CHECKING:
    from fgsp_cli.base import SecretRef
    from fgsp_cli.plan import Mode, PushOptions

Function = TypeVar("Function", bound=Callable[..., object])
_MODES = ("auto", "workspace", "direct")


class Changing(TypedDict):
    """What `changing` hands to a verb."""

    limits: tuple[tuple[str, ...], ...]
    left_out: tuple[tuple[str, ...], ...]
    prune: bool
    renumber: bool
    allow_disruptive: bool
    allow_unseen_release: bool
    allow_config_sync: bool
    allow_untested_platform: bool
    rotate_psk: bool
    old_psk: SecretRef | None
    cfg_save: bool
    transaction: Mode
    strict_facts: bool
    workers: int | None


_FLAGS = (
    ("--prune", "Delete peer rows that the intent does not name."),
    ("--renumber", "Give rows the ids that the intent names, even if running rows must move for that."),
    ("--allow-disruptive", "Make changes that may affect traffic."),
    ("--allow-unseen-release", "Write to a FortiOS release that this program does not know."),
    ("--allow-config-sync", "Write although standalone-config-sync may overwrite it."),
    ("--allow-untested-platform", "Write to a FortiGate-6000 or 7000."),
    ("--rotate-psk", "Send the psksecret to units that have one already."),
    ("--cfg-save", "Save at the end on units that do not save by themselves."),
)


def changing(function: Function) -> Function:
    """Add every option of a verb that changes units."""
    decorators = [
        options.limit,
        click.option(
            "--without",
            "left_out",
            metavar="NAME",
            multiple=True,
            type=options.PatternsType(),
            help="Leave this member alone, as if it were `state: offline`; may be repeated.",
        ),
        *(click.option(name, is_flag=True, help=text) for name, text in _FLAGS),
        options.old_psk,
        click.option(
            "--transaction",
            type=click.Choice(_MODES),
            default="auto",
            show_default=True,
            help="Use configuration transactions where they work (auto), always (workspace), or never (direct).",
        ),
        options.strict_facts,
        options.workers,
    ]
    for decorator in reversed(decorators):
        function = decorator(function)
    return function


def push_options(given: Changing, *, run_dir: Path | None = None) -> PushOptions:
    """The options as the verbs' library takes them."""
    from fgsp_cli.cli.shared.inputs import flat
    from fgsp_cli.plan import PushOptions

    return PushOptions(
        limit=flat(given["limits"]),
        without=flat(given["left_out"]),
        prune=given["prune"],
        renumber=given["renumber"],
        allow_disruptive=given["allow_disruptive"],
        allow_unseen_release=given["allow_unseen_release"],
        allow_config_sync=given["allow_config_sync"],
        allow_untested_platform=given["allow_untested_platform"],
        transaction=given["transaction"],
        cfg_save=given["cfg_save"],
        rotate_psk=given["rotate_psk"],
        old_psk=given["old_psk"],
        strict_facts=given["strict_facts"],
        run_dir=run_dir,
        workers=given["workers"],
    )
