"""What is not established about FortiOS, as settings; the first choice of each is the default
[facts/cli-behaviour.md#9].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OffSwitch = Literal["keeps", "hides", "forgets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How a unit behaves where its behaviour is not published."""

    nested_saves: Literal["next", "end"] = "next"
    """When a row of a table inside an object (`cluster-peer`) is saved: at its own `next` or `delete`, or only at the
    `end` of the object, and lost when that is refused or answered `n`."""
    reencrypt: bool = False
    """Whether every display of a secret gives another `ENC` text: older releases do, 8.0.0 does not [confirmed]."""
    out_of_range_code: int = -651
    """The code for an integer out of range: -651 or -1."""
    missing_key: Literal["refuse", "ignore"] = "refuse"
    """What `delete` says to a key that is not there."""
    duplicate_peer: Literal["accept", "refuse"] = "accept"
    """What `next` says to a second row with the same `peerip`, `peervd` and filter."""
    peer_without_address: Literal["accept", "refuse"] = "accept"
    """What `next` says to a row without `peerip`."""
    second_edit_zero: Literal["new", "again"] = "new"
    """Whether a second `edit 0` before the table is left makes another entry or opens the one just made."""
    after_no: str = ""
    """What is printed when the question at `end` is answered with no."""
    no_means: Literal["discard", "stay"] = "discard"
    """What no does: the change is dropped and the level left, or nothing happens and the level stays open. At `commit`:
    the transaction is dropped, or it stays open."""
    transaction_asks: Literal["end", "commit", "never"] = "end"
    """When a change of the ids is asked about inside a transaction."""
    off_switch: OffSwitch = "keeps"
    """What `session-pickup disable` and `encryption disable` do to the attributes that depend on them: nothing; they
    are neither known nor shown while it is off; or they go back to their defaults too."""
    lock_noticed: Literal["saving", "opening"] = "saving"
    """When a line is refused because a transaction holds the object: when the change is saved, or when it is opened."""
    staged_shown: bool = True
    """Whether `show` and `get` inside a transaction show what has been staged in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a login may do."""

    read_only: bool = False
    vdom: str | None = None
    """The only VDOM of the login: it starts in there and knows nothing global."""
    refuses: Literal["config", "write"] = "config"
    """Where a read-only login is stopped: at `config`, whose table it does not know [confirmed for other tables], or at
    the first line that would change something [not established]."""
