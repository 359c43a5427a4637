"""Secrets that two states have and that nothing proves equal: present on both sides, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fgsp_cli.base import SecretState
from fgsp_cli.compare.row_matching import pair
from fgsp_cli.compare.unknown_settings import common_secrets
from fgsp_cli.fortios import dialect
from fgsp_cli.state import SECTIONS, Block, DeviceState, Path, Table, Value, path_text

NOT_COMPARABLE = "present, cannot be compared"


def incomparable(before: DeviceState, after: DeviceState) -> tuple[str, ...]:
    """The paths of the secrets, in the words of the second state's release.

    Two secrets are comparable where an equal `ENC` text or an equal reference proves it. A masked one, a
    removed one and one that was encrypted anew prove nothing.
    """
    rows = {first: second for second, first in pair(before.peers, after).pairs.items()}
    states, releases = (before, after), (dialect(before.fortios), dialect(after.fortios))
    known = ((key, before.section(key), after.section(key)) for key in SECTIONS)
    pairs = [
        *(each for key, one, other in known for each in _secrets(one, other, (key,), rows)),
        *common_secrets(states, releases, rows),
    ]
    return tuple(path_text(path, releases[1]) for path, one, other in pairs if not one.is_proven_equal(other))


def _secrets(
    one: Value, other: Value, path: Path, rows: Mapping[int, int]
) -> Iterator[tuple[Path, SecretState, SecretState]]:
    """The secrets that both values hold at one path; `rows` says which peer row is which."""
    if isinstance(one, SecretState) and isinstance(other, SecretState):
        yield path, one, other
    elif isinstance(one, Block | Table) and isinstance(other, Block | Table):
        for step, inner in one.items():
            there = rows.get(step, step) if path == ("peer",) and isinstance(step, int) else step
            if (match := dict(other.items()).get(there)) is not None:
                yield from _secrets(inner, match, (*path, there), rows)
