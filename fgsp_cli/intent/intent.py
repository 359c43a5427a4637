"""`load_intent`, and what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from fgsp_cli.base import (
    IntentError,
    Problem,
    Secret,
    SecretRef,
    UsageError,
    YamlNode,
    load,
    load_file,
    matches,
    meant,
    several,
    some_of,
)
from fgsp_cli.fortios import Dialect, Release, Schema, dialect, schema
from fgsp_cli.intent.compile import Chosen, Compiled, Leaving, Releases, check_values, compile_devices, units_of
from fgsp_cli.intent.device import DeviceIntent, Presence
from fgsp_cli.intent.read.file import read
from fgsp_cli.intent.read.findings import Findings, in_order
from fgsp_cli.intent.read.intent_paths import intent_files
from fgsp_cli.intent.releases import NoRelease, dialects
from fgsp_cli.state import DeviceState

FortiOS = str | Release | Mapping[str, str | Release] | None
"""For whom states are wanted: None for the releases of the file, one for all devices, or some devices' own."""


class Examined(NamedTuple):
    """What an intent wants at some releases, with its errors and warnings there."""

    states: Mapping[str, DeviceState]
    """A value that is wrong stands at its default; a branch whose releases differ has no state."""
    leaving: Mapping[str, tuple[Leaving, ...]]
    problems: tuple[Problem, ...]
    """Each has a rule of `lint`."""
    warnings: tuple[Problem, ...]


class _Done(NamedTuple):
    """What came of the devices at some releases."""

    compiled: Compiled
    findings: Findings
    warnings: Findings


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What should be, from one file or several: checked, and ready to become states."""

    source: str
    """The file as the user named it; of several the first, and how many more. Runs are kept beside it."""
    devices: Mapping[str, DeviceIntent]
    """The devices, in the order of the file."""
    literals: Mapping[str, Secret]
    """The secrets that stand in the file itself; states know the one at PATH as `${intent:PATH}`."""
    notes: tuple[Problem, ...] = ()
    """Warnings that hold at whatever release."""
    everyone: Mapping[str, DeviceIntent]
    """The devices and all other members of their clusters."""
    _done: dict[object, _Done] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def clusters(self) -> Mapping[str, tuple[str, ...]]:
        """The names of each cluster's members, in the order of the file."""
        clusters: dict[str, list[str]] = {}
        for device in self.devices.values():
            if device.cluster is not None:
                clusters.setdefault(device.cluster, []).append(device.name)
        return MappingProxyType({cluster: tuple(names) for cluster, names in clusters.items()})

    @property
    def references(self) -> tuple[SecretRef, ...]:
        """The references to secrets that stand in the file."""
        return tuple(reference for device in self.everyone.values() for reference in device.references)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings at the releases of the file; devices that it gives none are passed over."""
        return self.warnings_for({})

    def states(self, fortios: FortiOS = None) -> Mapping[str, DeviceState]:
        """The wanted state of each device, at the releases of the file, at one for all, or at the devices' own.

        A device that is offline has the state that it should have; one that is absent has no rows and names nothing.
        IntentError with every problem of the file at these releases. A device without a release is one,
        except that a mapping may leave out devices that are not present. UsageError if `fortios` is no release.
        """
        return self._wanted(fortios).states

    def leaving(self, fortios: FortiOS = None) -> Mapping[str, tuple[Leaving, ...]]:
        """Of each device the rows that are to be deleted, because a member at one of their ends is absent."""
        return self._wanted(fortios).leaving

    def warnings_for(self, fortios: FortiOS) -> tuple[Problem, ...]:
        """The warnings at these releases; none of them stops anything."""
        return in_order((*self.notes, *self._compiled(fortios).warnings.problems()))

    def examined(self, fortios: FortiOS = None) -> Examined:
        """As `states`, but a problem with a rule of `lint` is returned and not raised."""
        missing = Findings()
        self._check_release_known(fortios, missing)
        done = self._compiled(fortios)
        problems = done.findings.problems()
        if missing or not all(problem.rule for problem in problems):
            raise IntentError(in_order((*missing.problems(), *problems)))
        warnings = in_order((*self.notes, *done.warnings.problems()))
        return Examined(done.compiled.states, done.compiled.leaving, problems, warnings)

    def only(self, patterns: Iterable[str]) -> Intent:
        """Just the devices that a name or a glob, of a cluster or a device, stands for; UsageError if one has none."""
        wanted: set[str] = set()
        for pattern in several("patterns", patterns):
            matching = {device.name for device in self.devices.values() if _stands_for(pattern, device)}
            if not matching:
                raise UsageError(f"the intent has no cluster and no device {pattern!r}", hint=self._known(pattern))
            wanted |= matching
        kept = {name: device for name, device in self.devices.items() if name in wanted}
        clusters = {device.cluster for device in kept.values()} - {None}
        near = {name: each for name, each in self.everyone.items() if name in kept or each.cluster in clusters}
        return replace(self, devices=MappingProxyType(kept), everyone=MappingProxyType(near))

    def without(self, names: Iterable[str]) -> Intent:
        """The same with these devices offline for once, those that leave aside; UsageError for an unknown name."""
        offline = dict(self.everyone)
        for name in several("names", names):
            if name not in self.devices:
                raise UsageError(f"the intent has no device {name!r}", hint=self._known(name))
            if offline[name].status is Presence.PRESENT:
                offline[name] = replace(offline[name], status=Presence.OFFLINE)
        kept = {name: offline[name] for name in self.devices}
        return replace(self, devices=MappingProxyType(kept), everyone=MappingProxyType(offline))

    def _known(self, name: str) -> str:
        return meant(name, (*self.clusters, *self.devices)) or f"it has {some_of((*self.clusters, *self.devices))}"

    def _wanted(self, fortios: FortiOS) -> Compiled:
        missing = Findings()
        self._check_release_known(fortios, missing)
        done = self._compiled(fortios)
        if missing or done.findings:
            raise IntentError(in_order((*missing.problems(), *done.findings.problems())))
        return done.compiled

    def _compiled(self, fortios: FortiOS) -> _Done:
        own = tuple(sorted(fortios.items())) or None if isinstance(fortios, Mapping) else fortios
        key = (schema(), own)
        if key not in self._done:
            self._done[key] = self._compile(fortios, frozenset())
        return self._done[key]

    def _compile(self, fortios: FortiOS, wrong: frozenset[str]) -> _Done:
        findings, warnings = Findings(), Findings()
        releases = self._releases(fortios, findings)
        units = units_of(self.everyone.values(), releases)
        every = self.devices.values()
        compiled = compile_devices(every, releases, units, findings=findings, warnings=warnings, wrong=wrong)
        return _Done(compiled, findings, warnings)

    def _releases(self, fortios: FortiOS, findings: Findings) -> Releases:
        given = _given(fortios, self.everyone)
        chosen: dict[str, Chosen] = {}
        for name, device in self.everyone.items():
            if name in given:
                chosen[name] = Chosen(given[name], None)
            elif device.release is not None:
                text = device.release
                try:
                    chosen[name] = Chosen(dialects(text.text), text)
                except NoRelease as problem:
                    if name in self.devices:
                        allowed = problem.allowed
                        findings.add(problem.message, text.position, text.path, found=text.text, allowed=allowed)
        return chosen

    def _check_release_known(self, fortios: FortiOS, findings: Findings) -> None:
        for device in self.devices.values():
            if device.release is not None or isinstance(fortios, str | Release):
                continue
            away = isinstance(fortios, Mapping) and device.status is not Presence.PRESENT
            if not away and (fortios is None or device.name not in fortios):
                hint = "give it `fortios`, or the command --fortios"
                findings.add("has no FortiOS release", device.position, device.path, hint=hint)


def _stands_for(pattern: str, device: DeviceIntent) -> bool:
    return matches(pattern, device.name, device.cluster)


def _given(fortios: FortiOS, devices: Iterable[str]) -> dict[str, tuple[Dialect, ...]]:
    """The releases that the caller gives; UsageError if one is none."""
    wanted = fortios if isinstance(fortios, Mapping) else dict.fromkeys(devices, fortios)
    given = {}
    for name, release in wanted.items():
        try:
            if release is not None:
                given[name] = dialects(release)
        except NoRelease as problem:
            raise UsageError(f"{release} {problem.message}", hint=f"allowed: {problem.allowed}") from None
    return given


def load_intent(path: Path | str, *more: Path | str, fortios: FortiOS = None) -> Intent:
    """The intent of files, of the YAML files of folders and of globs, merged: a device or cluster is in one file only.

    IntentError with every problem in them that does not depend on a release.

    Whether its releases know what it names is found out by `Intent.states`. If the file is wrong anyway, what is wrong
    at its releases, or at `fortios` in their place, is reported at once.
    """
    problems: list[Problem] = []
    files = intent_files((path, *more))
    roots = [load_file(file, error=IntentError, collect=problems) for file in files]
    others = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return _intent(roots, problems, f"{files[0]}{others}", fortios)


def parse_intent(text: str | bytes, source: str = "intent", *, fortios: FortiOS = None) -> Intent:
    """The intent of a text; `source` names it in messages. Otherwise as `load_intent`."""
    problems: list[Problem] = []
    root = load(text, source, error=IntentError, collect=problems)
    return _intent([root], problems, source, fortios)


def _intent(roots: Sequence[YamlNode], problems: list[Problem], source: str, fortios: FortiOS) -> Intent:
    """The intent of trees; `problems` is what was wrong with them as YAML."""
    findings, warnings = Findings(), Findings()
    content = read(roots, findings, warnings)
    devices = MappingProxyType(content.devices)
    literals = MappingProxyType(content.literals)
    intent = Intent(source=source, devices=devices, literals=literals, notes=warnings.problems(), everyone=devices)
    releases = intent._releases(fortios, Findings())  # noqa: SLF001
    wrong = check_values(content.leaves, _candidates(releases), findings)
    if findings or problems:
        at_releases = intent._compile(fortios, wrong).findings  # noqa: SLF001
        places = {problem.position for problem in problems}
        ours = (*findings.problems(), *at_releases.problems())
        raise IntentError(in_order((*problems, *(problem for problem in ours if problem.position not in places))))
    return intent


def _candidates(releases: Releases) -> Iterable[Dialect]:
    """Releases to try a value at: those of the file first, as they are needed anyway, then all that can differ."""
    yield from dict.fromkeys(each for some in releases.values() for each in some.dialects)
    data: Schema = schema()
    for release in reversed(data.turning_points()):
        yield dialect(release)
