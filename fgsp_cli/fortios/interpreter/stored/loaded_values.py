"""What a unit had stored, in the form in which it would have been typed: defaults gone, values normalised, in order."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from fgsp_cli.fortios import values
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.stored.cipher import Cipher
from fgsp_cli.fortios.interpreter.stored.nodes import number, with_setting
from fgsp_cli.fortios.interpreter.typed_setting import hidden, normalised
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import Node, Setting
from fgsp_cli.fortios.values import ValueProblem


class LoadedValues:
    """How one unit takes what it had stored for tables that the schema knows."""

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher
        self.own: set[tuple[str, ...]] = set()
        """Paths of attributes and blocks that the schema does not know here: this unit knows them."""

    def block(self, node: Node, spec: Spec, path: tuple[str, ...]) -> Node:
        """A table, object or entry."""
        block = replace(node, settings=MappingProxyType({}))
        for name, setting in node.settings.items():
            kept = self._setting(spec, name, setting, path)
            if kept is not None:
                block = with_setting(block, spec, name, kept)
        children = {name: self._child(child, spec, name, (*path, name)) for name, child in node.children.items()}
        rows = {key: self.block(row, spec, path) for key, row in node.entries.items()}
        return replace(
            block,
            children=MappingProxyType(children),
            entries=MappingProxyType(dict(sorted(rows.items(), key=lambda row: number(row[0])))),
        )

    def _child(self, node: Node, spec: Spec, name: str, path: tuple[str, ...]) -> Node:
        known = spec.children.get(name)
        if known is not None and known.kind.nested:
            return self.block(node, known, path)
        self.own.add(path)
        return node

    def _setting(self, spec: Spec, name: str, setting: Setting, path: tuple[str, ...]) -> Setting | None:
        """What is kept of a setting; None for a default."""
        attribute = spec.children.get(name)
        if attribute is None or attribute.kind.nested:
            self.own.add((*path, name))
            return setting
        if attribute.kind is Kind.SECRET and setting.words:
            return replace(hidden(self._cipher, setting.words), line=setting.line)
        if not attribute.writable:
            return setting if setting.raw else replace(setting, raw=values.quote(attribute, setting.words))
        try:
            stored, is_default = normalised(attribute, setting.words)
        except ValueProblem:
            return None if setting.unset else setting
        return None if is_default else replace(setting, words=stored, raw=values.quote(attribute, stored))
