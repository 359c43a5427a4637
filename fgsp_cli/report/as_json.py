"""Results as JSON objects: the form that scripts read, and that changes only with its `schema_version`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from fgsp_cli.fortios import Dialect, Kind, Spec
from fgsp_cli.report.appearance import HostKey, Rendering
from fgsp_cli.results import SCHEMA_VERSION, Run

if TYPE_CHECKING:
    from fgsp_cli.report.interface import BackupReport
    from fgsp_cli.results import DiffResults, History, LintResults, Results, StatusResults


class JsonFormat:
    """Every result as an indented JSON object."""

    def renderings(self, renderings: Mapping[str, Rendering]) -> str:
        """What `render` shows."""
        devices = {
            name: {"fortios": rendering.fortios, "commands": list(rendering.lines)}
            for name, rendering in renderings.items()
        }
        return _object("render", devices=devices)

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a script gets everything
        """What the verbs that compare show."""
        return dumped(results.to_json())

    def differences(self, results: DiffResults) -> str:
        """What `diff` shows."""
        return dumped(results.to_json())

    def history(self, history: History) -> str:
        """What `audit --history` shows."""
        return dumped(history.to_json())

    def findings(self, linted: LintResults) -> str:
        """What `lint` shows."""
        return dumped(linted.to_json())

    def runtime(self, results: StatusResults) -> str:
        """What `status` shows."""
        return dumped(results.to_json())

    def backups(self, results: BackupReport) -> str:
        """What `backup` shows."""
        return dumped(results.to_json())

    def host_keys(self, keys: Mapping[str, HostKey]) -> str:
        """What `trust` shows."""
        return _object("trust", devices={name: asdict(key) for name, key in keys.items()})

    def runs(self, command: str, runs: Sequence[Run]) -> str:  # noqa: ARG002 - a list of runs, whoever shows it
        """What `recover` and `rollback` show where no run is named."""
        return _object("runs", runs=[asdict(run) for run in runs])

    def schema(self, dialect: Dialect) -> str:
        """The JSON of what a release accepts."""
        blocks = {path: _block(top) for path, top in dialect.tops.items()}
        return _object("schema", fortios=str(dialect.release), blocks=blocks)


def _object(command: str, **content: object) -> str:
    return dumped({"schema_version": SCHEMA_VERSION, "command": command, **content})


def dumped(content: Mapping[str, object]) -> str:
    """The object as text; ASCII alone, so that no pipe can spoil it."""
    return json.dumps(content, indent=2) + "\n"


def _block(spec: Spec) -> dict[str, object]:
    document: dict[str, object] = {"kind": spec.kind.value, "help": spec.help, "effect": spec.effect}
    if spec.kind is Kind.TABLE:
        document |= {"entry_key": spec.entry_key, "max_entries": spec.max_entries}
    return document | {"settings": {child.name: _setting(child) for child in spec.children.values() if child.writable}}


def _setting(spec: Spec) -> dict[str, object]:
    if spec.kind.nested:
        return _block(spec)
    document: dict[str, object] = {"kind": spec.kind.value, "help": spec.help, "effect": spec.effect}
    if spec.kind in (Kind.INTEGER, Kind.INTERVAL):
        document |= {"minimum": spec.minimum, "maximum": spec.maximum, "unit": spec.unit}
    if spec.kind is Kind.OPTION:
        document["options"] = list(spec.options)
    limits = {"max_length": spec.max_length, "max_values": spec.max_values, "references": spec.references}
    document |= {name: limit for name, limit in limits.items() if limit}
    return document | _default(spec)


def _default(spec: Spec) -> dict[str, object]:
    """The default as CLI text in the release's own unit."""
    if spec.kind is Kind.SECRET:
        return {"default": None, "default_confirmed": True}
    from fgsp_cli.fortios import to_words

    words = to_words(spec, spec.default)
    value = list(words) if spec.kind is Kind.NAMES else " ".join(words)
    return {"default": value, "default_confirmed": spec.default_confirmed}
