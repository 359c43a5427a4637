"""Two states -> the changes that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from fgsp_cli.compare.effects import effect_of_entry, effect_of_value, has_peer
from fgsp_cli.compare.row_matching import recognised
from fgsp_cli.fortios import Dialect, Kind, Spec, dialect, is_default
from fgsp_cli.state import (
    NO_PEER,
    SECTIONS,
    Action,
    Block,
    Change,
    DeviceState,
    Path,
    Table,
    Value,
    covered,
    default_value,
    explicit_part,
    spec_at,
)


def compare(
    running: DeviceState,
    wanted: DeviceState,
    by_identity: bool = True,  # noqa: FBT001, FBT002 - the promised signature
    *,
    is_peer: bool = False,
) -> tuple[Change, ...]:
    """Every change that makes `wanted` of `running`, deletions included, in a fixed order.

    Where an intent speaks (`wanted.named` is not None), a singleton's unnamed attributes and an unnamed secret are left
    alone; rows are wholly owned. A state read from text is complete: everything counts, secrets too. What this program
    never writes is no change. `by_identity` pairs rows by whom they lead to, and differing ids are no change; without
    it, rows pair by id only. `is_peer` says that another unit has a row to this one, which weighs on its ids.
    """
    target = recognised(running, wanted) if by_identity else wanted
    comparison = _Comparison(
        running=running,
        wanted=target,
        release=dialect(wanted.fortios),
        in_service=is_peer or has_peer(iter(running.peers.values())),
    )
    return tuple(comparison.changes())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    """One comparison of two states whose rows have the same ids."""

    running: DeviceState
    wanted: DeviceState
    release: Dialect
    in_service: bool

    def changes(self) -> Iterator[Change]:
        """The changes, section by section, attributes in the unit's own order, rows by id."""
        for key in SECTIONS:
            spec = self.release.section(key)
            if key == "peer":
                yield from self.table(self.running.peers, self.wanted.peers, self.release.peers, ("peer",))
                continue
            there = cast(Block, self.running.section(key))
            if spec is not None:
                yield from self.block(there, cast(Block, self.wanted.section(key)), spec, (key,))
            yield from self.lost(there, spec, (key,))

    def block(self, there: Block, wanted: Block, spec: Spec, path: Path) -> Iterator[Change]:
        """The changes of an object or an entry. What only the wanted release has counts as unset at the other."""
        for child in spec.children.values():
            if not child.writable or child.path == ("peer",) or not self.managed(child, (*path, child.key)):
                continue
            default = default_value(child)
            running = there.get(child.key, default)
            yield from self.value(running, wanted.get(child.key, default), child, (*path, child.key))

    def lost(self, there: Block, spec: Spec | None, path: Path) -> Iterator[Change]:
        """What is set where the wanted release has no such attribute: only between two releases."""
        known = spec.by_key if spec else {}
        for key in there.keys() - known.keys():
            old = spec_at((*path, key), dialect(self.running.fortios))
            if old is not None and old.writable and self.managed(old, (*path, key)):
                yield from self.value(there[key], default_value(old), old, (*path, key))

    def value(self, there: Value, wanted: Value, spec: Spec, path: Path) -> Iterator[Change]:
        """The changes at one attribute."""
        if spec.kind is Kind.TABLE:
            yield from self.table(cast(Table, there), cast(Table, wanted), spec, path)
        elif spec.kind.nested:
            yield from self.block(cast(Block, there), cast(Block, wanted), spec, path)
        elif there != wanted:
            yield Change(
                path=path,
                action=self.verb(spec, wanted, path),
                effect=effect_of_value(path, self.release, there, wanted, in_service=self.in_service),
                intended=wanted,
                running=there,
                position=self.wanted.position(path),
            )

    def table(self, there: Table, wanted: Table, spec: Spec, path: Path) -> Iterator[Change]:
        """The changes of a table: entries that go, come, or differ."""
        for number in sorted(there.keys() | wanted.keys()):
            below = (*path, number)
            if number not in wanted:
                yield self.entry(below, Action.DELETE, there[number], spec)
            elif number not in there:
                yield self.entry(below, Action.CREATE, wanted[number], spec)
            else:
                yield from self.block(there[number], wanted[number], spec, below)
                yield from self.lost(there[number], spec, below)

    def entry(self, path: Path, action: Action, entry: Block, spec: Spec) -> Change:
        """An entry that comes or goes as a whole: one change."""
        owner = self.wanted if action is Action.CREATE else self.running
        value = explicit_part(entry, spec, path, owner.named)
        again = len(path) == 2 and action is Action.CREATE and self.replaces(entry)
        return Change(
            path=path,
            action=action,
            effect=effect_of_entry(path, action, entry, self.release, again=again),
            intended=value if action is Action.CREATE else None,
            running=value if action is Action.DELETE else None,
            position=self.wanted.position(path) if action is Action.CREATE else None,
        )

    def replaces(self, row: Block) -> bool:
        """Whether a running row to the same address goes."""
        removed = self.running.peers.keys() - self.wanted.peers.keys()
        addresses = {self.running.peers[number]["peerip"] for number in removed}
        return row["peerip"] != NO_PEER and row["peerip"] in addresses

    def managed(self, spec: Spec, path: Path) -> bool:
        """Whether the wanted state has a say in it."""
        named = self.wanted.named
        if named is None:
            return True
        if path[0] == "peer":
            return spec.kind is not Kind.SECRET or _mentioned(path, named)
        return len(path) > 2 or _mentioned(path, named)

    def verb(self, spec: Spec, wanted: Value, path: Path) -> Action:
        """`unset` where there is nothing to set, or where the default is wanted because no value is named.

        An argument left out means `that release's default`, and a backup that does not show an attribute means the
        unit's own default; `unset` says exactly that, even where the data's default is unconfirmed. A default that
        an intent spells out is set, for the same reason.
        """
        if not is_default(spec, wanted):
            return Action.SET
        empty = wanted in ((), "", None)
        return Action.UNSET if empty or not covered(path, self.wanted.named) else Action.SET


def _mentioned(path: Path, named: frozenset[Path]) -> bool:
    """Whether the path, what it is part of, or something inside it is named."""
    return covered(path, named) or any(other[: len(path)] == path for other in named)
