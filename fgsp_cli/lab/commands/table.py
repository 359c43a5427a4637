"""The commands beside the configuration ones, and where each is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fgsp_cli.fortios import Spans
from fgsp_cli.lab.commands import batch, transaction_verbs
from fgsp_cli.lab.commands.clock import current_date, current_time
from fgsp_cli.lab.commands.ha import ha_status
from fgsp_cli.lab.commands.objects import get_object, show_full
from fgsp_cli.lab.commands.request import Request
from fgsp_cli.lab.commands.saving import reload_configuration, save_configuration
from fgsp_cli.lab.commands.session_sync import daemon_context, daemon_peers, fgsp_zone, session_sync, standalone_peers
from fgsp_cli.lab.commands.system_status import system_status
from fgsp_cli.lab.commands.vdoms import vd_list
from fgsp_cli.lab.settings import PATHS
from fgsp_cli.lab.typed_words import abbreviates

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_ALWAYS = Spans.of([["0.0.0", None]])
_FROM_8_0 = Spans.of([["8.0.0", None]])
"""`execute config-transaction resume`, `diagnose sys ha fgsp-zone` [facts/cli-behaviour.md#5.4 and #6.2, confirmed]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the lab, with its function."""

    words: tuple[str, ...]
    run: Callable[[Request], str]
    """What it prints; Refused where the unit turns it down."""
    arguments: int = 0
    """How many more words it takes at most."""
    fact: str = ""
    """The dated fact of the schema data without which a release does not know it."""
    spans: Spans = _ALWAYS
    """The releases that know it."""
    only_global: bool = False
    """Whether a unit with VDOMs knows it inside `config global` only
    [facts/cli-behaviour.md#5.2, confirmed for the console]."""

    def fits(self, typed: tuple[str, ...]) -> bool:
        """Whether that is what was typed, its words perhaps shortened."""
        return len(typed) >= len(self.words) and self.begins(typed)

    def begins(self, typed: tuple[str, ...]) -> bool:
        """Whether it may become that."""
        count = min(len(typed), len(self.words))
        return abbreviates(typed[:count], self.words[:count]) and len(typed) <= len(self.words) + self.arguments


def _get(path: str) -> Command:
    return Command(words=("get", *path.split()), run=lambda asked: get_object(asked.unit, path), only_global=True)


def _show_full(path: str) -> Command:
    return Command(
        words=("show", "full-configuration", *path.split()),
        run=lambda asked: show_full(asked.unit, path),
        only_global=True,
    )


def _plain(words: str, run: Callable[[Unit], str]) -> Command:
    """One that says the same to everybody."""
    return Command(words=tuple(words.split()), run=lambda asked: run(asked.unit))


def _batch(word: str, run: Callable[[Request], str]) -> Command:
    return Command(words=("execute", "batch", word), run=run, only_global=True)


def _transaction(words: str, run: Callable[[Request], str], arguments: int = 0, spans: Spans = _ALWAYS) -> Command:
    path = ("execute", "config-transaction", *words.split())
    return Command(words=path, run=run, arguments=arguments, fact="workspace", spans=spans)


COMMANDS: tuple[Command, ...] = (
    Command(words=("get", "system", "status"), run=lambda asked: system_status(asked.unit, asked.vdom)),
    _plain("get system ha status", ha_status),
    *map(_get, PATHS),
    *map(_show_full, PATHS),
    _plain("diagnose sys vd list", vd_list),
    _plain("diagnose sys session sync", session_sync),
    _plain("diagnose sys ha standalone-peers", standalone_peers),
    Command(words=("diagnose", "sys", "ha", "fgsp-zone"), run=lambda asked: fgsp_zone(asked.unit), spans=_FROM_8_0),
    _plain("diagnose test application sessionsync 1", daemon_context),
    _plain("diagnose test application sessionsync 3", daemon_peers),
    _batch("start", batch.start),
    _batch("end", batch.end),
    _batch("status", batch.status),
    _batch("lastlog", batch.last_log),
    _plain("execute cfg save", save_configuration),
    _plain("execute cfg reload", reload_configuration),
    _transaction("", transaction_verbs.start),
    _transaction("start", transaction_verbs.start, arguments=1),
    _transaction("commit", transaction_verbs.commit),
    _transaction("abort", transaction_verbs.abort),
    _transaction("resume", transaction_verbs.resume, arguments=1, spans=_FROM_8_0),
    _plain("execute time", lambda _: current_time()),
    _plain("execute date", lambda _: current_date()),
)
