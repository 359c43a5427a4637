"""One login's way through the levels, and what it is being asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter.assumptions import Access
from fgsp_cli.fortios.interpreter.language.line_words import Word
from fgsp_cli.fortios.interpreter.levels import Block, Inner, Level, Scope
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.nodes import Step
from fgsp_cli.fortios.interpreter.stored.store import VDOMS, Store

Wanted = TypeVar("Wanted", bound=Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a unit waits for: one key."""

    text: str
    yes: Callable[[], str]
    no: Callable[[], str]


class Command(NamedTuple):
    """A typed line, split into words."""

    line: str
    words: tuple[Word, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words behind the verb."""
        return tuple(word.text for word in self.words[1:])

    def rest(self, place: int) -> str:
        """Everything behind the word of that place, as it was typed."""
        return self.line[self.words[place + 1].start :] if len(self.words) > place + 1 else ""

    def words_only(self, count: int) -> tuple[str, ...]:
        """The words behind the verb, which must be so many; Refused otherwise."""
        texts = self.texts
        if len(texts) < count:
            raise Refused(replies.incomplete())
        if len(texts) > count:
            raise Refused(replies.parse_error(texts[count]))
        return texts


class Session:
    """The levels of a login; the last one is where it is."""

    def __init__(self, store: Store, access: Access) -> None:
        self.store = store
        self.access = access
        self.question: Question | None = None
        self._multi_vdom = store.multi_vdom
        home = Scope(store, "root")
        if access.vdom is not None and store.multi_vdom:
            home = Scope(store, "vdom", (VDOMS, Step(access.vdom, entry=True)))
        self.levels: list[Level] = [home]

    @property
    def is_over(self) -> bool:
        """Whether the VDOMs have been switched on or off since the login."""
        return self._multi_vdom != self.store.multi_vdom

    @property
    def here(self) -> Level:
        """The level that a line is typed at."""
        return self.levels[-1]

    def end(self) -> None:
        """Nothing is open any more, and nothing is asked."""
        self.question = None
        del self.levels[1:]

    def use(self, store: Store) -> None:
        """Work on another configuration from here on: every table and object that is open is left unsaved."""
        self.store, self.question = store, None
        place = next((place for place, level in enumerate(self.levels) if isinstance(level, Inner)), len(self.levels))
        del self.levels[place:]
        for level in self.levels:
            level.store = store

    def at(self, kind: type[Wanted]) -> Wanted:
        """The level, which is known to be of that kind by the verbs that it offers."""
        level = self.levels[-1]
        if not isinstance(level, kind):
            raise Refused(replies.unknown_action())
        return level

    def enter(self, level: Level) -> None:
        """Go one level down, into a block or an entry."""
        self.levels.append(level)

    def leave(self, count: int, *, save: bool) -> None:
        """Go up; the level is saved first, and left even if that is refused [facts/cli-behaviour.md#2.2, confirmed]."""
        level = self.here
        del self.levels[-count:]
        if not save or self.access.read_only:
            return
        if isinstance(level, Block):
            level.save()
        elif isinstance(level, Inner) and level.stored() is None:
            level.parent.begin(level.step, level.raw)
