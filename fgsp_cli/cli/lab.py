"""`fgsp lab up`, `down` and `list`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeAlias

import click
from click.core import ParameterSource

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import HelpedGroup, Verb

if TYPE_CHECKING:
    from fgsp_cli.lab import FaultsFile, Lab, UnitSpec

    Change: TypeAlias = Callable[[Sequence[UnitSpec]], Sequence[UnitSpec]]

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
        ("fgsp lab up rehearsal/inventory --detach", "the same again; `fgsp lab down` ends it"),
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
    help="Releases to use for the clusters, in turn; the release of backups that do not say it.  [default: the newest]",
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
@click.option("--accent", metavar="NAME", help="Print as other units may: wrapped, coloured, redrawn.")
@click.option("--detach", is_flag=True, help="Return when the units answer; `fgsp lab down` ends them.")
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
    accent: str | None,
    detach: bool,
) -> int:
    """Start stand-in FortiGates on loopback, until Ctrl-C.

    One for each host of INVENTORY, on the host's own address and port; what it is stands in the host's `data.lab`
    (fortios, vdoms, interfaces, ha_role, cfg_save, config, hostname, model, serial, addresses, split_task,
    role_in_prompt, dollar_prompt, must_change_password, standalone_config_sync, central_management, vdom_exceptions,
    pre_login_banner, post_login_banner, idle_timeout, quirks, habits). Or, with -n, generated units in clusters, whose
    inventory and intent are written to --out. Log in as admin, with the password in FGSP_LAB_PASSWORD (default
    fgsp-lab).
    """
    from fgsp_cli.cli.shared.library_logs import quiet

    made_up = {"--cluster-size": cluster_size, "--fortios": releases, "--peers-configured": peers_configured}
    _check(inventory, units, backups, out, made_up)
    quiet()
    if detach:
        return _detached(console)
    delay, faults, change = _seconds(latency), _faults(faults_file), _change(accent)
    if inventory is not None:
        lab = _of_inventory(inventory, backups, delay, console, persist=persist, faults=faults, change=change)
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
            change=change,
        )
    else:
        from fgsp_cli.lab import serve_backups

        lab = serve_backups(
            _needed(backups),
            out=_needed(out),
            fortios=releases[0] if releases else "",
            base_port=base_port or 0,
            persist=_kept(_needed(out), wanted=persist),
            latency=delay,
            faults=faults,
            change=change,
        )
        for problem in lab.skipped:
            console.warn(f"left out: {problem}")
    return _run(lab, str(_needed(inventory or out).resolve()), console)


class Down(Verb):
    """`lab down`."""

    examples = (("fgsp lab down", "all of them"), ("fgsp lab down rehearsal", "one of them"))


class Listed(Verb):
    """`lab list`."""

    examples = (("fgsp lab list", "which labs run, and on which ports"),)


@command.command("list", cls=Listed)
@click.pass_obj
def listed(console: Console) -> int:
    """List the labs that run on this machine: process, folder, units with their addresses."""
    from fgsp_cli.lab import running_labs

    labs = running_labs()
    return console.show("\n".join(map(str, labs)) or "no lab is running", 0)


@command.command("down", cls=Down)
@click.argument("source", required=False)
@click.pass_obj
def down(console: Console, *, source: str | None) -> int:
    """End the labs that run on this machine, or the one of SOURCE: its folder or its process number."""
    from fgsp_cli.lab import records, running_labs, stop

    wanted = [lab for lab in running_labs() if source is None or lab.is_named(source)]
    if source is not None and not wanted:
        raise click.UsageError(f"no lab of {source} is running: `fgsp lab list` lists those that do")
    left = [lab for lab in wanted if not stop(lab)]
    for lab in wanted:
        log = records() / f"{lab.pid}.log"
        if log.is_file():
            console.say(log.read_text(encoding="utf-8", errors="replace").rstrip())
            log.unlink()
    for lab in left:
        console.fail(f"process {lab.pid} did not end", "kill it")
    ended = f"{len(wanted) - len(left)} labs ended" if wanted else "no lab is running"
    return console.show(ended, 1 if left else 0)


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
    if backups is not None and given == ["--fortios"] and inventory is None:
        return
    if units is None and given:
        raise click.UsageError(f"{given[0]} goes with -n")


def _faults(path: Path | None) -> FaultsFile | None:
    if path is None:
        return None
    from fgsp_cli.lab import read_faults

    return read_faults(path)


def _of_inventory(
    path: Path,
    backups: Path | None,
    latency: float,
    console: Console,
    *,
    persist: bool,
    faults: FaultsFile | None,
    change: Change,
) -> Lab:
    from fgsp_cli.cli.shared.inputs import read_inventory
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
        change=change,
    )


def _change(accent: str | None) -> Change:
    from fgsp_cli.lab import ACCENTS, with_accent

    if accent is None:
        return list
    if accent not in ACCENTS:
        raise click.UsageError(f"{accent!r} is no accent: {', '.join(ACCENTS)}")
    return partial(with_accent, name=accent)


def _detached(console: Console) -> int:
    """Run the same command in a process of its own, and return when its units answer."""
    from fgsp_cli.lab import records

    unnamed = records() / f"new-{os.getpid()}.log"
    with unnamed.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 (this program)
            [sys.executable, "-m", "fgsp_cli", "lab", "up", *_given(click.get_current_context())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    ready = process.stdout.readline().strip() if process.stdout else ""
    if ready:
        said = unnamed.read_text(encoding="utf-8").rstrip()
        unnamed.rename(records() / f"{process.pid}.log")
        if said:
            console.say(said)
        return console.show(f"{ready}, process {process.pid}", 0)
    code = process.wait()
    console.say(unnamed.read_text(encoding="utf-8").rstrip())
    unnamed.unlink()
    return console.closed(code)


def _given(context: click.Context) -> Iterator[str]:
    """The words of the command line, without `--detach`."""
    for param in context.command.params:
        name, value = param.name or "", context.params.get(param.name or "")
        if name == "detach" or value is None or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        if isinstance(param, click.Option):
            yield param.opts[-1]
        if value is not True:
            yield ",".join(value) if isinstance(value, tuple) else str(value)


def _run(lab: Lab, source: str, console: Console) -> int:
    """Say that the units are there, and wait for the end."""
    from fgsp_cli.lab import announced

    over = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        with announced(source, (f"{unit.name} {unit.host}:{unit.port}" for unit in lab)):
            code = console.show(f"lab ready: {len(lab)} units", 0)
            over.wait()
            lab.stop()
    finally:
        lab.stop()
    _report_faults(lab, console)
    return code


def _report_faults(lab: Lab, console: Console) -> None:
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
