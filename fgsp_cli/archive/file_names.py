"""What the name of a backup and of the folders around it hint at: a device, and a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fgsp_cli.archive.contents import PACKED_ENDINGS
from fgsp_cli.archive.files import device_name

_ENDINGS = frozenset({".conf", ".cfg", ".config", ".txt", ".log", ".bak", ".backup", ".old", ".orig", ".yaml", ".yml"})
_ENDINGS |= PACKED_ENDINGS
_DATE = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[-_.@T ]{0,2}([01]\d|2[0-3])[-:_.h]?([0-5]\d)(?:[-:_.m]?([0-5]\d))?)?(?:\.\d+)?Z?(?!\d)"
)
_DAY_FIRST = re.compile(r"(?<!\d)\d\d[-_.]\d\d[-_.]20\d\d(?!\d)")
"""Whether the day or the month comes first is not known: no moment is read from it."""
_DEFAULT_NAME = re.compile(r"_\d{1,2}-\d{1,2}_\d{3,5}(?=_|$)")
"""FortiOS names a backup `HOST_7-4_2795_202611270201.conf`: branch, build, moment."""
_SUFFIX = re.compile(r"[-_. ](?:config|conf|cfg|running|startup|backup|full|fgsp|show|run)$", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATE_WORD = re.compile(
    rf"\d{{1,2}}|20\d\d|(?:{'|'.join((*_MONTHS, *_DAYS))})[a-z]*|daily|weekly|monthly|hourly|latest|current",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:configs?|conf|cfg|configurations?|running|startup|backups?|full|fgsp|show|run|output|system|global|data)"
    r"(?:[-_ ](?:configs?|configurations?|backups?|full|run))*",
    re.IGNORECASE,
)
"""Names of files and folders that are no name of a unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a path hints at."""

    file: str = ""
    """The device that the file is named after; empty for `show.txt` and for a date."""
    others: tuple[str, ...] = ()
    """Other readings of the file's name."""
    folder: str = ""
    """The nearest folder that is named after neither a date nor a kind of file."""
    time: datetime | None = None

    @property
    def name(self) -> str:
        """The likeliest name of the unit, from the file or its folder."""
        return self.file or self.folder


def hints(path: Path, root: Path) -> Hints:
    """The hints of a file's path below a folder."""
    parts = path.relative_to(root).parts[:-1] if path != root else ()
    whole = _without_endings(path.name)
    dateless, moment = _without_date(whole)
    shorter = _SUFFIX.sub("", dateless)
    file = shorter if dateless != whole else dateless
    readings = dict.fromkeys(device_name(name) for name in (file, whole, dateless, shorter) if _is_name(name))
    folder = next((part for part in reversed(parts) if _is_name(_without_date(part)[0])), "")
    return Hints(
        file=device_name(file) if _is_name(file) else "",
        others=tuple(readings),
        folder=device_name(folder) if folder else "" if _is_name(file) else device_name(root.stem),
        time=moment or _time_of_folders(parts),
    )


def is_packed(path: Path) -> bool:
    """Whether the name says that a program has packed the file."""
    return path.suffix.lower() in PACKED_ENDINGS


def _is_name(text: str) -> bool:
    return bool(text) and not _DATE_WORD.fullmatch(text) and not _NO_NAME.fullmatch(text)


def _without_endings(name: str) -> str:
    """The name without what means `configuration`; other dots belong to a device's name."""
    while (ending := Path(name).suffix).lower() in _ENDINGS or name.endswith("~"):
        name = name.removesuffix("~") if name.endswith("~") else name.removesuffix(ending)
    return name


def _without_date(name: str) -> tuple[str, datetime | None]:
    match = _DATE.search(name)
    moment = _moment([int(number or 0) for number in match.groups()]) if match else None
    rest = _DEFAULT_NAME.sub("", _DAY_FIRST.sub("", _DATE.sub("", name) if moment else name))
    return (_without_endings(rest.strip("-_.@ ")) if rest != name else name), moment


def _time_of_folders(parts: Sequence[str]) -> datetime | None:
    """The moment of `2026-11-27` or `2026/Nov/27`."""
    numbers: list[int] = []
    for part in parts:
        if (moment := _without_date(part)[1]) is not None:
            return moment
        month = _MONTHS.index(part[:3].lower()) + 1 if part[:3].lower() in _MONTHS else None
        number = month if month is not None else int(part) if part.isdecimal() else None
        if number is not None and (numbers or 2000 <= number < 2100):
            numbers.append(number)
    return _moment([*numbers, 0, 0, 0]) if len(numbers) == 3 else None


def _moment(numbers: Sequence[int]) -> datetime | None:
    try:
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
