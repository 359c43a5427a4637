"""Pushing twice sends nothing the second time: every attribute that may be written, at every release of the data."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, assume, given, settings
from push_lab import bench
from spelled import intent_of
from strategies import Draw, releases, states, surrounding

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.fortios.versions import Release
from fgsp_cli.plan.checks import _references
from fgsp_cli.results.results import Status
from fgsp_cli.state.state import DeviceState
from fgsp_cli.testing import UnitSpec

WRITING = ("set", "unset", "edit", "delete", "next", "append", "execute")
REFERENCE = re.compile(r"\$\{[^{}]*\}")


def written(log: tuple[str, ...]) -> list[str]:
    """What was typed that may change something."""
    return [line for line in log if line.split()[:1] and line.split()[0] in WRITING]


@pytest.mark.parametrize("release", releases(), ids=str)
@pytest.mark.spread(5)
def test_pushing_twice_sends_nothing_the_second_time(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """All attributes off their defaults, on a unit that held nothing."""
    monkeypatch.setenv("FGSP_PSK", "kept secret")
    known = dialect(release)
    around = Interpreter(known, surrounding(known)).show().splitlines()

    @settings(max_examples=2, database=None, phases=[Phase.generate])
    @given(states(known, Draw.OTHER, entries=True))
    def law(state: DeviceState) -> None:
        text = REFERENCE.sub("${env:FGSP_PSK}", intent_of(state, known, hyphens=False))
        with TemporaryDirectory() as folder:
            names = dict.fromkeys(name for _, spec, name in _references(state, known) if spec.references == "vdom")
            assume("0" not in names)  # `edit 0` makes an entry with the next free id, so nothing can be called that
            unit = UnitSpec(name="fgt-x", fortios=str(release), vdoms=tuple(names))
            with bench(Path(folder), [unit], text) as work:
                work["fgt-x"].admin_change(around)
                first = work.push(allow_disruptive=True).devices["fgt-x"]
                assert first.status is Status.CHANGED, first.error
                work["fgt-x"].clear_log()
                second = work.push(allow_disruptive=True).devices["fgt-x"]
                assert (second.status, second.commands) == (Status.IN_SYNC, ()), second.error
                assert written(work["fgt-x"].log) == []

    law()


PAIR = """
clusters:
  edge:
    fortios: {fortios}
    cluster_sync: {{syncvd: [root]}}
    members:
      fgt-a: {{number: 0, peerip: 10.10.10.1}}
      fgt-b: {{number: 1, peerip: 10.10.10.2}}
"""


@pytest.mark.parametrize("mode", ["direct", "workspace"])
@pytest.mark.parametrize("fortios", ["6.4.5", "7.0.12", "7.2.1", "7.4.4", "8.0.0"])
def test_adopting_a_pair_with_the_id_1_on_both_units_sends_nothing(tmp_path: Path, fortios: str, mode: str) -> None:
    """The published examples have it; derived ids would be 2 and 1."""
    opening = [f"config {path}" for path in dialect(fortios).peers_path]
    with bench(
        tmp_path, [UnitSpec(name=name, fortios=fortios) for name in ("fgt-a", "fgt-b")], PAIR.format(fortios=fortios)
    ) as work:
        for name, other in (("fgt-a", 2), ("fgt-b", 1)):
            row = ["edit 1", f"set peerip 10.10.10.{other}", "set syncvd root", "next"]
            path = [line.replace("standalone-cluster cluster-peer", "cluster-peer") for line in opening]
            work[name].admin_change([*path, *row, *["end"] * len(path)])
            work[name].clear_log()
        before = work.stored()
        results = work.push(transaction=mode, allow_disruptive=True)
        assert [outcome.status for outcome in results.devices.values()] == [Status.IN_SYNC] * 2
        assert work.stored() == before
        assert not any(written(unit.log) for unit in work.lab)
