"""The safety checks on one unit, before anything is sent to it.

A check whose fact the login may not read is skipped with a warning; it never passes silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fgsp_cli.base import Position
from fgsp_cli.fortios import Dialect, Kind, Release, Spec
from fgsp_cli.intent import DeviceIntent
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.state import AUTOMATIC, Block, DeviceState, Facts, Path, Table, Value, path_text
from fgsp_cli.units import WRITABLE

_CHASSIS = re.compile(r"FortiGate-[67]\d{3}[A-Z]")
"""FortiGate-6000 and 7000 have FGSP rules of their own [facts/fgsp.md#8, confirmed]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A reason not to write to a unit."""

    message: str
    option: str = ""
    """The option that allows it; without one nothing does."""

    def __str__(self) -> str:
        return f"{self.message}; {self.option} allows it" if self.option else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The objections and warnings of all checks of a unit."""

    objections: tuple[Objection, ...] = ()
    warnings: tuple[str, ...] = ()


def check_release(device: DeviceIntent, release: Release) -> Objection | None:
    """The unit runs what the intent says, a release or any one of a branch."""
    mismatch = device.mismatch(release)
    return (
        Objection(message=f"{mismatch}: correct `fortios` there, or bring the unit to that release")
        if mismatch
        else None
    )


def check_unit(facts: Facts, release: Dialect, options: PushOptions) -> Verdict:
    """Whether what the unit is and how it is set up lets a change last."""
    objections = [result for check in _CHECKS if isinstance(result := check(facts, release, options), Objection)]
    warnings = [result for check in _CHECKS if isinstance(result := check(facts, release, options), str)]
    return Verdict(objections=tuple(objections), warnings=tuple(warnings))


def check_names(facts: Facts, wanted: DeviceState, release: Dialect) -> Verdict:
    """Every VDOM and interface that a wanted value names exists on the unit [facts/fgsp.md#4, confirmed for VDOMs].

    Entering or naming one that does not would be refused by the unit in the middle of the change.
    """
    known = {"vdom": facts.vdoms, "interface": None if facts.interfaces is None else tuple(facts.interfaces)}
    objections: dict[str, Objection] = {}
    unread: set[str] = set()
    for path, spec, name in _references(wanted, release):
        names = known[spec.references]
        if names is None:
            unread.add(spec.references)
        elif name not in names:
            objections.setdefault(f"{path} {name}", _missing(path, spec, name, wanted.position(path), release))
    warnings = [
        f"the unit's {kind} names cannot be read: whether those wanted exist was not checked" for kind in unread
    ]
    return Verdict(objections=tuple(objections.values()), warnings=tuple(sorted(warnings)))


CheckResult = Objection | str | None
"""A reason not to write, a warning, or nothing."""


def _check_role(facts: Facts, _release: Dialect, _options: PushOptions) -> CheckResult:
    if facts.ha_role is None:
        return "its HA role cannot be read: whether it may be written to was not checked"
    if facts.ha_role in WRITABLE:
        return None
    message = (
        f"is the {facts.ha_role} of an FGCP cluster ({facts.ha_mode}), which takes its configuration from the primary"
    )
    return Objection(message=f"{message}: name the primary, or both units as `fgcp: [.., ..]`")


def _check_release_known(_facts: Facts, release: Dialect, options: PushOptions) -> CheckResult:
    if not release.unseen_warning:
        return None
    if options.allow_unseen_release:
        return release.unseen_warning
    return Objection(message=release.unseen_warning, option="--allow-unseen-release")


def _check_platform(facts: Facts, _release: Dialect, options: PushOptions) -> CheckResult:
    if facts.model is None or not _CHASSIS.match(facts.model):
        return None
    message = f"is a {facts.model}: this program was never tested on FortiGate-6000 and 7000"
    return (
        message if options.allow_untested_platform else Objection(message=message, option="--allow-untested-platform")
    )


def _check_saving(facts: Facts, _release: Dialect, options: PushOptions) -> CheckResult:
    """Whether the unit saves by itself, or may be made to save [facts/cli-behaviour.md#5.4, confirmed]."""
    if facts.cfg_save is None:
        return "`cfg-save` cannot be read: whether a change survives a reboot was not checked"
    if facts.cfg_save == AUTOMATIC or options.cfg_save:
        return None
    message = f"`cfg-save {facts.cfg_save}`: a change is lost at the next reboot unless it is saved"
    return Objection(message=message, option="--cfg-save")


def _check_config_sync(facts: Facts, release: Dialect, options: PushOptions) -> CheckResult:
    """Whether another unit's configuration overwrites this one [facts/fgsp.md#10, confirmed]."""
    if facts.standalone_config_sync is None:
        return "`standalone-config-sync` cannot be read: whether another unit overwrites a change was not checked"
    exceptions = {str(dated.facts["object"]) for dated in release.fact("vdom_exceptions")}
    if not facts.standalone_config_sync or exceptions & set(facts.vdom_exceptions or ()):
        return None
    message = (
        "`standalone-config-sync` is on, and no vdom-exception keeps FGSP out of it: another unit may overwrite it"
    )
    return message if options.allow_config_sync else Objection(message=message, option="--allow-config-sync")


def _check_management(facts: Facts, _release: Dialect, _options: PushOptions) -> CheckResult:
    if facts.central_management != "fortimanager":
        return None
    return "is managed by a FortiManager, which may take the change back at its next install"


_CHECKS = (
    _check_role,
    _check_release_known,
    _check_platform,
    _check_saving,
    _check_config_sync,
    _check_management,
)


def _references(wanted: DeviceState, release: Dialect) -> Iterator[tuple[Path, Spec, str]]:
    """Every name of a VDOM or an interface that the wanted state would have typed."""
    for number, row in wanted.peers.items():
        yield from _names_in(row, release.peers, ("peer", number))
    section = release.section("standalone-cluster")
    if section is None:
        return
    for path, spec, name in _names_in(wanted.standalone_cluster, section, (section.key,)):
        if wanted.named is None or path in wanted.named:
            yield path, spec, name


def _names_in(block: Block, spec: Spec, path: Path) -> Iterator[tuple[Path, Spec, str]]:
    for child in spec.children.values():
        value = block.get(child.key)
        below = (*path, child.key)
        if isinstance(value, Table):
            for number, entry in value.items():
                yield from _names_in(entry, child, (*below, number))
        elif isinstance(value, Block):
            yield from _names_in(value, child, below)
        elif child.references:
            yield from ((below, child, name) for name in _listed(value, child))


def _listed(value: Value, spec: Spec) -> tuple[str, ...]:
    if spec.kind is Kind.NAMES and isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()


def _missing(path: Path, spec: Spec, name: str, position: Position | None, release: Dialect) -> Objection:
    kind = "VDOM" if spec.references == "vdom" else "interface"
    where = f" ({position})" if position else ""
    return Objection(message=f"has no {kind} `{name}`, which {path_text(path, release)} names{where}: create it first")
