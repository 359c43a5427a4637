"""The files that the paths of an intent name: files, folders and globs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fgsp_cli.base import IntentError, Position, Problem

_YAML = (".yaml", ".yml")


def intent_files(paths: Iterable[Path | str]) -> list[Path]:
    """The files, each once; those of a folder or glob in order. IntentError for a folder or glob without any."""
    files = {file.resolve(): file for path in reversed([*paths]) for file in reversed([*_files(path)])}
    return list(reversed(files.values()))


def _files(path: Path | str) -> Iterator[Path]:
    given = Path(path)
    if given.is_dir():
        files, reason = (
            (file for file in given.iterdir() if file.suffix.lower() in _YAML),
            "is a folder without a YAML file",
        )
    elif given.exists() or not any(character in str(path) for character in "*?["):
        yield given
        return
    else:
        files, reason = Path(given.anchor).glob(str(given.relative_to(given.anchor))), "matches no file"
    visible = sorted(file for file in files if not file.name.startswith("."))
    if not visible:
        raise IntentError([Problem(message=reason, position=Position(source=str(path)))])
    yield from visible
