"""Stand-ins for a whole inventory, or for the backups of a whole network: what `fgsp lab up` starts.

Nothing here prints or waits: every function gives a running `Lab`, to be used as a context manager.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fgsp_cli.base import ConfigTextError, InventoryError, Position, Problem
from fgsp_cli.lab.faults.faults_file import FaultsFile
from fgsp_cli.lab.inventory.inventory_files import lab_password
from fgsp_cli.lab.inventory.lab_data import DataReader, LabData, newest_release
from fgsp_cli.lab.lab import Lab
from fgsp_cli.lab.spec import DEFAULT_USER, UnitSpec, is_loopback
from fgsp_cli.lab.ssh.unit_keys import steady_host_key
from fgsp_cli.lab.unit import Unit

if TYPE_CHECKING:
    from fgsp_cli.archive import BackupFile
    from fgsp_cli.inventory import Target


def serve_inventory(
    targets: Iterable[Target],
    *,
    folder: Path,
    backups: Path | None = None,
    persist: Path | None = None,
    latency: float = 0.0,
    faults: FaultsFile | None = None,
    change: Callable[[Sequence[UnitSpec]], Sequence[UnitSpec]] = list,
) -> Lab:
    """Start one stand-in for each host, on the host's own address and port.

    `folder` is what a relative `data.lab.config` starts from; with `backups`, a host that has one there holds a copy of
    it. InventoryError names every host that cannot be one: not on loopback, an address taken twice, a wrong `data.lab`.
    InputError for faults of a unit that is not among them, or that it cannot have.
    """
    wanted = list(targets)
    stored = _backups(backups, [target.name for target in wanted])
    problems: list[Problem] = []
    specs: list[UnitSpec] = []
    for target in wanted:
        reader = DataReader(target.name, target.position)
        data = reader.read(target.data.get("lab"), folder)
        if not is_loopback(target.host):
            reader.wrong("hostname", target.host, "a loopback address: a stand-in answers on no other")
        if not reader.problems:
            specs += _spec(target, data, stored.get(target.name), reader, latency)
        problems += reader.problems
    return _started([*problems, *_taken_twice(specs)], change(specs), persist, faults)


def serve_backups(
    backups: Path,
    *,
    out: Path,
    fortios: str = "",
    base_port: int = 0,
    persist: Path | None = None,
    latency: float = 0.0,
    faults: FaultsFile | None = None,
    change: Callable[[Sequence[UnitSpec]], Sequence[UnitSpec]] = list,
) -> Lab:
    """Start one stand-in for each device that has a backup in the folder, and write their inventory to `out/inventory`.

    `fortios` is the release of texts that do not say theirs. A file that cannot be a unit is left out, and named in
    `Lab.skipped`; InventoryError if none can. InputError for faults as in `serve_inventory`. `change` is done to the
    units before they start.
    """
    from fgsp_cli.archive import find_backups

    listed = find_backups(backups)
    problems = [Problem(message=reason, path=str(file.path)) for file, reason in listed.unassigned.items()]
    specs: list[UnitSpec] = []
    for place, (name, newest) in enumerate(sorted(listed.newest.items())):
        port = base_port + place if base_port else 0
        try:
            config, release = _content(newest, fortios)
            spec = _bare_spec(name, release, config=config, port=port, latency=latency)
            Unit(spec)  # a text that no unit can hold is a problem of its file alone
        except ConfigTextError as error:
            problems += [replace(problem, path=problem.path or str(newest.path)) for problem in error.problems]
        except ValueError as error:
            problems.append(Problem(message=str(error), path=str(newest.path)))
        else:
            specs.append(spec)
    lab = _started(() if specs else problems, change(specs), persist, faults)
    lab.skipped = tuple(problems)
    lab.write_inventory(out / "inventory")
    return lab


def _bare_spec(name: str, release: str, *, config: str, port: int, latency: float) -> UnitSpec:
    return UnitSpec(
        name=name,
        fortios=release,
        config=config,
        port=port,
        password=lab_password(),
        host_key=steady_host_key(name),
        latency=latency,
    )


def _spec(
    target: Target, data: LabData, backup: BackupFile | None, reader: DataReader, latency: float
) -> Sequence[UnitSpec]:
    """The stand-in of a host; nothing, and a problem in the reader, if it cannot be one."""
    try:
        config, release = _content(backup, data.fortios or newest_release()) if backup else ("", "")
        if data.config:
            config = data.config.read_text(encoding="utf-8", errors="surrogateescape")
            release = _checked(config, data.config)
    except ConfigTextError as error:
        reader.problems += error.problems
        return ()
    try:
        spec = UnitSpec(
            name=target.name,
            fortios=data.fortios or release or newest_release(),
            config=config,
            host=target.host,
            port=target.port,
            vdoms=data.vdoms,
            interfaces=data.interfaces,
            ha_mode="a-p" if data.ha_role else "standalone",
            ha_role=data.ha_role,
            cfg_save=data.cfg_save,
            hostname=data.hostname,
            model=data.model,
            serial=data.serial,
            addresses=data.addresses,
            split_task=data.split_task,
            role_in_prompt=data.role_in_prompt,
            dollar_prompt=data.dollar_prompt,
            must_change_password=data.must_change_password,
            standalone_config_sync=data.standalone_config_sync,
            central_management=data.central_management,
            vdom_exceptions=data.vdom_exceptions,
            pre_login_banner=data.pre_login_banner,
            post_login_banner=data.post_login_banner,
            idle_timeout=data.idle_timeout,
            quirks=data.quirks,
            habits=data.habits,
            username=target.username or DEFAULT_USER,
            password=lab_password(),
            authorized_keys=tuple(line for path in target.key_files for line in _public_keys(path)),
            host_key=steady_host_key(target.name),
            latency=latency,
        )
    except ValueError as error:
        reader.wrong("data.lab", "", "", str(error))
        return ()
    return (spec,)


def _started(
    problems: Sequence[Problem], specs: Sequence[UnitSpec], persist: Path | None, faults: FaultsFile | None
) -> Lab:
    if problems:
        raise InventoryError(problems)
    lab = Lab(faults.applied(specs) if faults else specs, persist=persist)
    lab.start()
    return lab


def _backups(folder: Path | None, names: Iterable[str] | None = None) -> Mapping[str, BackupFile]:
    from fgsp_cli.archive import find_backups

    roster = None if names is None else {name: (name,) for name in names}
    return find_backups(folder, roster).newest if folder else {}


def _content(backup: BackupFile, fortios: str = "") -> tuple[str, str]:
    """The text and the release of a backup; ConfigTextError for what no unit can be made of."""
    from fgsp_cli.archive import read_text

    text = read_text(backup)
    release = _checked(text, backup.path) or backup.release or fortios
    if not release:
        raise ConfigTextError(
            [
                Problem(
                    message="the backup does not say its FortiOS release", path=str(backup.path), hint="use --fortios"
                )
            ]
        )
    return text, release


def _checked(text: str, path: Path) -> str:
    """The release that a configuration says, or nothing; ConfigTextError if it is cut off or of another product."""
    from fgsp_cli.fortios import cut, read_statements

    cut(text, source=str(path))
    said = read_statements(text)
    if said.product:
        message = f"this is the configuration of a {said.product}"
        raise ConfigTextError([Problem(message=message, position=Position(source=str(path)))])
    return str(said.release or "")


def _public_keys(key_file: Path) -> tuple[str, ...]:
    """The public half of the key that the inventory logs in with; none if it cannot be had without a passphrase."""
    import asyncssh

    public = key_file.with_name(f"{key_file.name.removesuffix('.pub')}.pub")
    try:
        if public.is_file():
            return (public.read_text(encoding="utf-8").strip(),)
        return (asyncssh.read_private_key(str(key_file)).export_public_key().decode().strip(),)
    except (OSError, asyncssh.KeyImportError):
        return ()


def _taken_twice(specs: Iterable[UnitSpec]) -> list[Problem]:
    users: dict[tuple[str, int], str] = {}
    problems = []
    for spec in specs:
        first = users.setdefault((spec.host, spec.port), spec.name)
        if first != spec.name:
            where = f"{spec.host}:{spec.port}"
            problems.append(Problem(message=f"has the address of {first} too", path=spec.name, found=where))
    return problems
