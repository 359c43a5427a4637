"""Rules about what a release takes: found out while a state is made, by the intent's reader or by the codec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fgsp_cli.base import Position, Problem, meant
from fgsp_cli.fortios import Attribute, Dialect, Spec, dialect, schema
from fgsp_cli.lint.mesh import Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import DeviceState


@rule("attr-version", Level.ERROR, "An attribute exists in some releases only; others refuse the line.", confirmed=True)
def attr_version(mesh: Mesh) -> Iterator[Flaw]:
    """Every attribute exists in the release of its unit.

    A unit that prints one knows it, so there the data, or the release that was given for it, may be wrong.
    """
    yield from _flaws_of(mesh, "attr-version")
    for device, state in mesh.states.items():
        for word, known, line in _from_elsewhere(state):
            message = f"`{word}` is no attribute of FortiOS {state.fortios}; it is one of FortiOS {known.spans}"
            position = _beside(state, line)
            yield Flaw(message=message, devices=(device,), place=word, position=position, confirmed=False)


@rule("unknown-name", Level.WARNING, "FortiOS refuses a name that no release has: what was meant is not set.")
def unknown_name(mesh: Mesh) -> Iterator[Flaw]:
    """No attribute is named almost as one that FGSP has."""
    for device, state in mesh.states.items():
        elsewhere = {word for word, _, _ in _from_elsewhere(state)}
        for path, node in state.extra.walk():
            spec = _spec(path, dialect(state.fortios))
            for word, setting in node.settings.items() if spec else ():
                known = _likely(word, spec)
                if word not in elsewhere and (hint := meant(word, known)):
                    message = f"`{word}` is no attribute of FortiOS {state.fortios}: {hint}"
                    yield Flaw(message=message, devices=(device,), place=word, position=_beside(state, setting.line))


def _spec(path: tuple[str, ...], release: Dialect) -> Spec | None:
    """What the data says of the block at a path of the tree."""
    spec = release.tops.get(path[0]) if path else None
    for step in (step for step in path[1:] if not step.startswith("#")):
        spec = spec.children.get(step) if spec else None
    return spec


def _likely(word: str, spec: Spec | None) -> list[str]:
    """The names that a misspelt one may stand for; of `system ha` the data has all of `session-pickup`."""
    names = [*spec.children] if spec else []
    if spec is None or not spec.subset:
        return names
    is_ours = word.startswith("session-") and not word.startswith("session-sync")
    return [name for name in names if is_ours and name.startswith("session-pickup")]


def _from_elsewhere(state: DeviceState) -> Iterator[tuple[str, Attribute, int | None]]:
    """What the state keeps although its release lacks it, and other releases have it."""
    release = dialect(state.fortios)
    for path, node in state.extra.walk():
        names = _names(path, release)
        for word, setting in node.settings.items() if names else ():
            known = schema().attribute(*names, word)
            if known is not None and not known.kind.nested:
                yield word, known, setting.line


def _names(path: tuple[str, ...], release: Dialect) -> tuple[str, ...]:
    """The section and the blocks below it, by the keys of the schema; nothing for what is none of ours."""
    top = release.tops.get(path[0]) if path else None
    if top is None:
        return ()
    words = [step for step in path[1:] if not step.startswith("#")]
    if release.peers_path[1:] == tuple(words[:1]):
        return ("peer", *words[1:])
    return (top.key, *words)


def _beside(state: DeviceState, line: int | None) -> Position | None:
    source = next((position.source for position in state.positions.values()), "")
    return Position(source=source, line=line) if source and line else None


@rule("table-version", Level.ERROR, "The table of peers moved in 7.2.1; a unit refuses the other one.", confirmed=True)
def table_version(mesh: Mesh) -> Iterator[Flaw]:
    """Peers stand in the table that the release has, `cluster-sync` up to 7.2.0 and `cluster-peer` from 7.2.1."""
    yield from _flaws_of(mesh, "table-version")


@rule("value-range", Level.ERROR, "FortiOS refuses a value that the release does not take.", confirmed=True)
def value_range(mesh: Mesh) -> Iterator[Flaw]:
    """Every value is one that the release takes."""
    yield from _flaws_of(mesh, "value-range")


@rule(
    "hb-range",
    Level.ERROR,
    "Heartbeats are 1 to 10 seconds on some releases, 1 to 20 times 100 ms on others; what is outside is refused.",
    confirmed=True,
)
def hb_range(mesh: Mesh) -> Iterator[Flaw]:
    """Every heartbeat, as a number or as a time, is one that the release can express exactly."""
    yield from _flaws_of(mesh, "hb-range")


@rule("hb-raw", Level.WARNING, "The same heartbeat number is another time on releases that count in 100 ms.")
def hb_raw(mesh: Mesh) -> Iterator[Flaw]:
    """An intent gives heartbeats as times where releases count in 100 ms, or in different units."""
    yield from _flaws_of(mesh, "hb-raw", level=Level.ERROR)


@rule("hb-unsure", Level.HINT, "In which unit FortiOS 6.4.9 counts heartbeats was not seen.")
def hb_unsure(mesh: Mesh) -> Iterator[Flaw]:
    """No release is used whose unit of heartbeats is not known for certain."""
    yield from _flaws_of(mesh, "hb-unsure")
    for group, device in mesh.units:
        spec = group.release(device).peers.by_key["hb-interval"]
        if group.states[device].peers and not spec.limit_confirmed and not _has(mesh.warnings, "hb-unsure"):
            message = f"whether FortiOS {group.release(device)} counts heartbeats in {spec.unit} is not confirmed"
            yield Flaw(message=message, devices=(device,))


@rule("edit-0", Level.ERROR, "`edit 0` asks for the next free id: sent again, it adds one more row.", confirmed=True)
def edit_0(mesh: Mesh) -> Iterator[Flaw]:
    """No row has the id 0; in an intent it is refused as invalid, with exit code 65."""
    yield from _flaws_of(mesh, "edit-0")
    for group, device in mesh.units:
        if 0 in group.states[device].peers:
            yield Flaw(message="0 is no id of a row", devices=(device,), path=("peer", 0))


def _flaws_of(mesh: Mesh, rule: str, *, level: Level | None = None) -> Iterator[Flaw]:
    """The problems with the name of the rule; `level` replaces the rule's level, except for warnings."""
    for by_device, own in ((mesh.problems, level), (mesh.warnings, None)):
        for device, problems in by_device.items():
            for problem in (problem for problem in problems if problem.rule == rule):
                yield _flaw(problem, device, own)


def _flaw(problem: Problem, device: str, level: Level | None) -> Flaw:
    return Flaw(
        message=problem.detailed,
        devices=(device,) if device else (),
        place=problem.path,
        position=problem.position,
        level=level,
        confirmed=True if level is Level.ERROR else None,
    )


def _has(warnings: Mapping[str, tuple[Problem, ...]], rule: str) -> bool:
    return any(problem.rule == rule for problems in warnings.values() for problem in problems)
