"""Mappings of the file: known keys in either spelling, free names, and every key once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from fgsp_cli.base import YamlList, YamlMap, YamlNode, YamlScalar, meant
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.spelling import NAME, NAME_RULE, argument, shown


class Entry(NamedTuple):
    """One key with its value."""

    key: str
    """The canonical key, or the name as it is written."""
    name: YamlScalar
    value: YamlNode
    path: str


class Mappings:
    """The way into mappings and lists; what is wrong with them goes to `findings`."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def known(
        self,
        node: YamlNode,
        path: str,
        identify: Callable[[str], str | None],
        known: Iterable[str],
        *,
        elsewhere: Callable[[str], str] = lambda _: "",
    ) -> Iterator[Entry]:
        """The entries of a mapping whose keys `identify` knows; `elsewhere` says where a misplaced one belongs."""
        first: dict[str, YamlScalar] = {}
        for name, value in self._items(node, path):
            key = identify(name.text)
            if key is None:
                self._unknown(name, path, known, elsewhere(name.text))
            elif key in first:
                message = f"is the same argument as {first[key].text!r} in line {first[key].position.line}"
                self.findings.add(message, name.position, _below(path, name.text), hint="one spelling in a block")
            else:
                first[key] = name
                yield Entry(key, name, value, _below(path, name.text))

    def named(self, node: YamlNode, path: str, what: str) -> Iterator[Entry]:
        """The entries of a mapping, at least one, whose keys are free names; `what` says of what."""
        if isinstance(node, YamlMap) and not node.items:
            self.findings.add(f"{what} is wanted", node.position, path, found="an empty mapping")
        for name, value in self._items(node, path):
            if NAME.fullmatch(name.text):
                yield Entry(name.text, name, value, _below(path, name.text))
            else:
                message = f"cannot be the name of {what}"
                self.findings.add(message, name.position, path, found=shown(name), allowed=NAME_RULE)

    def items(self, node: YamlNode, path: str, what: str, *, least: int = 0) -> Iterator[tuple[YamlNode, str]]:
        """The items of a list with their paths, counted from 1; `what` says what they are."""
        if not isinstance(node, YamlList):
            self.wrong(node, path, f"a list of {what}")
            return
        if len(node.items) < least:
            self.findings.add(f"a list of {what} is wanted", node.position, path, found="an empty list")
        for place, item in enumerate(node.items, start=1):
            yield item, _below(path, str(place))

    def text(self, node: YamlNode, path: str, wanted: str = "one value") -> str | None:
        """The text of a single value."""
        if isinstance(node, YamlScalar) and not node.null:
            return node.text
        self.wrong(node, path, wanted)
        return None

    def choice(self, node: YamlNode, path: str, options: Iterable[str]) -> str | None:
        """The text of a single value out of a few."""
        allowed = list(options)
        text = self.text(node, path, f"one of {', '.join(allowed)}")
        if text is None or text in allowed:
            return text
        self.findings.add("unknown option", node.position, path, found=shown(node), allowed=", ".join(allowed))
        return None

    def wrong(self, node: YamlNode, path: str, wanted: str) -> None:
        """Something else was wanted here."""
        self.findings.add(f"{wanted} is wanted", node.position, path, found=shown(node))

    def _items(self, node: YamlNode, path: str) -> Iterator[tuple[YamlScalar, YamlNode]]:
        if isinstance(node, YamlMap):
            yield from node.items
        else:
            self.wrong(node, path, "a mapping")

    def _unknown(self, name: YamlScalar, path: str, known: Iterable[str], elsewhere: str) -> None:
        names = [argument(key) for key in known]
        hint = elsewhere or meant(argument(name.text), names)
        self.findings.add("unknown key", name.position, _below(path, name.text), allowed=", ".join(names), hint=hint)


def _below(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name
