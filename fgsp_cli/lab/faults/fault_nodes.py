"""One fault of a file, read from its YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import TypeVar, get_args

from fgsp_cli.base import Problem, YamlList, YamlMap, YamlNode, YamlScalar
from fgsp_cli.fortios import Release
from fgsp_cli.lab.faults.fault_kinds import (
    KINDS,
    At,
    AtByte,
    AtConnection,
    AtLine,
    Call,
    Direction,
    Fault,
    Moment,
    Within,
    name_of,
)

_Made = TypeVar("_Made")
_Read = Callable[[YamlNode], object]

_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_NUMBER = re.compile(r"\d{1,9}")
ALWAYS, EACH = "always", "each"
"""Instead of a number: every time, every connection."""
AT_KEYS: Mapping[type[At], tuple[str, ...]] = {
    AtLine: tuple(field.name for field in fields(AtLine)),
    AtByte: (*get_args(Direction), "within"),
    AtConnection: ("connection", "beside"),
}
"""What `at` may hold, by what it is then."""


NAMED: Mapping[str, type[Fault]] = {name_of(kind): kind for kind in KINDS if kind is not Call}
"""Every kind that a file can hold."""


def needed(kind: type[Fault]) -> tuple[str, ...]:
    """The keys that a kind cannot do without."""
    return tuple(field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING)


class Unreadable(Exception):
    """What was to be read is wrong; the problem has been noted."""


class FaultReader:
    """Reads faults; what is wrong with them is added to `problems`."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._keys: Mapping[str, _Read] = {
            "at": self._at,
            "times": self._times,
            "seconds": self._seconds,
            "error": self._text,
            "text": self._text,
            "lines": self._lines,
            "fortios": self._release,
            "bytes": self._number,
            "answered": self._yes_or_no,
            "per_key": self._yes_or_no,
            "redraw": self._yes_or_no,
            "everywhere": self._yes_or_no,
            "may_be_refused": self._yes_or_no,
        }
        self._at_keys: Mapping[str, _Read] = {
            "line": self._text,
            "pattern": self._text,
            "configuring": self._yes_or_no,
            "number": self._number,
            "within": lambda node: self._one_of(node, get_args(Within)),
            "moment": lambda node: self._one_of(node, get_args(Moment)),
            "sent": self._number,
            "received": self._number,
            "connection": self._connection,
            "beside": self._number,
        }

    def wrong(self, node: YamlNode, allowed: str, path: str = "", message: str = "wrong value") -> Unreadable:
        """Note a problem; what is returned may be raised."""
        text = node.text if isinstance(node, YamlScalar) else "a list" if isinstance(node, YamlList) else "a mapping"
        shown = text.splitlines()[0] if text else "nothing"
        self._problems.append(Problem(message=message, position=node.position, path=path, found=shown, allowed=allowed))
        return Unreadable()

    def read(self, item: YamlNode) -> Fault:
        """The fault; Unreadable if it is none."""
        named = item.get("fault") if isinstance(item, YamlMap) else None
        if not isinstance(item, YamlMap) or named is None:
            raise self.wrong(item, "a mapping with `fault: KIND`")
        name = named.text if isinstance(named, YamlScalar) else ""
        if name not in NAMED:
            raise self.wrong(named, ", ".join(NAMED), "fault", "unknown kind of fault")
        kind = NAMED[name]
        own = {field.name: self._keys[field.name] for field in fields(kind)}
        given = self._values(item, own, name, besides="fault")
        for key in needed(kind):
            if key not in given:
                raise self._impossible(item, f"needs `{key}`", name)
        return self._made(item, lambda: kind(**given), name)  # type: ignore[arg-type]  # read by name

    def _values(self, node: YamlMap, known: Mapping[str, _Read], path: str, besides: str = "") -> dict[str, object]:
        """Every key with its value; Unreadable, with all problems noted, if one is wrong."""
        values: dict[str, object] = {}
        before = len(self._problems)
        for key, value in node.items:
            if key.text == besides:
                continue
            if key.text not in known:
                self.wrong(key, ", ".join(known), path, "unknown key")
                continue
            try:
                values[key.text] = known[key.text](value)
            except Unreadable:
                continue
        if len(self._problems) > before:
            raise Unreadable
        return values

    def _at(self, node: YamlNode) -> At:
        if not isinstance(node, YamlMap) or not node.items:
            raise self.wrong(node, "a mapping with " + ", ".join(self._at_keys), "at")
        given = self._values(node, self._at_keys, "at")
        for kind, keys in AT_KEYS.items():
            if given.keys() <= set(keys) and not set(get_args(Direction)) <= given.keys():
                return self._made(node, lambda kind=kind: _moment(kind, given), "at")  # type: ignore[misc]  # bound now
        raise self._impossible(node, "these keys do not go together: " + ", ".join(given), "at")

    def _made(self, node: YamlNode, make: Callable[[], _Made], path: str) -> _Made:
        try:
            return make()
        except ValueError as error:
            raise self._impossible(node, str(error), path) from error

    def _impossible(self, node: YamlNode, message: str, path: str) -> Unreadable:
        self._problems.append(Problem(message=message, position=node.position, path=path))
        return Unreadable()

    def _text(self, node: YamlNode) -> str:
        if not isinstance(node, YamlScalar) or node.null:
            raise self.wrong(node, "a text")
        return node.text

    def _lines(self, node: YamlNode) -> tuple[str, ...]:
        if isinstance(node, YamlList):
            return tuple(self._text(item) for item in node.items)
        return tuple(self._text(node).splitlines())

    def _number(self, node: YamlNode) -> int:
        text = self._text(node)
        if not _NUMBER.fullmatch(text):
            raise self.wrong(node, "a number")
        return int(text)

    def _times(self, node: YamlNode) -> int | None:
        return None if self._text(node) == ALWAYS else self._number(node)

    def _connection(self, node: YamlNode) -> int | None:
        return None if self._text(node) == EACH else self._number(node)

    def _seconds(self, node: YamlNode) -> float:
        match = _TIME.fullmatch(self._text(node))
        if not match:
            raise self.wrong(node, "a time such as 50ms or 2s")
        return float(match[1]) / (1000 if match[2] == "ms" else 1)

    def _yes_or_no(self, node: YamlNode) -> bool:
        return self._one_of(node, ("true", "false")) == "true"

    def _release(self, node: YamlNode) -> str:
        try:
            return str(Release.parse(self._text(node)))
        except ValueError:
            raise self.wrong(node, "a release such as 7.4.4") from None

    def _one_of(self, node: YamlNode, allowed: tuple[str, ...]) -> str:
        text = self._text(node)
        if text not in allowed:
            raise self.wrong(node, ", ".join(allowed))
        return text


def _moment(kind: type[At], given: Mapping[str, object]) -> At:
    if kind is AtLine:
        return AtLine(**given)  # type: ignore[arg-type]  # read by name
    if kind is AtConnection:
        return AtConnection(number=given.get("connection"), beside=given.get("beside", 0))  # type: ignore[arg-type]
    (direction,) = (each for each in get_args(Direction) if each in given)
    return AtByte(direction=direction, count=given[direction], within=given.get("within", "unit"))  # type: ignore[arg-type]
