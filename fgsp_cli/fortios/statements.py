"""What a configuration text says of its own unit: its header, the comments in front of it, the host name in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fgsp_cli.fortios.header import MARK, OTHER_PRODUCTS, parse_header
from fgsp_cli.fortios.status import Status, parse_status
from fgsp_cli.fortios.versions import Release

_HEADER = re.compile(rf"{MARK}[^\r\n]*")
_COMMENT = re.compile(r"^[#!][ \t]*(?!config-version)(.*)$", re.MULTILINE)
"""Oxidized, RANCID and LibreNMS put the lines of `get system status` in front of the configuration, as comments."""
_CONFIG = re.compile(r"^[ \t]*conf(?:ig?)?[ \t]", re.MULTILINE)
_GLOBAL = re.compile(
    r"^[^\"\r\n]{0,80}?\bconf(?:ig?)?[ \t]+sys(?:t|te|tem)?[ \t]+gl(?:o|ob|oba|obal)?[ \t]*(?:[<#][^\r\n]*)?\r*$",
    re.MULTILINE,
)
_END = re.compile(r"^[ \t]*end[ \t]*\r*$", re.MULTILINE)
_HOSTNAME = re.compile(r"^[ \t]*set[ \t]+hostname[ \t]+(?:\"([^\"\r\n]*)\"|'([^'\r\n]*)'|(\S+))", re.MULTILINE)
_NAME = re.compile(r"\w[\w.~-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a text says of its unit; empty where it says nothing."""

    hostname: str = ""
    release: Release | None = None
    release_from: str = ""
    """`header` or `comment`."""
    model: str = ""
    """`FortiGate-60F`."""
    build: int | None = None
    serial: str = ""
    product: str = ""
    """The product if it is none that runs FortiOS: `FortiManager`."""


def read_statements(text: str) -> Statements:
    """Read the beginning of a text, or a whole one. Nothing is checked: the text may be cut off or foreign."""
    match = _HEADER.search(text)
    header = parse_header(match[0], 1) if match else None
    first = _CONFIG.search(text)
    status = parse_status("\n".join(_COMMENT.findall(text[: first.start() if first else None])))
    by_header = header is not None and header.release is not None
    release = header.release if header and by_header else status.release
    return Statements(
        hostname=_hostname(text) or _word(status.hostname),
        release=release,
        release_from="header" if by_header else "comment" if release else "",
        model=status.model or "",
        build=(header.build if header else None) or status.build,
        serial=_word(status.serial),
        product=(header.other_product if header else "") or _product(status),
    )


def _hostname(text: str) -> str:
    """The `hostname` of `system global`; nothing for a mask such as `<removed>`, which is no name."""
    section = _GLOBAL.search(text)
    if section is None:
        return ""
    end = _END.search(text, section.end())
    match = _HOSTNAME.search(text, section.end(), end.start() if end else len(text))
    return _word(next((piece for piece in match.groups() if piece), "")) if match else ""


def _word(text: str | None) -> str:
    return text if text and _NAME.fullmatch(text) else ""


def _product(status: Status) -> str:
    names = (status.platform or "", status.model or "")
    products = OTHER_PRODUCTS.items()
    return next((product for code, product in products if any(name.startswith((code, product)) for name in names)), "")
