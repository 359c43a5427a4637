"""Blocks at one release: what an intent gives becomes canonical values, or problems with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from fgsp_cli.base import Position, SecretState
from fgsp_cli.fortios import UNIT_MS, Dialect, Kind, Scalar, Spec, ValueProblem, allowed, neighbours, parse, time_text
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import (
    HEARTBEAT,
    INTERVAL,
    LOST_AFTER,
    MEMBER_ID,
    THRESHOLD,
    Given,
    GivenBlock,
    GivenItem,
    GivenTable,
)
from fgsp_cli.intent.read.spelling import argument, cut, ranges
from fgsp_cli.state import Block, Path, Table, Value, default_block


class Context(NamedTuple):
    """For whom blocks are resolved, and where what is found goes."""

    device: str
    dialect: Dialect
    upgrading: bool
    units: Mapping[str, str]
    """The units in which the releases of the device's cluster count heartbeats, and who does; with several of them a
    raw number is ambiguous."""
    wrong: frozenset[str]
    """The paths of values that have been reported already."""
    findings: Findings
    warnings: Findings


class Resolver:
    """One device at one release; `named` and `positions` grow as blocks are resolved."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._dialect = context.dialect
        self.named: set[Path] = set()
        self.positions: dict[Path, Position] = {}

    def singleton(self, block: GivenBlock) -> Block | None:
        """A section without entries; None if the release lacks it."""
        key = block.attribute.key
        spec = self._dialect.section(key)
        if spec is not None:
            return self.block(block, spec, (key,))
        for item in block.values.values():
            self._lacking(item)
        return None

    def row(self, block: GivenBlock, number: int, position: Position, *, named_id: bool) -> Block:
        """A peer row at a release, from what the intent gives."""
        spec = self._dialect.peers
        path = ("peer", number)
        self.positions[path] = position
        given = block.scalar(spec.entry_key)
        if named_id and given is not None:
            self._name((*path, spec.entry_key), given.position)
        heartbeat = block.values.get(HEARTBEAT)
        resolved = self.block(block.without((HEARTBEAT, spec.entry_key)), spec, path)
        if isinstance(heartbeat, GivenBlock):
            return resolved.with_(self._heartbeat(heartbeat, spec, path))
        self._check_raw(block, resolved)
        return resolved

    def block(self, block: GivenBlock, spec: Spec, path: Path) -> Block:
        """The values of a section, an object or an entry, defaults filled in."""
        children = spec.by_key
        values: dict[str, Value] = {}
        for key, item in block.values.items():
            child = children.get(key)
            if child is None:
                self._lacking(item)
            else:
                values[key] = self._item(item, child, (*path, key))
        return default_block(spec).with_(values)

    def _item(self, item: GivenItem, spec: Spec, path: Path) -> Value:
        match item:
            case Given():
                self._name(path, item.position)
                return self._scalar(item, spec)
            case GivenBlock():
                self.positions[path] = item.position
                return self.block(item, spec, path)
            case GivenTable():
                return self._table(item, spec, path)

    def _table(self, table: GivenTable, spec: Spec, path: Path) -> Table:
        self.positions[path] = table.position
        if not table.entries:
            self.named.add(path)
        rows: dict[int, Block] = {}
        for number, entry in table.entries.items():
            self.positions[(*path, number)] = entry.position
            self._name((*path, number, spec.entry_key), entry.position)
            rows[number] = self.block(entry, spec, (*path, number))
        return Table(rows)

    def _name(self, path: Path, position: Position) -> None:
        self.named.add(path)
        self.positions[path] = position

    def _scalar(self, given: Given, spec: Spec) -> Value:
        if given.wrong or given.path in self._context.wrong:
            return cast(Scalar, spec.default)
        self._warn_unconfirmed(given, spec)
        try:
            return value_of(given, spec)
        except ValueProblem as problem:
            report(given, problem, self._context.findings, on=str(self._dialect), device=self._context.device)
            return cast(Scalar, spec.default)

    def _lacking(self, item: GivenItem) -> None:
        """An argument that the release does not have."""
        message = f"FortiOS {self._dialect} has no `{item.name}`"
        context = self._context
        if context.upgrading and item.shared:
            message += "; left out there while `upgrading`"
            context.warnings.add(message, item.key_position, item.path, device=context.device, rule="attr-version")
            return
        allowed_in = f"FortiOS {item.attribute.spans}"
        of_member = isinstance(item, Given) and item.place == MEMBER_ID and "/members/" in item.path
        hint = "give the member's number as `number` instead" if of_member else ""
        context.findings.add(
            message,
            item.key_position,
            item.path,
            allowed=allowed_in,
            hint=hint,
            device=context.device,
            rule="attr-version",
        )

    def _heartbeat(self, heartbeat: GivenBlock, spec: Spec, path: Path) -> dict[str, Value]:
        """Both times in the release's own unit: exactly, or not at all [facts/fgsp.md#2, traps 3 and 4]."""
        interval, lost_after = heartbeat.scalar("interval"), heartbeat.scalar(LOST_AFTER)
        if interval is None or lost_after is None or interval.wrong or lost_after.wrong:
            return {}  # reported when the file was read
        children = spec.by_key
        every, count = children[INTERVAL], children[THRESHOLD]
        self._name((*path, INTERVAL), interval.position)
        self._name((*path, THRESHOLD), lost_after.position)
        time, silence = int(interval.words[0]), int(lost_after.words[0])
        self._warn_unconfirmed(interval, every)
        if not _whole(time, every.unit_ms, every.minimum, every.maximum):
            self._inexact(interval, time, neighbours(every, time), f"FortiOS {self._dialect} counts {allowed(every)}")
            return {}
        if not _whole(silence, time, count.minimum, count.maximum):
            low = min(max(silence // time, count.minimum), count.maximum - 1)
            rule = f"{allowed(count)} intervals of {time_text(time)} on FortiOS {self._dialect}"
            self._inexact(lost_after, silence, (low * time, (low + 1) * time), rule)
            return {}
        return {INTERVAL: time, THRESHOLD: silence // time}

    def _inexact(self, given: Given, time: int, near: Iterable[int], rule: str) -> None:
        nearest = " and ".join(time_text(each) for each in near)
        message = f"{time_text(time)} cannot be expressed exactly; the nearest that can be are {nearest}"
        context = self._context
        context.findings.add(message, given.position, given.path, allowed=rule, device=context.device, rule="hb-range")

    def _check_raw(self, block: GivenBlock, resolved: Block) -> None:
        """Raw numbers: a problem where they mean several times, a warning where the unit is not the second."""
        raw = [given for key in (INTERVAL, THRESHOLD) if (given := block.scalar(key)) is not None]
        spec = self._dialect.peers.by_key[INTERVAL]
        if not raw or any(given.wrong or given.path in self._context.wrong for given in raw):
            return
        context = self._context
        if len(context.units) > 1:
            who = "; ".join(f"{_UNIT_NAMES.get(unit, unit)} on {device}" for unit, device in context.units.items())
            for given in raw:
                message = f"a raw number means different times here: {who}"
                context.findings.add(
                    message, given.position, given.path, found=given.words[0], hint=_SCALES, rule="hb-raw"
                )
        elif spec.unit_ms != UNIT_MS["s"]:
            time, count = resolved.number(INTERVAL), resolved.number(THRESHOLD)
            message = (
                f"means a heartbeat every {time_text(time)}, lost after {time_text(time * count)}, on FortiOS "
                f"{self._dialect}; `heartbeat` says it as times"
            )
            context.warnings.add(message, raw[0].position, raw[0].path, device=context.device, rule="hb-raw")

    def _warn_unconfirmed(self, given: Given, spec: Spec) -> None:
        """Where the data is not sure of the unit, its reading is taken and the other one named."""
        if spec.limit_confirmed:
            return
        name = argument(spec.key)
        message = f"what FortiOS {self._dialect} makes of {name} is not confirmed; taken to be {allowed(spec)}"
        hint = f"known: {ranges(given.attribute)}"
        rule = "hb-unsure" if spec.key in (INTERVAL, THRESHOLD) else ""
        device = self._context.device
        self._context.warnings.add(message, given.position, given.path, hint=hint, device=device, rule=rule)


_UNIT_NAMES = {"s": "seconds", "100ms": "100 ms"}
_SCALES = (
    "use heartbeat: {interval: ..., lost_after: ...}; of all intervals only 1 s and 2 s exist on both scales, that of "
    "seconds and that of 100 ms"
)


def value_of(given: Given, spec: Spec) -> Value:
    """The canonical value; ValueProblem if it is none at that release."""
    if spec.kind is Kind.NAMES and not given.words:
        return ()
    return SecretState.known(given.secret.name) if given.secret is not None else parse(spec, given.words)


def report(given: Given, problem: ValueProblem, findings: Findings, *, on: str = "", device: str = "") -> None:
    """Say what is wrong with a value, on one release or on all of them."""
    every = ranges(given.attribute)
    allowed_text = every or problem.allowed
    hint = ""
    if on:
        allowed_text = f"{problem.allowed} on FortiOS {on}"
        hint = every if len(given.attribute.limits) > 1 else ""
    position = given.position
    if problem.word in given.words and len(given.parts) == len(given.words):
        position = given.parts[given.words.index(problem.word)]
    shown = "" if spec_is_secret(given) else cut(problem.word or " ".join(given.words))
    rule = rule_of(given.attribute.key) if on else ""
    findings.add(
        problem.message, position, given.path, found=shown, allowed=allowed_text, hint=hint, device=device, rule=rule
    )


def rule_of(key: str) -> str:
    """The rule of `lint` about values that a release does not take."""
    return "hb-range" if key in (INTERVAL, THRESHOLD) else "value-range"


def spec_is_secret(given: Given) -> bool:
    """Whether no message may show the value."""
    return given.attribute.kind is Kind.SECRET


def _whole(time: int, unit: int, least: int, most: int) -> bool:
    count, rest = divmod(time, unit)
    return not rest and least <= count <= most
