"""Printed configuration -> tree, through ciscoconfparse2.

It knows how FortiOS prints blocks, entries and values, and no schema. Accepted in any order and any indentation: `set`
behind a nested block, an `end` that closes the entry too [facts/fgsp.md#11, confirmed], lists in one line, either
quotes.
What is no configuration but a template or a remark about one is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from fgsp_cli.base import ConfigTextError, Position, Problem, is_secret_attribute
from fgsp_cli.fortios.ccp import Branch, Line, branches
from fgsp_cli.fortios.cutter import FGSP_PATHS, Section
from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.fortios.wording import Word, printed_lines, words

MAX_DEPTH = 40
"""FortiOS nests five blocks at most; a text that goes on is no configuration."""
_SETTERS = frozenset({"set", "select", "append", "unselect", "unset", "clear"})
_ORDERS = frozenset({"delete", "purge", "rename", "move", "clone", "abort"})
_ANNOUNCEMENT = "config transaction id="
_TEMPLATE = re.compile(r"\$\{|\$\(|%\{|\{\{|\{%|\}\}|%\}|<[^<>]*>")
_ADDRESS_TO_FILL_IN = re.compile(r"(?=.*[A-Za-z])(?:\d{1,3}|[A-Za-z]{1,3})(?:\.(?:\d{1,3}|[A-Za-z]{1,3})){3}(?:/\d+)?")
_NEVER_BARE = re.compile(r"[()<>#?]")
_MARK = re.compile(r"[ \t]+<---$")
"""What `grep -f` prints behind the lines that match [transcript grep-f-VM-7.0.3, confirmed]."""
_COMMENTED_OUT = re.compile(r"#[#\s]*set\s+(\S+)\s+\S")
"""RANCID comments the line of a secret out: `#    set psksecret ENC <removed>`."""
_LOOSE = frozenset({"system ha"})
"""Holds free text of the user, in quotes: there only bare words are taken for a template's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The tree, everything that is wrong with the text, and what is to be reported of it."""

    tree: Node
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def read_sections(sections: Iterable[Section], *, strict: Collection[str] = FGSP_PATHS) -> Reading:
    """The tree of the sections; one that stands there twice is merged, as a unit would do, and noted.

    Sections outside of `strict` may hold text in the form of a template: people write such things into comments.
    """
    tree, problems, notes = EMPTY, list[Problem](), list[str]()
    for section in sections:
        reader = _Reader(section, strict=section.path in strict)
        node = reader.read()
        problems += reader.problems
        notes += reader.notes
        if (known := tree.child(section.path)) is not None:
            where = Position(source=section.source, line=section.line)
            notes.append(f"{where}: `config {section.path}` stands there again, first on line {known.line}: merged")
            node = known.merged(node)
        tree = tree.with_child(section.path, node)
    return Reading(tree=tree, problems=tuple(problems), notes=tuple(notes))


@dataclass
class _Content:
    """A block while it is read."""

    line: int
    settings: dict[str, Setting] = field(default_factory=dict)
    children: dict[str, Node] = field(default_factory=dict)
    entries: dict[str, Node] = field(default_factory=dict)

    def node(self) -> Node:
        """The node of the block, once it is complete."""
        return Node(
            settings=MappingProxyType(self.settings),
            children=MappingProxyType(self.children),
            entries=MappingProxyType(self.entries),
            line=self.line,
        )


class _Reader:
    """The reading of one section."""

    def __init__(self, section: Section, *, strict: bool) -> None:
        self.section = section
        self.strict = strict
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def read(self) -> Node:
        """The node of the section."""
        trees = branches(self.outline())
        return self.block(trees[0].children, self.section.line) if trees else Node(line=self.section.line)

    def outline(self) -> list[Line]:
        """The lines that open or set something, with their depth; closing words are used up here."""
        lines: list[Line] = []
        blocks: list[str] = []
        for number, printed in printed_lines(self.section.text, self.section.line):
            text = _MARK.sub("", printed)
            if text.startswith(("#", _ANNOUNCEMENT)):
                removed = _COMMENTED_OUT.match(text)
                if not blocks or removed is None or not is_secret_attribute(removed[1]):
                    continue
                text = text.lstrip("# \t")
            verb, *rest = text.split(maxsplit=1)
            if verb in ("conf", "confi"):
                verb, text = "config", " ".join(("config", *rest))
            if text in ("next", "end"):
                self.close(verb, blocks, number)
            elif verb in ("config", "edit") and verb != text:
                self.open(verb, blocks, number)
                lines.append(Line(text=text, depth=len(blocks) - 1, number=number))
            elif verb in _SETTERS:
                lines.append(Line(text=text, depth=len(blocks), number=number))
            else:
                self.refuse_line(verb, text, number)
        return lines

    def open(self, verb: str, blocks: list[str], number: int) -> None:
        """A block or an entry begins."""
        if verb == "edit" and blocks[-1:] == ["edit"]:
            self.problem(number, "an `edit` inside an entry: the `next` before it is missing")
            blocks.pop()
        blocks.append(verb)
        if len(blocks) > MAX_DEPTH:
            self.problem(number, f"more than {MAX_DEPTH} blocks inside one another")
            raise ConfigTextError(self.problems)

    def close(self, verb: str, blocks: list[str], number: int) -> None:
        """An entry ends; with `end` the table around it too."""
        in_entry = blocks[-1:] == ["edit"]
        if not blocks or (verb == "next" and not in_entry):
            self.problem(number, f"`{verb}` closes nothing here")
            return
        blocks.pop()
        if verb == "end" and in_entry:
            blocks.pop()

    def refuse_line(self, verb: str, text: str, number: int) -> None:
        """A line that sets nothing and opens nothing."""
        if verb in _ORDERS:
            self.problem(number, f"`{verb}` is an order to a unit, and no configuration")
        elif _TEMPLATE.search(text):
            self.problem(number, "a line of a template, and no configuration")
        else:
            self.problem(number, "no line of FortiOS configuration")

    def block(self, inside: Iterable[Branch], line: int) -> Node:
        """The node of a block or an entry."""
        content = _Content(line)
        for branch in inside:
            verb, rest = (*branch.text.split(maxsplit=1), "")[:2]
            try:
                operands = words(rest)
            except ValueError as error:
                attribute = rest.split(maxsplit=1)[0] if verb in _SETTERS else ""
                self.problem(branch.number, str(error), path=attribute)
                continue
            if verb in ("config", "edit"):
                self.nested(content, verb, operands, branch, rest)
            else:
                self.setting(content, verb, operands, branch)
        return content.node()

    def nested(self, content: _Content, verb: str, operands: Sequence[Word], branch: Branch, raw: str) -> None:
        """A block or an entry inside another; standing there twice it is one, as on a unit."""
        name = " ".join(word.text for word in operands)
        self.check(verb, operands, branch.number)
        place = content.entries if verb == "edit" else content.children
        node = replace(self.block(branch.children, branch.number), raw=raw)
        if (known := place.get(name)) is not None:
            self.note(branch.number, f"`{verb} {name}` stands there again, first on line {known.line}: merged")
            node = known.merged(node)
        place[name] = node

    def setting(self, content: _Content, verb: str, operands: Sequence[Word], branch: Branch) -> None:
        """A `set` line, or one that changes what an earlier one has set [facts/cli-behaviour.md#5.1, confirmed]."""
        if not operands:
            self.problem(branch.number, f"`{verb}` without a name")
            return
        name, values = operands[0].text, tuple(word.text for word in operands[1:])
        self.check(name, operands[1:], branch.number)
        raw = (*branch.text.split(maxsplit=2), "", "")[2]
        known = content.settings.get(name, Setting()).words
        if verb == "append":
            values, raw = (*known, *values), ""
        elif verb == "unselect":
            values, raw = tuple(word for word in known if word not in values), ""
        unset = verb in ("unset", "clear") or (verb == "unselect" and not values)
        content.settings[name] = Setting(words=() if unset else values, unset=unset, raw=raw, line=branch.number)

    def check(self, name: str, operands: Sequence[Word], number: int) -> None:
        """Refuse what a template left open, and remarks behind a value.

        Whatever stands at a secret attribute, a mask of another tool too, only shows that there is a secret.
        """
        if not self.strict or is_secret_attribute(name):
            return
        loose = self.section.path in _LOOSE
        for word in operands:
            if loose and not word.bare:
                continue
            if _TEMPLATE.search(word.text) or _ADDRESS_TO_FILL_IN.fullmatch(word.text):
                self.problem(number, "a placeholder of a template, and no value", path=name, shown=word.text)
                return
            if word.bare and _NEVER_BARE.search(word.text):
                self.problem(number, "a remark behind the value", path=name, shown=word.text)
                return

    def problem(self, number: int, message: str, *, path: str = "", shown: str = "") -> None:
        """Remember a problem and the line that it is on."""
        position = Position(source=self.section.source, line=number)
        self.problems.append(Problem(message=message, position=position, path=path, found=shown))

    def note(self, number: int, text: str) -> None:
        """Remember what is to be reported."""
        self.notes.append(f"{Position(source=self.section.source or 'text', line=number)}: {text}")
