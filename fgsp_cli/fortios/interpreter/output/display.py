"""`show` and `get`: what is shown from where [facts/cli-behaviour.md#3.1, #3.3]."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.language.vocabulary import expand
from fgsp_cli.fortios.interpreter.level_stack import Command, Session
from fgsp_cli.fortios.interpreter.levels import Block, Inner, Level, Scope
from fgsp_cli.fortios.interpreter.navigation import table_path
from fgsp_cli.fortios.interpreter.output.getter import Getter
from fgsp_cli.fortios.interpreter.output.printer import Frame, Printer, config, edit
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.store import Store
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import EMPTY, Node

_FULL = "full-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that can be shown, and the frames around it."""

    node: Node
    spec: Spec | None
    frames: tuple[Frame, ...]
    key: str | None = None
    """Of an entry."""

    @property
    def is_table(self) -> bool:
        """Whether it is a table."""
        if self.key is not None:
            return False
        return bool(self.node.entries) or (self.spec is not None and self.spec.kind is Kind.TABLE)

    def below(self, words: Sequence[str]) -> Target:
        """What these further words name: an entry, or a nested block; Refused if there is none."""
        if not words:
            return self
        word, rest = words[0], words[1:]
        if self.is_table:
            if word not in self.node.entries:
                raise Refused(replies.not_in_table())
            entry = self.node.entries[word]
            frames = (*self.frames, edit(word, entry))
            return Target(node=entry, spec=self.spec, frames=frames, key=word).below(rest)
        known = self.spec.children if self.spec else {}
        nested = {name for name, child in known.items() if child.kind.nested} | self.node.children.keys()
        name = expand(word, sorted(nested))
        if name is None:
            raise Refused(replies.parse_error(word))
        child = self.node.children.get(name, EMPTY)
        return Target(node=child, spec=known.get(name), frames=(*self.frames, config(name, child))).below(rest)


def show(session: Session, command: Command) -> str:
    """`show [full-configuration] [PATH]`."""
    words = command.texts
    is_full = bool(words) and len(words[0]) > 1 and _FULL.startswith(words[0])
    return shown(session.here, words[1:] if is_full else words, full=is_full)


def shown(here: Level, words: Sequence[str], *, full: bool) -> str:
    """What `show` prints at a level; Refused for words that name nothing."""
    store = here.store
    habits = store.habits
    another = store.cipher.again if habits.reencrypt else None
    printer = Printer(store.dialect, habits.off_switch, full=full, another=another)
    if isinstance(here, Scope) and not words:
        if here.kind == "root" and not here.place:
            return printer.whole(store.root, store.header, multi_vdom=store.multi_vdom)
        return printer.text(printer.sections(here.view(), fgsp=here.fgsp))
    if not isinstance(here, (Scope, Inner)):
        return printer.text(printer.vdoms(here.view()))
    target = _target(here, words)
    is_entry = target.key is not None
    return printer.framed(target.frames, lambda depth: printer.block(target.node, target.spec, depth, entry=is_entry))


def get(session: Session, command: Command) -> str:
    """`get [PATH]`."""
    here, words = session.here, command.texts
    getter = Getter(here.store.habits.off_switch, here.store.cipher.again if here.store.habits.reencrypt else None)
    if isinstance(here, Scope) and not words:
        raise Refused(replies.incomplete())
    if not isinstance(here, (Scope, Inner)):
        return _text(f"== [ {name} ]" for name in here.view().entries)
    target = _target(here, words)
    if target.is_table:
        return _text(getter.table(target.node, target.spec))
    return _text(getter.block(target.node, target.spec, target.key))


def _target(here: Scope | Inner, words: Sequence[str]) -> Target:
    if isinstance(here, Inner):
        key = here.step.name if isinstance(here, Block) and here.step.entry else None
        return Target(node=here.view(), spec=here.spec, frames=here.frames(), key=key).below(words)
    if here.kind == "root" and here.store.multi_vdom and not here.place:
        raise Refused(replies.parse_error(words[min(1, len(words) - 1)]))
    path, count = table_path(here, words)
    node = here.view().children.get(path, EMPTY)
    spec = here.store.dialect.tops.get(path) if here.fgsp else None
    return Target(node=node, spec=spec, frames=(config(path, node),)).below(words[count:])


def anywhere(store: Store, path: Sequence[str]) -> Scope:
    """The scope in which a path is resolved outside of a session: the part of the configuration that FGSP is in."""
    return Scope(store, "global", store.fgsp_place) if path else Scope(store, "root")


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
