"""What is not established about FortiOS beside the commands that configure [facts/cli-behaviour.md#9]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

STANDALONE_PEERS = """\
Group={group}, ID={member}
Detected-peers={detected}
Kernel standalone-peers: num={detected}.
{peers}Kernel standalone dev_base:
        standalone_id={member}:
                phyindex=0: mac=00:09:0f:09:00:00, linkfail=1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How a unit behaves where its behaviour is not published: the first choice is the default of each."""

    exec_channel: bool = True
    """Whether `ssh host COMMAND` is answered: measured on 8.0.0 only [facts/cli-behaviour.md#1.6a]."""
    exec_pages: bool = False
    """Whether an exec channel pages too, when the console says `more`."""
    channels: int | None = None
    """How many channels one connection may have open at once; None: any number."""
    connections: int | None = None
    """How many connections may be open at once; None: any number."""
    max_rows: int | None = None
    """The largest height of a terminal that the pager honours; None: whatever the client says."""
    other_key_declines: bool = True
    """Whether any key but `y` answers a question with no; else only `y` and `n` are heard."""
    echo_ahead: Literal["in order", "at once"] = "in order"
    """Where lines sent ahead are echoed: each when it is read, or all of them the moment they arrive."""
    echo: Literal["plain", "wrapped", "redrawn"] = "plain"
    """How a typed line is echoed: byte for byte; broken at the terminal's width; or drawn anew with backspaces."""
    echo_end: Literal["cr cr lf", "cr lf"] = "cr cr lf"
    """What Enter is echoed as [the first confirmed, the second seen behind other servers]."""
    pieces: int | None = None
    """The most bytes that are sent together; None: as many as there are."""
    greeting: str = ""
    """A text in front of the first prompt, which nothing has to dismiss; it may hold colours."""
    notice: str = ""
    """A line without a command, printed with a new prompt behind every fifth answer."""
    transactions: Literal["work", "refused", "ignored"] = "work"
    """What `execute config-transaction` does: its work; no more than saying `start_text`, in words that no list of
    errors has; or nothing at all, so that the lines behind it take effect at once."""
    start_text: str | None = None
    """What `execute config-transaction start` prints; None: as one VM does, `config transaction (id=1) started`."""
    commit_text: str = ""
    """What `commit` prints, and the next one what `abort` does."""
    abort_text: str = ""
    commit: Literal["works", "ignored"] = "works"
    """What `commit` does: make what was staged hold, or nothing, in the same words: the transaction stays open."""
    commit_seconds: float = 0.0
    """How long after `commit` others see what it made."""
    abort: Literal["works", "refused"] = "works"
    """What `abort` does: drop the transaction, or refuse and keep it until its time is up."""
    transaction_of: Literal["session", "administrator"] = "session"
    """What a transaction is bound to: the session that started it, or its administrator, whose other sessions are in
    it too from their login on."""
    staged_visible: bool = False
    """Whether `show` and `get` of other sessions print what a transaction has staged."""
    start_in_global: bool = True
    """Whether `start` is known inside `config global` too."""
    resume: Literal["session", "refused"] = "session"
    """What `execute config-transaction resume ID` of 8.0.0 does: bring the session into that transaction, or refuse."""
    save_text: str | None = None
    """What `execute cfg save` prints; None: as a 6.0 does, `config saved.` or `no config to be saved.`."""
    routes_healthy: bool = True
    """Whether every prefix of `monitor-prefix` has its route."""
    peers_listed: Literal["seen", "configured"] = "seen"
    """Which peers the session synchronisation's own lists hold: those that answer, or every row."""
    standalone_peers: str = STANDALONE_PEERS
    """What `diagnose sys ha standalone-peers` prints, with `{group}`, `{member}`, `{detected}` and `{peers}` (a few
    lines for each peer); only the field `Detected-peers=N` is established [facts/cli-behaviour.md#6.2]."""
