"""Many states -> what is wrong with the mesh that they make."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from fgsp_cli.compare.mesh import Cluster, mesh_of
from fgsp_cli.compare.rules import RULES
from fgsp_cli.compare.rules.base import Finding, Flaw, Level, Rule
from fgsp_cli.fortios.dialect import dialect
from fgsp_cli.state.facts import Facts
from fgsp_cli.state.state import DeviceState, path_text


def lint(
    states: Mapping[str, DeviceState],
    clusters: Iterable[Cluster] | None = None,
    facts: Mapping[str, Facts] | None = None,
    *,
    strict: bool = False,
    ignore: Collection[str] = (),
) -> tuple[Finding, ...]:
    """What every rule finds, errors first.

    Without `clusters` all units are taken for one. An error whose basis is not confirmed is a warning, unless `strict`
    (`--strict-facts`) makes it refuse. A rule that needs facts which are not given, or not readable, stays silent.
    """
    mesh = mesh_of(states, clusters, facts)
    findings = [
        _finding(rule, flaw, states, strict=strict)
        for rule in RULES.values()
        if rule.name not in ignore
        for flaw in rule.check(mesh)
    ]
    return tuple(sorted(findings, key=lambda finding: list(Level).index(finding.level)))


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
        refuses=level is Level.ERROR and (confirmed or strict),
    )
    if not flaw.path or not flaw.devices:
        return finding
    state = states[flaw.devices[0]]
    path = path_text(flaw.path, dialect(state.fortios))
    return replace(finding, path=path, position=state.position(flaw.path))


__all__ = ("lint",)
