"""The file that `plan --out` writes and `push PLAN.json` does: what was reviewed, and a hash to prove that it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import get_args

from fgsp_cli.archive import make_folder, now, read, write_json
from fgsp_cli.base import (
    ArchiveError,
    InputError,
    Position,
    Problem,
    ReferenceName,
    UsageError,
    mapping,
    maybe_text,
    parsed,
    sequence,
    text,
)
from fgsp_cli.plan.plan_json import SavedCluster, cluster_from_json, cluster_json
from fgsp_cli.plan.push_options import Mode, PushOptions
from fgsp_cli.results import Results

FORMAT = "fgsp plan"
VERSION = 1
DECIDING = ("prune", "renumber", "rotate_psk", "strict_facts")
"""Options that a plan depends on: they are those of the plan."""
ALLOWING = (
    "allow_disruptive",
    "allow_unseen_release",
    "allow_config_sync",
    "allow_untested_platform",
    "cfg_save",
)
"""Options that only let a plan through: they may be given with it, or with the push of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """A saved plan, as read from its file."""

    path: Path
    intent: str
    """The file that it was made of, as the user named it: it may be gone."""
    intent_path: Path
    """The same from wherever it is pushed."""
    options: PushOptions
    """Those that it was made with, but for the old secret."""
    old_psk: ReferenceName | None
    """The old secret that it was made with: it has to be given again."""
    clusters: tuple[SavedCluster, ...]

    @property
    def beside(self) -> Path:
        """The file beside which the folders of its runs are: the intent, or itself if that folder is gone."""
        return self.intent_path if self.intent_path.parent.is_dir() else self.path.absolute()

    def with_options(self, given: PushOptions) -> PushOptions:
        """The options of a push of it: what decided is the plan's, what allows is either's, all else is the push's.

        UsageError if the old secret is not given again: a reference that stands in a file is never looked up.
        """
        if (given.old_psk.name if given.old_psk else None) != self.old_psk:
            raise UsageError(
                f"the plan was made with --old-psk {self.old_psk}: give it again"
                if self.old_psk
                else "the plan was made without --old-psk"
            )
        allowed = {name: getattr(given, name) or getattr(self.options, name) for name in ALLOWING}
        decided = {name: getattr(self.options, name) for name in DECIDING}
        mode = self.options.transaction if given.transaction == "auto" else given.transaction
        return replace(given, **allowed, **decided, transaction=mode)


def write_plan(
    path: Path, results: Results, clusters: Iterable[SavedCluster], *, intent: str, options: PushOptions
) -> None:
    """Write the plan: first what a person and a script read of it, then what a push needs. ArchiveError."""
    names = (*DECIDING, *ALLOWING)
    content: dict[str, object] = {
        **results.to_json(),
        "format": FORMAT,
        "version": VERSION,
        "made": now().isoformat(timespec="seconds"),
        "intent": intent,
        "intent_path": str(Path(intent).absolute()),
        "options": {
            **{name: getattr(options, name) for name in names},
            "old_psk": str(options.old_psk) if options.old_psk else None,
            "transaction": options.transaction,
        },
        "clusters": [cluster_json(saved) for saved in clusters],
    }
    make_folder(path.parent)
    write_json(path, {**content, "sha256": _digest(content)})


def read_plan(path: Path) -> PlanFile:
    """The plan of a file; InputError if it is none, or if somebody has edited it."""
    try:
        data = read(path)
    except ArchiveError as error:
        raise _wrong(path, error.message.removeprefix(f"{path}: ")) from None
    try:
        content = mapping(parsed(data.decode("utf-8", "surrogateescape")))
    except ValueError:
        raise _wrong(path, "it is no JSON object: `fgsp plan --out` writes plans") from None
    if content.get("format") != FORMAT:
        raise _wrong(path, "it is no plan: `fgsp plan --out` writes plans")
    if content.get("version") != VERSION:
        raise _wrong(path, f"it is a plan of version {content.get('version')}, this program knows version {VERSION}")
    if content.get("sha256") != _digest({key: value for key, value in content.items() if key != "sha256"}):
        raise _wrong(path, "it is not what `fgsp plan` wrote: somebody has changed it; plan again")
    try:
        return _plan(path, content)
    except (ValueError, LookupError, TypeError, StopIteration) as problem:
        raise _wrong(path, f"it cannot be read: {problem}; plan again") from None


def _plan(path: Path, content: Mapping[str, object]) -> PlanFile:
    given = mapping(content["options"])
    old = maybe_text(given["old_psk"])
    mode = next(each for each in get_args(Mode) if each == given["transaction"])
    flags: dict[str, bool] = {name: bool(given[name]) for name in (*DECIDING, *ALLOWING)}
    options = replace(PushOptions(transaction=mode), **flags)  # type: ignore[arg-type]
    clusters = tuple(cluster_from_json(each).as_shown() for each in sequence(content["clusters"]))
    return PlanFile(
        path=path,
        intent=text(content["intent"]),
        intent_path=Path(text(content["intent_path"])),
        options=options,
        old_psk=ReferenceName.parse(old) if old else None,
        clusters=clusters,
    )


def _digest(content: Mapping[str, object]) -> str:
    """A hash of everything else in the file, whatever its spacing."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _wrong(path: Path, message: str) -> InputError:
    return InputError([Problem(message=message, position=Position(source=str(path)))])
