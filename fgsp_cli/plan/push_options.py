"""What a push may do and what it must not, as one value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from fgsp_cli.base import SecretRef, UsageError, at_least, one_of, several

Mode = Literal["auto", "workspace", "direct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushOptions:
    """The options of `push`, and those of `plan`, which is a push up to the point where it would change something."""

    limit: tuple[str, ...] = ()
    """Names or globs of clusters and devices; nothing means all."""
    without: tuple[str, ...] = ()
    """Members that are not contacted this time: as if they were `state: offline`."""
    prune: bool = False
    """Delete the rows that the intent does not name."""
    renumber: bool = False
    """Give rows the ids that the intent names, even if running ones must move for that."""
    allow_disruptive: bool = False
    """Make changes that may affect traffic."""
    allow_unseen_release: bool = False
    """Write to a release that the data does not know."""
    allow_config_sync: bool = False
    """Write although `standalone-config-sync` may overwrite it."""
    allow_untested_platform: bool = False
    """Write to a FortiGate-6000 or 7000."""
    cfg_save: bool = False
    """Save at the end on units that do not save by themselves."""
    rotate_psk: bool = False
    """Send the `psksecret` to units that have one already."""
    transaction: Mode = "auto"
    """How a cluster is changed: in configuration transactions where they can be had, only so, or without them."""
    old_psk: SecretRef | None = None
    """The secret before the rotation: without it a rotation cannot be undone."""
    strict_facts: bool = False
    """Let unconfirmed facts about FortiOS refuse, not only warn."""
    run_dir: Path | None = None
    """Where run folders are made; default: `.fgsp/runs` beside the intent."""
    workers: int | None = None
    """Clusters at work at the same time; default: what suits the machine."""
    canary: int | None = None
    """So many clusters are changed first; the others only if nothing went wrong with them."""
    batch: int | None = None
    """So many clusters at a time, with a check of their health before the next ones."""
    max_failures: int | None = None
    """Begin no more clusters once so many have failed; default: 1 with `canary` or `batch`, else there is no limit."""
    health_seconds: float = 60.0
    """How long the members of a changed cluster may take to see their peers again, where there are batches."""
    reconnect_seconds: float = 60.0
    """How long to try to reach a unit again that was lost with something half-done."""
    settle_seconds: float = 2.0
    """How long to read a unit again that does not hold what it should: it may show a commit late."""

    def __post_init__(self) -> None:
        for name in ("limit", "without"):
            several(name, getattr(self, name))
        one_of("transaction", self.transaction, get_args(Mode))
        for flag in (each.name for each in fields(self) if isinstance(each.default, bool)):
            if not isinstance(getattr(self, flag), bool):
                raise UsageError(f"{flag}: {getattr(self, flag)!r} is neither True nor False")
        if not isinstance(self.old_psk, SecretRef | None):
            raise UsageError("old_psk: only a reference names a secret", hint="SecretRef.parse makes one of a text")
        for count in ("workers", "canary", "batch", "max_failures"):
            at_least(count, getattr(self, count), 1)
        for seconds in ("health_seconds", "reconnect_seconds", "settle_seconds"):
            at_least(seconds, getattr(self, seconds), 0)

    @property
    def in_waves(self) -> bool:
        """Whether some clusters wait for how others fare."""
        return self.canary is not None or self.batch is not None
