"""What was observed of one unit, live or in a backup."""

from __future__ import annotations

from dataclasses import dataclass

from fgsp_cli.base import Problem, ReferenceName, SecretState
from fgsp_cli.compare import NOT_COMPARABLE, OwnDefaults, incomparable, spelled_out
from fgsp_cli.fortios import EMPTY, Dialect, Node, Sample, dialect
from fgsp_cli.state import PSKSECRET, DeviceState, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a unit is and holds: from the unit itself or from a backup of it."""

    state: DeviceState
    facts: Facts
    tree: Node = EMPTY
    """The FGSP sections as stored."""
    secret: ReferenceName | None = None
    """The reference by which the unit was sent the secret that it has, where that is proven."""
    problems: tuple[Problem, ...] = ()
    """What is wrong in the text and has a rule of `lint`; only where such texts are accepted."""
    samples: tuple[Sample, Sample] | None = None
    """What the unit said of its sessions at two moments, where it was asked."""

    @property
    def release(self) -> Dialect:
        """The dialect of the unit's own release."""
        return dialect(self.state.fortios)

    @property
    def config(self) -> Node:
        """The stored configuration with the unit's own defaults written into it: what a pre-flight starts from."""
        return spelled_out(self.tree, self.state, self.release)[0]

    @property
    def own_defaults(self) -> OwnDefaults:
        """The defaults that the unit itself states and that differ from our data."""
        return spelled_out(self.tree, self.state, self.release)[1]

    def secret_notes(self, wanted: DeviceState) -> tuple[str, ...]:
        """A note for each secret that the unit has and `wanted` names, and that no run before proves to be that one."""
        running = self.state
        if self.secret:
            known = running.standalone_cluster.with_({PSKSECRET[1]: SecretState.known(self.secret)})
            running = running.with_section(PSKSECRET[0], known)
        return tuple(f"{path}: {NOT_COMPARABLE}" for path in incomparable(running, wanted))
