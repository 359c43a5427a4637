"""How the intent spells things, and what a message says of them."""

from __future__ import annotations

import re

from fgsp_cli.base import YamlList, YamlMap, YamlNode, YamlScalar
from fgsp_cli.fortios import Attribute, Dated

NAME = re.compile(r"\w[\w.@+-]{0,199}")
"""Names of clusters, devices, links and rows. They become file names and parts of paths: no `/`, no blank."""
NAME_RULE = "letters, digits and . _ - @ +, a letter or a digit first"
_SHOWN = 60
_UNITS = {"s": " seconds", "100ms": " x 100 ms"}


def key_of(name: str) -> str:
    """The key of a name written with hyphens, as the CLI does, or with underscores, as the seed does."""
    return name.replace("_", "-")


def argument(key: str) -> str:
    """The name of a key in the intent's own spelling."""
    return key.replace("-", "_")


def shown(node: YamlNode) -> str:
    """What was found, in a few words."""
    match node:
        case YamlMap():
            return "a mapping"
        case YamlList():
            return "a list"
        case YamlScalar() if node.null:
            return "nothing"
        case YamlScalar():
            return cut(node.text) if node.text else "an empty text"


def cut(text: str) -> str:
    """The text, shortened where it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def ranges(attribute: Attribute) -> str:
    """The numbers or options that an attribute takes, with the releases of each; empty for other kinds."""
    readings: dict[str, list[str]] = {}
    for dated in (*attribute.limits, *attribute.options):
        readings.setdefault(_reading(dated), []).append(str(dated.spans))
    return "; ".join(f"{reading} in {', '.join(spans)}" for reading, spans in readings.items())


def _reading(dated: Dated) -> str:
    options = dated.facts.get("values")
    if isinstance(options, list):
        return ", ".join(str(option) for option in options)
    unit = _UNITS.get(str(dated.facts.get("unit", "")), "")
    return f"{dated.facts['min']} to {dated.facts['max']}{unit}"
