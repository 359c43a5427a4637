"""Changes -> the changes that take them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fgsp_cli.base import SecretState
from fgsp_cli.fortios import Dialect, is_default
from fgsp_cli.state import Action, Change, spec_at


def reverse(changes: Iterable[Change], release: Dialect) -> tuple[Change, ...]:
    """The changes that lead back; those of `irreversible` are left out.

    A value that was the default is unset and not set: the unit did not show it, so it was the unit's own default,
    whatever the data takes that to be.
    """
    return tuple(_reversed(change, release) for change in changes if not _lost(change))


def irreversible(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that nothing takes back: only that a secret was there is known [architecture.md#secrets]."""
    return tuple(change for change in changes if _lost(change))


def _lost(change: Change) -> bool:
    return isinstance(change.running, SecretState) and change.running.reference is None


def _reversed(change: Change, release: Dialect) -> Change:
    return replace(change, action=_verb(change, release), intended=change.running, running=change.intended)


def _verb(change: Change, release: Dialect) -> Action:
    if change.action is Action.CREATE:
        return Action.DELETE
    if change.action is Action.DELETE:
        return Action.CREATE
    spec = spec_at(change.path, release)
    return Action.UNSET if spec is not None and is_default(spec, change.running) else Action.SET
