"""A wrong word or number given to the Python API is refused by name, before anything is read or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import fgsp_cli.api as api
from fgsp_cli.fleet import backup, device_history, diff, import_backups, lint_backups, lint_intent, status, verify
from fgsp_cli.intent import parse_intent
from fgsp_cli.inventory import Inventory

INTENT = parse_intent(
    "clusters: {edge: {fortios: 7.4.4, members: {fgt-a: {peerip: 10.10.10.1}, fgt-b: {peerip: 10.10.10.2}}}}",
    "edge.yaml",
)
NOBODY = Inventory(source=Path("inventory"), targets={}, known_hosts=Path("known_hosts"))
OPTIONS: Mapping[str, Mapping[str, object]] = {
    "transaction: 'dirct' is not one of auto, workspace, direct": {"transaction": "dirct"},
    "transaction: None": {"transaction": None},
    "limit: 'edge' is one text": {"limit": "edge"},
    "without: 'fgt-a' is one text": {"without": "fgt-a"},
    "allow_disruptive: 'no' is neither True nor False": {"allow_disruptive": "no"},
    "prune: 1 is neither": {"prune": 1},
    "old_psk: only a reference": {"old_psk": "hunter2"},
    "workers: 0 is": {"workers": 0},
    "canary: -1 is": {"canary": -1},
    "batch: 0 is": {"batch": 0},
    "max_failures: 0 is": {"max_failures": 0},
    "reconnect_seconds: inf is": {"reconnect_seconds": float("inf")},
    "settle_seconds: nan is": {"settle_seconds": float("nan")},
    "health_seconds: -1 is": {"health_seconds": -1},
}
CALLS: Mapping[str, Callable[[Path], object]] = {
    "scopes: 'ful' is not one of full, fgsp": lambda to: backup(NOBODY, to, scopes=("ful",)),
    "scopes: 'fgsp' is one text": lambda to: backup(NOBODY, to, scopes="fgsp"),
    "scopes: none is given": lambda to: backup(NOBODY, to, scopes=()),
    "keep: 0 is": lambda to: backup(NOBODY, to, keep=0),
    "workers: 0 is": lambda to: backup(NOBODY, to, workers=0),
    "limit: '*' is one text": lambda to: backup(NOBODY, to, limit="*"),
    "interval: -1 is": lambda _: status(NOBODY, interval=-1),
    "limit: 'edge' is one text": lambda _: verify(INTENT, NOBODY, limit="edge"),
    "workers: -2 is": lambda to: api.audit(INTENT, against=to, workers=-2),
    "processes: 0 is": lambda to: api.audit(INTENT, against=to, processes=0),
    "name_by: 'hostnme' is not one of auto, hostname, file": lambda to: api.audit(
        INTENT, against=to, name_by="hostnme"
    ),
    "name_by: 'x'": lambda to: diff(to, to, name_by="x"),
    "name_by: 'y'": lambda to: device_history("fgt-a", to, name_by="y"),
    "'7.x' is not a FortiOS release": lambda to: api.plan(INTENT, against=to, fortios="7.x"),
    "'7.y' is not a FortiOS release": lambda to: import_backups(to, fortios="7.y"),
    "'7.z' is not a FortiOS release": lambda to: lint_backups(to, fortios="7.z"),
    "seven is no FortiOS release": lambda _: lint_intent(INTENT, fortios="seven"),
    "'7.4.x' is not a FortiOS release": lambda _: api.render(INTENT.states()["fgt-a"], "7.4.x"),
    "'7' is not a FortiOS release": lambda _: api.render_changes((), "7"),
    "'' is not a FortiOS release": lambda _: api.read_config("config system ha\nend\n", ""),
    "'newest' is not a FortiOS release": lambda _: api.Interpreter("newest"),
    "patterns: 'edge' is one text": lambda _: INTENT.only("edge"),
    "names: 'fgt-a' is one text": lambda _: INTENT.without("fgt-a"),
}


@pytest.mark.parametrize("message", OPTIONS)
def test_push_options_refuse_it(message: str) -> None:
    """Whoever misspells `direct` must not get transactions, and `no` must not allow anything."""
    with pytest.raises(api.UsageError) as refused:
        api.PushOptions(**OPTIONS[message])  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("message", CALLS)
def test_a_verb_refuses_it(message: str, tmp_path: Path) -> None:
    """With the exit code of the command line, and nothing is written."""
    (tmp_path / "fgt-a.conf").write_text("#config-version=FGVM64-7.4.4-FW-build2662-240514\nconfig system ha\nend\n")
    with pytest.raises(api.FgspError) as refused:
        CALLS[message](tmp_path)
    assert str(refused.value).startswith(message)
    assert refused.value.exit_code == 64
    assert [path.name for path in tmp_path.iterdir()] == ["fgt-a.conf"]
