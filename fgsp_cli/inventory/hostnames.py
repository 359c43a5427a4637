"""Whether a text can be the address of a unit."""

from __future__ import annotations

import re
from ipaddress import ip_address

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_LONGEST = 253


def address_fault(text: str) -> str:
    """What is wrong with a host name or an IP address; empty if nothing is."""
    if _is_ip(text):
        return ""
    if text.startswith("[") or (":" in text and _is_ip(text.rpartition(":")[0].strip("[]"))):
        return "an address stands without brackets and without a port, which is the key `port`"
    try:
        name = text.encode("idna").decode().removesuffix(".") if not text.isascii() else text.removesuffix(".")
    except UnicodeError:
        return "it is no host name"
    labels = name.split(".")
    if len(name) > _LONGEST or not all(_LABEL.fullmatch(label) for label in labels):
        return "a host name is letters, digits and hyphens, in parts of 1 to 63 separated by single dots"
    if len(labels) > 1 and labels[-1].isdigit():
        return "it is no IP address"
    return ""


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
