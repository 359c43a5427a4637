"""Times of an intent, such as `1s`, `300ms` or `1.5s`: whole milliseconds, never rounded."""

from __future__ import annotations

import re

_TIME = re.compile(r"(\d{1,6})(?:\.(\d{1,6}))?\s?(ms|s)", re.ASCII)
FORM = "a time with its unit, such as 1s, 1.5s or 300ms"


def milliseconds(text: str) -> int | None:
    """The time in milliseconds; None if the text is no time, or one that is no whole number of them."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    whole, fraction, unit = match[1], match[2] or "", match[3]
    digits = 3 if unit == "s" else 0
    if fraction[digits:].strip("0"):
        return None
    return int(whole + fraction[:digits].ljust(digits, "0"))
