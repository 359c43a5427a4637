"""`fgsp lab up`."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from fgsp_cli.cli import common_options as options
from fgsp_cli.cli.console import Console
from fgsp_cli.cli.group import HelpedGroup, Verb

if TYPE_CHECKING:
    from fgsp_cli.lab import FaultsFile, Lab

KEPT = ".lab"
"""Folder beside the inventory that `--persist` keeps the units' configurations in."""
_LATENCY = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")


class LatencyType(options.TextType):
    """A time, `50ms` or `0.2s`."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The time as text, checked."""
        if not _LATENCY.fullmatch(value):
            self.fail(f"{value!r} is no time such as 50ms or 0.2s", param, ctx)
        return value


class Up(Verb):
    """`lab up`."""

    examples = (
        ("fgsp lab up -n 4 --cluster-size 2 --fortios 7.0.12,7.4.4 --out rehearsal", "four generated units"),
        ("fgsp lab up rehearsal/inventory", "the same again"),
        ("fgsp lab up --from-backups backups --out rehearsal", "one unit per backup"),
    )


@click.group("lab", cls=HelpedGroup)
def command() -> None:
    """Run stand-in FortiGates on loopback: for tests, and to rehearse a change."""


@command.command("up", cls=Up)
@click.argument("inventory", required=False, type=click.Path(path_type=Path))
@click.option("-n", "units", metavar="N", type=click.IntRange(min=1), help="Generate this many units, into --out.")
@click.option("--cluster-size", metavar="M", type=click.IntRange(min=2), help="Members per cluster.  [default: 2]")
@click.option(
    "--fortios",
    "releases",
    metavar="V[,V...]",
    type=options.PatternsType(),
    help="Releases to use for the clusters, in turn.  [default: the newest]",
)
@click.option("--peers-configured", is_flag=True, help="The generated units already hold what the intent says.")
@click.option(
    "--from-backups",
    "backups",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Start one unit for each backup of this folder.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the inventory and the intent.",
)
@click.option("--base-port", metavar="P", type=click.IntRange(1, 65535), help="First port.  [default: any free ones]")
@click.option("--latency", metavar="TIME", type=LatencyType(), help="Round trip to each unit: 50ms.")
@click.option("--persist", is_flag=True, help=f"Keep the units' configurations, in {KEPT} beside the inventory.")
@click.option(
    "--faults",
    "faults_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Faults to inject, by unit and time (YAML).",
)
@options.talk
@click.pass_obj
def up(
    console: Console,
    *,
    inventory: Path | None,
    units: int | None,
    cluster_size: int | None,
    releases: tuple[str, ...] | None,
    peers_configured: bool,
    backups: Path | None,
    out: Path | None,
    base_port: int | None,
    latency: str | None,
    persist: bool,
    faults_file: Path | None,
) -> int:
    """Start stand-in FortiGates on loopback, until Ctrl-C.

    One for each host of INVENTORY, on the host's own address and port; what it is stands in the host's `data.lab`
    (fortios, vdoms, interfaces, ha_role, cfg_save, config, hostname, model, serial, addresses, split_task,
    role_in_prompt, dollar_prompt, must_change_password, standalone_config_sync, central_management, vdom_exceptions,
    pre_login_banner, post_login_banner, idle_timeout, quirks, habits). Or, with -n, generated units in clusters, whose
    inventory and intent are written to --out. Log in as admin, with the password in FGSP_LAB_PASSWORD (default
    fgsp-lab).
    """
    from fgsp_cli.cli.logs import quiet

    made_up = {"--cluster-size": cluster_size, "--fortios": releases, "--peers-configured": peers_configured}
    _check(inventory, units, backups, out, made_up)
    quiet()
    delay, faults = _seconds(latency), _faults(faults_file)
    if inventory is not None:
        lab = _of_inventory(inventory, backups, delay, console, persist=persist, faults=faults)
    elif units is not None:
        from fgsp_cli.lab import generate

        lab = generate(
            units,
            out=_needed(out),
            cluster_size=cluster_size or 2,
            fortios=releases or (),
            base_port=base_port or 0,
            peers_configured=peers_configured,
            persist=_kept(_needed(out), wanted=persist),
            latency=delay,
            faults=faults,
        )
    else:
        from fgsp_cli.lab import serve_backups

        lab = serve_backups(
            _needed(backups),
            out=_needed(out),
            base_port=base_port or 0,
            persist=_kept(_needed(out), wanted=persist),
            latency=delay,
            faults=faults,
        )
    return _run(lab, console)


def _check(
    inventory: Path | None, units: int | None, backups: Path | None, out: Path | None, made_up: Mapping[str, object]
) -> None:
    """One of the three ways, with its own options."""
    if inventory is None and units is None and backups is None:
        raise click.UsageError("say what to start: an INVENTORY, -n N, or --from-backups DIR")
    if inventory is not None and (units is not None or out is not None):
        raise click.UsageError("an INVENTORY goes with neither -n nor --out")
    if units is not None and backups is not None:
        raise click.UsageError("-n and --from-backups exclude each other")
    if inventory is None and out is None:
        raise click.UsageError("missing option --out DIR: where inventory and intent are written")
    given = [name for name, value in made_up.items() if value]
    if units is None and given:
        raise click.UsageError(f"{given[0]} goes with -n")


def _faults(path: Path | None) -> FaultsFile | None:
    if path is None:
        return None
    from fgsp_cli.lab import read_faults

    return read_faults(path)


def _of_inventory(
    path: Path, backups: Path | None, latency: float, console: Console, *, persist: bool, faults: FaultsFile | None
) -> Lab:
    from fgsp_cli.cli.inputs import read_inventory
    from fgsp_cli.lab import serve_inventory

    inventory = read_inventory(path, console)
    folder = path if path.is_dir() else path.parent
    return serve_inventory(
        inventory.targets.values(),
        folder=folder,
        backups=backups,
        persist=_kept(folder, wanted=persist),
        latency=latency,
        faults=faults,
    )


def _run(lab: Lab, console: Console) -> int:
    """Say that the units are there, and wait for the end."""
    over = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        code = console.show(f"lab ready: {len(lab)} units", 0)
        over.wait()
    finally:
        lab.stop()
    _tell_faults(lab, console)
    return code


def _tell_faults(lab: Lab, console: Console) -> None:
    """What has gone wrong, so that whoever rehearsed knows whether it was what they had in mind."""
    for unit in lab:
        for fired in unit.fired:
            console.say(f"{unit.name}: {fired}")
    for failure in lab.failures:
        console.warn(str(failure))


def _kept(folder: Path, *, wanted: bool) -> Path | None:
    return folder / KEPT if wanted else None


def _needed(path: Path | None) -> Path:
    """A path that `_check` has seen to."""
    if path is None:
        raise LookupError("an option was not checked")
    return path


def _seconds(latency: str | None) -> float:
    match = _LATENCY.fullmatch(latency or "0s")
    return float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
