"""The interpreter: what a unit does with a line of CLI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.interpreter import editing, navigation
from fgsp_cli.fortios.interpreter.assumptions import Access
from fgsp_cli.fortios.interpreter.language.line_words import BLANKS, open_after, split
from fgsp_cli.fortios.interpreter.language.vocabulary import expand
from fgsp_cli.fortios.interpreter.level_stack import Command, Question, Session
from fgsp_cli.fortios.interpreter.levels import Scope, UnknownScope
from fgsp_cli.fortios.interpreter.output import display
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.store import Store
from fgsp_cli.fortios.interpreter.stored.transaction_view import Workspace
from fgsp_cli.fortios.tree import Node
from fgsp_cli.fortios.versions import Release

_VERBS: dict[str, Callable[[Session, Command], str]] = {
    "config": navigation.config,
    "edit": navigation.edit,
    "next": navigation.following,
    "end": navigation.end,
    "abort": navigation.abort,
    "set": editing.assign,
    "select": editing.assign,
    "append": editing.append,
    "unselect": editing.unselect,
    "unset": editing.unset,
    "clear": editing.unset,
    "delete": editing.delete,
    "purge": editing.purge,
    "rename": editing.rename,
    "clone": editing.clone,
    "move": editing.move,
    "show": display.show,
    "get": display.get,
}
_SHOWING = ("show", "get")
_READING = ("config", "edit", "next", "end", "abort", "show", "get")


class Interpreter:
    """A FortiGate's command line: one session on the configuration of one unit.

    `fortios` is its release. `config` is what the unit starts with, as `show` or a backup has it; `store` instead of it
    is a configuration that other sessions share. No line makes it raise; the constructor raises ValueError or
    LookupError for a release that is none or too old, and ConfigTextError for a `config` that is none.
    """

    def __init__(
        self,
        fortios: str | Release | Dialect,
        config: str | Node = "",
        *,
        store: Store | None = None,
        access: Access | None = None,
    ) -> None:
        if store is None:
            store = Store(fortios if isinstance(fortios, Dialect) else dialect(fortios), config)
        self.store = store
        self.failed = False
        """Whether the last `execute` was refused."""
        self.last_code: int | None = None
        """The return code of the last `execute`, None if it was accepted or refused without one."""
        self._session = Session(store, access or Access())
        self._open: list[str] = []
        self._state = ""

    def execute(self, line: str) -> str:
        """What the unit prints for a line: each line of it ended, nothing for a silent success.

        Without echo and prompt; with the empty line that stands before some errors. While `question` is set the line is
        its answer: its first key counts. Several lines are run one after the other.
        """
        self.failed, self.last_code = False, None
        return "".join(self._run(each) for each in line.split("\n"))

    def show(self, path: str = "", *, full: bool = False) -> str:
        """What `show` (`show full-configuration`) prints of the unit, or of one table, wherever this session is.

        With VDOMs, tables are those of the global part. For a path that the unit does not know: its error text.
        """
        words = [word.text for word in split(path)]
        try:
            return display.shown(display.anywhere(self.store, words), words, full=full)
        except Refused as refused:
            return refused.reply.text

    def tree(self) -> Node:
        """What is stored. With VDOMs, `store.fgsp` is the part of it that holds FGSP's tables."""
        return self.store.root

    @property
    def level(self) -> str:
        """What the prompt shows in brackets; nothing at the root."""
        return self._session.here.title

    @property
    def depth(self) -> int:
        """How many levels are open."""
        return len(self._session.levels) - 1

    @property
    def question(self) -> str | None:
        """The question that the next `execute` answers: the unit prints it without a line end and waits for a key."""
        return self._session.question.text if self._session.question else None

    @property
    def open_quote(self) -> bool:
        """Whether the next line continues the last one: a quote is open, or it ended in a backslash."""
        return bool(self._open)

    @property
    def logged_out(self) -> bool:
        """Whether the unit has ended the session: every further line is refused without a word."""
        return self._session.is_over

    @property
    def scope(self) -> Literal["root", "global", "vdom"] | None:
        """The scope that the session is at; None inside a table, an object or the list of VDOMs."""
        here = self._session.here
        return here.kind if isinstance(here, Scope) else None

    @property
    def vdom(self) -> str:
        """The VDOM that the session is in; `root` outside of all."""
        place = next((level.place for level in reversed(self._session.levels) if isinstance(level, Scope)), ())
        return place[-1].name if place and place[-1].entry else "root"

    @property
    def transaction(self) -> Workspace | None:
        """The open transaction; None if what is saved takes effect at once."""
        return self.store if isinstance(self.store, Workspace) and not self.store.over else None

    def start(self) -> Workspace:
        """Open a transaction: no other session sees what is saved from now on, and what it changes is locked.

        Refused inside a transaction, and at releases that know none.
        """
        if self.transaction or not self.store.dialect.holds("workspace"):
            raise Refused(replies.transaction_refused())
        workspace = Workspace(self.store)
        self._use(workspace)
        return workspace

    def join(self, workspace: Workspace) -> None:
        """Work in a transaction that another session has opened, until it is over."""
        self._use(workspace)

    def commit(self) -> str:
        """Save all that the transaction holds; it may ask before. Refused if none is open."""
        workspace = self._staged()
        if not workspace.asks_at_commit:
            self._committed(workspace)
            return ""
        self._session.question = Question(
            text=navigation.CONTINUE,
            yes=lambda: self._committed(workspace),
            no=lambda: self._kept_open(workspace),
        )
        return navigation.CHANGED_IDS

    def drop(self) -> None:
        """Forget what the transaction holds, and whatever is open. Refused if none is open."""
        workspace = self._staged()
        workspace.drop()
        self.interrupt()
        self._use(workspace.base)

    def _staged(self) -> Workspace:
        if self.transaction is None:
            raise Refused(replies.transaction_refused())
        return self.transaction

    def _committed(self, workspace: Workspace) -> str:
        workspace.commit()
        self._use(workspace.base)
        return ""

    def _kept_open(self, workspace: Workspace) -> str:
        if workspace.habits.no_means == "discard":
            self.drop()
        return workspace.habits.after_no

    def _use(self, store: Store) -> None:
        self.store = store
        self._session.use(store)

    def refuse(self, line: str) -> None:
        """Do what is left to do for a line that the unit refuses for a reason of its own.

        A refused `next` or `end` leaves its level, and what it would have saved is lost; any other line does nothing
        [facts/cli-behaviour.md#2.2, confirmed].
        """
        words, offers = split(line), self._session.here.offers
        meant = [verb for verb in ("next", "end") if words and words[0].text and verb.startswith(words[0].text)]
        if meant == ["next"] and "next" in offers:
            self._session.leave(1, save=False)
        elif meant == ["end"] and "end" in offers:
            navigation.leave(self._session, save=False)

    def interrupt(self) -> None:
        """Drop a line that is not finished, as Ctrl-C does."""
        self._open, self._state = [], ""

    def _run(self, line: str) -> str:
        if self.logged_out:
            self._session.end()
            self.failed = True
            return ""
        if isinstance(self.store, Workspace) and self.store.over:  # in another session
            self._use(self.store.base)
        try:
            if self._session.question is not None:
                return self._answer(line)
            command = self._complete(line)
            return "" if command is None else self._dispatch(command)
        except Refused as refused:
            self.failed, self.last_code = True, refused.reply.code
            return refused.reply.text

    def _answer(self, line: str) -> str:
        """Whatever key comes is taken as the answer, a pasted next line too; only `y` says yes
        [facts/cli-behaviour.md#5.5].
        """
        question, self._session.question = self._session.question, None
        if question is None:
            return ""
        return question.yes() if line.strip(BLANKS)[:1] in ("y", "Y") else question.no()

    def _complete(self, line: str) -> Command | None:
        """The command that this line ends; None for a comment, an empty line, or one that goes on."""
        line = line.replace("\r", "")
        if not self._open and line.lstrip(BLANKS)[:1] in ("", "#"):
            return None
        self._state = open_after(line, self._state)
        self._open.append(line)
        if self._state:
            return None
        text = "\n".join(self._open)
        self._open = []
        words = tuple(split(text))
        return Command(text, words) if words else None

    def _dispatch(self, command: Command) -> str:
        session = self._session
        verb = expand(command.words[0].text, session.here.offers)
        if verb is None:
            raise Refused(replies.unknown_action())
        access = session.access
        if access.read_only and verb not in _READING:
            raise Refused(replies.no_permission())
        if isinstance(session.here, UnknownScope):
            session.levels[-1] = session.here.decided(verb)
        if verb in _SHOWING and self.transaction:
            with self.transaction.displaying():
                return _VERBS[verb](session, command)
        return _VERBS[verb](session, command)
