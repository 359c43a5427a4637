"""Many states -> what is wrong with the mesh that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from fgsp_cli.base import some_of
from fgsp_cli.fortios import dialect
from fgsp_cli.lint.mesh import Cluster, Problems, mesh_of
from fgsp_cli.lint.rule import Finding, Flaw, Level, Rule
from fgsp_cli.lint.rules import RULES
from fgsp_cli.state import DeviceState, Facts, path_text


def lint(
    states: Mapping[str, DeviceState],
    clusters: Iterable[Cluster] | None = None,
    facts: Mapping[str, Facts] | None = None,
    *,
    strict: bool = False,
    ignore: Collection[str] = (),
    problems: Problems | None = None,
    warnings: Problems | None = None,
) -> tuple[Finding, ...]:
    """What every rule finds, errors first.

    Without `clusters` all units are taken for one. An error whose basis is not confirmed is a warning, unless `strict`
    (`--strict-facts`) makes it refuse. A rule that needs facts which are not given, or not readable, stays silent.
    `problems` and `warnings` are what was found, by unit, while the states were made and has a rule of its own.
    """
    mesh = mesh_of(states, clusters, facts, problems, warnings)
    findings = [
        _finding(rule, flaw, states, strict=strict)
        for rule in RULES.values()
        if rule.name not in ignore
        for flaw in rule.check(mesh)
    ]
    return tuple(sorted(findings, key=lambda finding: finding.level.rank))


def unchecked(
    states: Iterable[str], facts: Mapping[str, Facts] | None = None, ignore: Collection[str] = ()
) -> tuple[str, ...]:
    """What rules had nothing to say about because a fact that they need is not given, or not readable: a line each."""
    known, lines = facts or {}, list[str]()
    wanting = [rule for rule in RULES.values() if rule.needs and rule.name not in ignore]
    unread = [device for device in states if device not in known]
    if unread:
        names = ", ".join(rule.name for rule in wanting)
        lines.append(f"not checked, as there are no facts of {some_of(unread)}: {names}")
    lacking: dict[str, list[str]] = {}
    for device in (device for device in states if device in known):
        for fact in dict.fromkeys(fact for rule in wanting for fact in rule.needs):
            if getattr(known[device], fact) is None:
                lacking.setdefault(fact, []).append(device)
    for fact, devices in lacking.items():
        skipped = ", ".join(rule.name for rule in wanting if fact in rule.needs)
        lines.append(f"{some_of(devices)}: {_WORDS[fact]} cannot be read; not checked: {skipped}")
    return tuple(lines)


_WORDS = {
    "ha_mode": "the HA mode",
    "interfaces": "interfaces",
    "model": "the model",
    "nat_vdoms": "policies",
    "vdom_mode": "the VDOM mode",
    "vdoms": "VDOMs",
}
"""Facts that rules need, in words."""


def _finding(rule: Rule, flaw: Flaw, states: Mapping[str, DeviceState], *, strict: bool) -> Finding:
    level = flaw.level or rule.level
    confirmed = rule.confirmed if flaw.confirmed is None else flaw.confirmed
    finding = Finding(
        rule=rule.name,
        level=Level.WARNING if level is Level.ERROR and not (confirmed or strict) else level,
        message=flaw.message,
        why=rule.why,
        devices=flaw.devices,
        cluster=flaw.cluster or None,
        path=flaw.place,
        position=flaw.position,
        confirmed=confirmed,
        refuses=level is Level.ERROR and (confirmed or strict),
    )
    if not flaw.path or not flaw.devices:
        return finding
    state = states[flaw.devices[0]]
    path = path_text(flaw.path, dialect(state.fortios))
    return replace(finding, path=path, position=state.position(flaw.path))
