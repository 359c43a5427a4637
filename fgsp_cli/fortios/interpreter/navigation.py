"""`config`, `edit`, `next`, `end`, `abort` [facts/cli-behaviour.md#5.1, #5.2, #5.5]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.language.line_words import Word
from fgsp_cli.fortios.interpreter.language.vocabulary import expand, find, is_global
from fgsp_cli.fortios.interpreter.level_stack import Command, Question, Session
from fgsp_cli.fortios.interpreter.levels import Block, Inner, Scope, Table, UnknownScope, Vdoms
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.loader import quoted
from fgsp_cli.fortios.interpreter.stored.nodes import Step, number
from fgsp_cli.fortios.interpreter.stored.store import GLOBAL, VDOMS
from fgsp_cli.fortios.interpreter.vdom_mode import LOGGED_OUT, switches_on
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import EMPTY

MAX_DEPTH = 16
"""Levels that may be open at once; real tables nest less than half as deep."""
CHANGED_IDS = (
    "\nChanging standalone-group-id or group-member-id will potentially affect FGSP traffic.\n"
    "Please first make sure the member is isolated from FGSP cluster properly.\n"
)
CONTINUE = "Do you want to continue? (y/n)"
_VDOM_NAME = re.compile(r"[A-Za-z0-9_-]{1,31}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_BARE = re.compile(r"""[^\s"'\\]+""")
_MAX_KEY = 255


def config(session: Session, command: Command) -> str:
    """`config WORDS`: open a table, an object or a scope."""
    here, words = session.here, command.words[1:]
    if not words:
        raise Refused(replies.incomplete())
    if isinstance(here, Scope):
        return _config_in_scope(session, here, words, command.line)
    _config_in_block(session, session.at(Block), words, command.line)
    return ""


def _config_in_scope(session: Session, here: Scope, words: Sequence[Word], line: str) -> str:
    texts = tuple(word.text for word in words)
    if here.kind == "root" and session.store.multi_vdom:
        name = expand(texts[0], (GLOBAL.name, VDOMS.name))
        if name is None or len(texts) > 1:
            raise Refused(replies.parse_error(texts[min(1, len(texts) - 1)]))
        is_list = name == VDOMS.name
        session.enter(Vdoms(session.store) if is_list else Scope(session.store, "global", (GLOBAL,), GLOBAL.name))
        return ""
    path, count = table_path(here, texts)
    if count < len(texts):
        raise Refused(replies.parse_error(texts[count]))
    if session.access.read_only and session.access.refuses == "config":
        raise Refused(replies.parse_error(texts[-1]))
    session.store.check_opening((*here.place, Step(path)))
    spec = session.store.dialect.tops.get(path) if here.fgsp else None
    _open(session, here, path, spec=spec, path=(path,), raw="" if spec else _as_typed(words, line))
    return ""


def table_path(here: Scope, texts: Sequence[str]) -> tuple[str, int]:
    """The table that the first words name in this scope, and how many they are; Refused if it is not known here."""
    store = here.store
    path, count = find(texts, store.dialect, here.view().children)
    if not here.fgsp and (is_global(path, store.dialect) or path in store.only_global):
        raise Refused(replies.parse_error(texts[count - 1]))
    return path, count


def _config_in_block(session: Session, here: Block, words: Sequence[Word], line: str) -> None:
    name, raw, spec = " ".join(word.text for word in words), _as_typed(words, line), here.spec
    if len(session.levels) > MAX_DEPTH or not all(word.text for word in words) or _CONTROL.search(name):
        raise Refused(replies.parse_error(words[0].text))
    if spec is None or (*here.path, name) in session.store.own:
        _open(session, here, name, spec=None, path=(*here.path, name), raw=raw)
        return
    nested = [child.name for child in spec.children.values() if child.kind.nested]
    full = expand(words[0].text, nested)
    if full is None and not (spec.subset and words[0].text not in spec.children):
        raise Refused(replies.parse_error(words[0].text))
    if full is not None and len(words) > 1:
        raise Refused(replies.parse_error(words[1].text))
    name = full or name
    _open(session, here, name, spec=spec.children.get(name), path=(*here.path, name), raw="" if full else raw)


def _open(
    session: Session, here: Scope | Block, name: str, *, spec: Spec | None, path: tuple[str, ...], raw: str
) -> None:
    step, node = Step(name), here.view().children.get(name)
    kind: type[Inner] = UnknownScope
    if spec is not None:
        kind = Table if spec.kind is Kind.TABLE else Block
    elif node is not None and node.entries:
        kind = Table
    elif node:
        kind = Block
    session.enter(kind(here, step, spec=spec, path=path, raw=node.raw if node else raw))


def _as_typed(words: Sequence[Word], line: str) -> str:
    """The words as `config` has to print them; nothing if that is as they are."""
    bare = [_BARE.fullmatch(word.text) is not None and not word.quoted(line) for word in words]
    if all(bare):
        return ""
    return " ".join(word.text if is_bare else quoted(word.text) for word, is_bare in zip(words, bare, strict=True))


def edit(session: Session, command: Command) -> str:
    """`edit KEY`: open a row, which exists in this session only until it is saved."""
    (text,) = command.words_only(1)
    if isinstance(session.here, Vdoms):
        return _edit_vdom(session, text)
    table = session.at(Table)
    rows = table.view().entries
    key = table_key(table, text)
    is_zero = key == "0"
    if is_zero and session.store.habits.second_edit_zero == "again" and table.made in rows:
        is_zero, key = False, table.made or key
    is_quoted = number(key) >= 0 and command.words[1].quoted(command.line) and not table.spec
    raw = quoted(key) if is_quoted and not is_zero else ""
    if key not in rows and session.access.read_only:
        raise Refused(replies.no_permission())
    step = Step(key, entry=True)
    if isinstance(table.parent, Scope):
        session.store.check_opening((*table.parent.place, table.step, step))
    if key in rows:
        raw = rows[key].raw
    session.enter(Block(table, step, spec=table.spec, path=table.path, raw=raw, is_zero=is_zero))
    return "" if key in rows else f"new entry '{key}' added\n"


def table_key(table: Table, text: str) -> str:
    """The key of a row as the table spells it; Refused if it can be none."""
    spec = table.spec
    if spec is None:
        if not text or len(text) > _MAX_KEY or _CONTROL.search(text):
            raise Refused(replies.value_error(text, -1))
        return text
    if not (text.isascii() and text.isdecimal()):
        raise Refused(replies.no_integer(text))
    if len(text) > len(str(spec.maximum)) or not spec.minimum <= int(text) <= spec.maximum:
        raise Refused(replies.value_error(text, table.store.habits.out_of_range_code))
    return str(int(text))


def _edit_vdom(session: Session, name: str) -> str:
    """A name that is not known yet makes a new VDOM [confirmed]."""
    store = session.store
    if name not in store.vdoms:
        if session.access.read_only:
            raise Refused(replies.no_permission())
        if not _VDOM_NAME.fullmatch(name):
            raise Refused(replies.value_error(name, -1))
        store.change((VDOMS, Step(name, entry=True)), lambda node: node or EMPTY)
    session.enter(Scope(store, "vdom", (VDOMS, Step(name, entry=True)), name))
    return f"current vf={name}:{list(store.vdoms).index(name)}\n"


def following(session: Session, command: Command) -> str:
    """`next`: save the row and go back to its table; in a VDOM go back to their list."""
    command.words_only(0)
    session.leave(1, save=True)
    return ""


def end(session: Session, command: Command) -> str:
    """`end`: save, and leave the block or table; a row is left together with its table."""
    command.words_only(0)
    here = session.here
    if not isinstance(here, Block) or not isinstance(here.parent, Scope) or session.access.read_only:
        return leave(session, save=True)
    store, yes, said = session.store, partial(leave, session, save=True), CHANGED_IDS if here.asks else ""
    in_transaction = store.owner is not None
    if not (store.multi_vdom or in_transaction) and switches_on(here.path, here.base, here.draft):
        yes, said = partial(_switch_vdoms_on, session), LOGGED_OUT
    if not said:
        return yes()
    session.question = Question(text=CONTINUE, yes=yes, no=lambda: _declined(session))
    return said


def _switch_vdoms_on(session: Session) -> str:
    """It is over with this session, and with all others of the unit. Refused while a transaction holds anything."""
    if session.store.locks:
        leave(session, save=False)
        raise Refused(replies.locked())
    leave(session, save=True)
    session.store.switch_vdoms_on()
    return ""


def _declined(session: Session) -> str:
    habits = session.store.habits
    if habits.no_means == "discard":
        leave(session, save=False)
    return habits.after_no


def abort(session: Session, command: Command) -> str:
    """`abort`: leave as `end` does, without saving what is open."""
    command.words_only(0)
    return leave(session, save=False)


def leave(session: Session, *, save: bool) -> str:
    """Leave the level; a row together with its table, a VDOM together with their list."""
    here = session.here
    inside = (isinstance(here, Inner) and here.step.entry) or (isinstance(here, Scope) and here.kind == "vdom")
    session.leave(2 if inside else 1, save=save)
    return ""
