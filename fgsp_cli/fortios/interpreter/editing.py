"""The verbs that change a block or the rows of a table [facts/cli-behaviour.md#5.1]."""

from __future__ import annotations

from dataclasses import replace

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter.level_stack import Command, Session
from fgsp_cli.fortios.interpreter.levels import Block, Scope, Table, Vdoms
from fgsp_cli.fortios.interpreter.navigation import table_key
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.rules import ROOT_VDOM, check_order
from fgsp_cli.fortios.interpreter.stored.nodes import Step, number
from fgsp_cli.fortios.tree import EMPTY, Node


def assign(session: Session, command: Command) -> str:
    """`set NAME VALUE`, `select NAME VALUE`."""
    block, name = session.at(Block), _name(command)
    block.draft = block.attributes.set(block.draft, name, command.rest(1))
    return ""


def append(session: Session, command: Command) -> str:
    """`append NAME VALUE`."""
    block, name = session.at(Block), _name(command)
    block.draft = block.attributes.append(block.draft, name, command.rest(1))
    return ""


def unselect(session: Session, command: Command) -> str:
    """`unselect NAME VALUE`."""
    block, name = session.at(Block), _name(command)
    block.draft = block.attributes.unselect(block.draft, name, command.rest(1))
    return ""


def unset(session: Session, command: Command) -> str:
    """`unset NAME`, `clear NAME`."""
    (name,) = command.words_only(1)
    block = session.at(Block)
    block.draft = block.attributes.unset(block.draft, name)
    return ""


def _name(command: Command) -> str:
    if not command.texts:
        raise Refused(replies.incomplete())
    return command.texts[0]


def delete(session: Session, command: Command) -> str:
    """`delete KEY`: at once."""
    (text,) = command.words_only(1)
    if isinstance(session.here, Vdoms):
        _delete(session, session.here, text, references="vdom")
        return ""
    table = session.at(Table)
    references = "interface" if table.path == ("system interface",) else ""
    _delete(session, table, table_key(table, text), references)
    return ""


def _delete(session: Session, here: Table | Vdoms, key: str, references: str) -> None:
    if key not in here.view().entries:
        if session.store.habits.missing_key == "refuse":
            raise Refused(replies.nothing_to_delete())
        return
    if references and (count := session.store.users(references, key) + (references == "vdom" and key == ROOT_VDOM)):
        raise Refused(replies.in_use(count))
    here.alter((Step(key, entry=True),), lambda _: None)


def purge(session: Session, command: Command) -> str:
    """`purge`: all rows, at once."""
    command.words_only(0)
    session.at(Table).replace_rows({})
    return ""


def rename(session: Session, command: Command) -> str:
    """`rename KEY to KEY`."""
    table, rows, old, new = _two_keys(session, command, ("to",))
    renamed = {(new if key == old else key): row for key, row in rows.items()}
    renamed[new] = replace(renamed[new], raw="")
    if table.spec is not None:
        renamed = dict(sorted(renamed.items(), key=lambda item: number(item[0])))
    table.replace_rows(renamed)
    return ""


def clone(session: Session, command: Command) -> str:
    """`clone KEY to KEY`."""
    table, rows, old, new = _two_keys(session, command, ("to",))
    table.check(new, rows[old])
    table.put(new, lambda _: replace(rows[old], raw=""))
    return ""


def move(session: Session, command: Command) -> str:
    """`move KEY before|after KEY`."""
    table, rows, moved, other = _two_keys(session, command, ("before", "after"))
    check_order(table.path, _vdom(table), session.store.dialect.release)
    row = rows.pop(moved)
    order = dict[str, Node]()
    for key, each in rows.items():
        pair = [(key, each), (moved, row)] if command.texts[1] == "after" else [(moved, row), (key, each)]
        order.update(pair if key == other else [(key, each)])
    table.replace_rows(order)
    return ""


def _vdom(table: Table) -> Node:
    """What is stored in the VDOM that the table is in."""
    return table.parent.view() if isinstance(table.parent, Scope) else EMPTY


def _two_keys(session: Session, command: Command, between: tuple[str, ...]) -> tuple[Table, dict[str, Node], str, str]:
    """The table, its rows, the key of one of them and the other key of `KEY WORD KEY`."""
    first, word, second = command.words_only(3)
    table = session.at(Table)
    rows, old, new = dict(table.view().entries), table_key(table, first), table_key(table, second)
    if word not in between:
        raise Refused(replies.parse_error(word))
    if old not in rows or old == new:
        raise Refused(replies.not_in_table())
    if between == ("to",) and (new in rows or new == "0"):
        raise Refused(replies.set_refused("The key is already in use.", -5))
    if between != ("to",) and new not in rows:
        raise Refused(replies.not_in_table())
    return table, rows, old, new
