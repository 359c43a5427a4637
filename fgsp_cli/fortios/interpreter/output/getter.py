"""What `get` prints [facts/cli-behaviour.md#3.3]: names padded, values bare; the form of nested blocks is not
established.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fgsp_cli.fortios import values
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.assumptions import OffSwitch
from fgsp_cli.fortios.interpreter.stored.nodes import number
from fgsp_cli.fortios.interpreter.typed_setting import ENC, hides, offered
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import EMPTY, Node

_WIDTH = 20
_INDENT = "    "
Pairs = Iterator[tuple[str, str]]


class Getter:
    """Prints one unit's trees in the manner of `get`. `another` makes another `ENC` text of one."""

    def __init__(self, off_switch: OffSwitch = "keeps", another: Callable[[str], str] | None = None) -> None:
        self._off_switch = off_switch
        self._another = another

    def block(self, node: Node, spec: Spec | None, key: str | None = None, indent: str = "") -> Iterator[str]:
        """An object, or the entry of that key: one attribute a line, defaults too where the schema knows them."""
        for name, value in self._pairs(node, spec, key):
            yield f"{indent}{name:<{_WIDTH}}:{f' {value}' if value or len(name) < _WIDTH else ''}".rstrip(" ")
        for name, known, child in _nested(node, spec):
            yield f"{indent}{name}:"
            if child.entries or (known is not None and known.kind is Kind.TABLE):
                yield from self.table(child, known, indent + _INDENT)
            else:
                yield from self.block(child, known, indent=indent + _INDENT)

    def table(self, node: Node, spec: Spec | None, indent: str = "") -> Iterator[str]:
        """A table: a head for every entry and its attributes in one line [confirmed]."""
        for key, entry in node.entries.items():
            pairs = self._pairs(entry, spec, key)
            yield f"{indent}== [ {key} ]"
            yield f"{indent}{''.join(f'{name}: {value}    ' for name, value in pairs)}".rstrip(" ")

    def _pairs(self, node: Node, spec: Spec | None, key: str | None) -> Pairs:
        if key is not None:
            yield (spec.entry_key if spec else _key_name(key)), key
        for name, attribute in spec.children.items() if spec else ():
            hidden = hides(attribute, self._off_switch) and spec and not offered(node, spec, attribute)
            if attribute.kind.nested or hidden:
                continue
            setting = node.settings.get(name)
            words = setting.words if setting else values.to_words(attribute, attribute.default)
            yield name, self._value(words)
        for name, setting in node.settings.items():
            if spec is None or name not in spec.children:
                yield name, self._value(setting.words)

    def _value(self, words: tuple[str, ...]) -> str:
        if self._another and len(words) > 1 and words[0] == ENC:
            words = (ENC, self._another(words[1]))
        return " ".join(words)


def _key_name(key: str) -> str:
    return "id" if number(key) >= 0 else "name"


def _nested(node: Node, spec: Spec | None) -> Iterator[tuple[str, Spec | None, Node]]:
    for name, known in spec.children.items() if spec else ():
        if known.kind.nested:
            yield name, known, node.children.get(name, EMPTY)
    for name, child in node.children.items():
        if spec is None or name not in spec.children:
            yield name, None, child
