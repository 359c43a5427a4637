"""Running the command line inside the test's own process, and an intent to run it on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

EDGE = """\
clusters:
  edge:
    fortios: 7.4.4
    standalone_cluster: {standalone_group_id: 7}
    ha: {session_pickup: enable}
    cluster_sync:
      heartbeat: {interval: 1s, lost_after: 6s}
    members:
      fgt-a: {group_member_id: 0, peerip: 10.10.10.1}
      fgt-b: {group_member_id: 1, peerip: 10.10.10.2, fortios: 7.0.12}
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command line."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, object]:
        """Stdout as the JSON object that it is."""
        document: dict[str, object] = json.loads(self.out)
        return document


Fgsp = Callable[..., Ran]


def program(*arguments: str | Path) -> list[str]:
    """The command line that runs the program in a process of its own."""
    return [sys.executable, "-m", "fgsp_cli", *(str(argument) for argument in arguments)]
