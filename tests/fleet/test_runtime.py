"""`status` on stand-in units over real SSH: what can be told apart is, and what cannot is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fgsp_cli.fleet.link_status import status
from fgsp_cli.intent import parse_intent
from fgsp_cli.inventory import load_inventory
from fgsp_cli.results.results import Outcome, Status
from fgsp_cli.results.status_results import Health, PeerLink, StatusResults, UnitRuntime
from fgsp_cli.testing import Lab, Quirks, UnitSpec

A, B, C = "10.10.10.1", "10.10.10.2", "10.10.10.3"
INTENT = """
clusters:
  edge:
    fortios: 7.4.4
    members:
      fgt-a: {number: 0, peerip: 10.10.10.1}
      fgt-b: {number: 1, peerip: 10.10.10.2}
"""
SILENT = "Kernel standalone-peers: not told in these words\n"


def config(*peers: str, secret: str = "", pickup: str = "enable", group: int = 7) -> str:
    """A unit with rows to these peers."""
    lines = ["config system standalone-cluster", f"set standalone-group-id {group}"]
    lines += ["set encryption enable", f"set psksecret {secret}"] if secret else []
    lines += ["config cluster-peer"]
    for number, peer in enumerate(peers, 1):
        lines += [f"edit {number}", f"set peerip {peer}", "next"]
    return "\n".join([*lines, "end", "end", "config system ha", f"set session-pickup {pickup}", "end", ""])


def unit(name: str, address: str, text: str, quirks: Quirks | None = None) -> UnitSpec:
    """A unit with one interface."""
    interfaces = {"port1": f"{address}/24", "port2": ""}
    return UnitSpec(name=name, fortios="7.4.4", config=text, interfaces=interfaces, quirks=quirks or Quirks())


@contextmanager
def looked_at(folder: Path, units: Sequence[UnitSpec], intent: str = "", *, down: str = "") -> Iterator[StatusResults]:
    """What `status` says of them, with one of them down."""
    with Lab(units) as lab:
        inventory = load_inventory(lab.write_inventory(folder / "inventory"))
        before = [one.stored_text() for one in lab]
        if down:
            lab[down].hang_up(for_good=True)
        yield status(inventory, intent=parse_intent(intent) if intent else None, interval=0)
        assert [one.stored_text() for one in lab] == before


def link(results: StatusResults, device: str) -> PeerLink:
    """The only link of a unit."""
    found = results.devices[device]
    assert isinstance(found, UnitRuntime)
    (only,) = found.links
    return only


def test_a_healthy_pair_is_good(tmp_path: Path) -> None:
    """Both run, both list the other, both see it; 0."""
    with looked_at(tmp_path, [unit("fgt-a", A, config(B)), unit("fgt-b", B, config(A))]) as results:
        assert link(results, "fgt-a").health is Health.GOOD, link(results, "fgt-a")
        assert link(results, "fgt-b").health is Health.GOOD
        assert (link(results, "fgt-a").peer, link(results, "fgt-b").peer) == ("fgt-b", "fgt-a")
        found = results.devices["fgt-a"]
        assert isinstance(found, UnitRuntime)
        assert found.received is not None
        assert found.received[1] > found.received[0]
        assert results.exit_code() == 0


def test_a_one_sided_pair_is_bad_and_said_to_be_one_sided(tmp_path: Path) -> None:
    """The unit without a row back is named."""
    with looked_at(tmp_path, [unit("fgt-a", A, config(B)), unit("fgt-b", B, config())]) as results:
        found = link(results, "fgt-a")
        assert found.health is Health.BAD
        assert "fgt-b has no row back" in found.why
        assert results.exit_code() == 2


def test_another_secret_is_bad_and_its_cause_is_said_to_be_one_of_two(tmp_path: Path) -> None:
    """`ENC` texts cannot be compared: what is known is that both are set up and do not see each other."""
    units = [unit("fgt-a", A, config(B, secret="one-secret-1")), unit("fgt-b", B, config(A, secret="other-secret-2"))]
    with looked_at(tmp_path, units) as results:
        for device in ("fgt-a", "fgt-b"):
            found = link(results, device)
            assert found.health is Health.BAD
            assert "another psksecret; FortiOS does not report which" in found.why[-1]
            assert "row back" not in " ".join(found.why)


def test_a_different_group_is_named(tmp_path: Path) -> None:
    """That is visible on both sides."""
    units = [unit("fgt-a", A, config(B)), unit("fgt-b", B, config(A, group=8))]
    with looked_at(tmp_path, units) as results:
        assert "standalone-group-id is 7 on fgt-a and 8 on fgt-b" in link(results, "fgt-a").why


def test_a_unit_that_is_down_is_no_configuration_error(tmp_path: Path) -> None:
    """It could not be asked, its peer does not see it, and both are said; 1, as something could not be done."""
    units = [unit("fgt-a", A, config(B)), unit("fgt-b", B, config(A))]
    with looked_at(tmp_path, units, INTENT, down="fgt-b") as results:
        found, other = link(results, "fgt-a"), results.devices["fgt-b"]
        assert found.health is Health.BAD
        assert "fgt-b could not be asked: unreachable" in found.why
        assert "row back" not in " ".join(found.why)
        assert isinstance(other, Outcome)
        assert other.status is Status.UNREACHABLE
        assert results.exit_code() == 1


def test_what_a_release_does_not_tell_is_unknown_and_not_good(tmp_path: Path) -> None:
    """No number of peers, and several of them: sessions arrive from somebody."""
    quirks = Quirks(standalone_peers=SILENT)
    units = [
        unit("fgt-a", A, config(B, C), quirks),
        unit("fgt-b", B, config(A, C), quirks),
        unit("fgt-c", C, config(A, B), quirks),
    ]
    with looked_at(tmp_path, units) as results:
        found = results.devices["fgt-a"]
        assert isinstance(found, UnitRuntime)
        assert [each.health for each in found.links] == [Health.UNKNOWN, Health.UNKNOWN]
        assert "sessions arrive; the unit does not report from which peer" in found.links[0].why
        assert results.exit_code() == 2


def test_without_the_number_of_peers_sessions_from_the_only_one_are_a_sign(tmp_path: Path) -> None:
    """Counters that move."""
    quirks = Quirks(standalone_peers=SILENT)
    units = [unit("fgt-a", A, config(B), quirks), unit("fgt-b", B, config(A), quirks)]
    with looked_at(tmp_path, units) as results:
        assert (link(results, "fgt-a").health, link(results, "fgt-a").why) == (Health.GOOD, ("sessions arrive",))


def test_synchronisation_that_does_not_run_is_bad(tmp_path: Path) -> None:
    """With the reason, where the configuration shows one."""
    units = [unit("fgt-a", A, config(B, pickup="disable")), unit("fgt-b", B, config(A))]
    with looked_at(tmp_path, units) as results:
        found = link(results, "fgt-a")
        assert found.health is Health.BAD
        assert found.why[0] == "synchronisation is not started on fgt-a: session-pickup is off"


def test_units_with_vdoms_are_asked_where_global_settings_are(tmp_path: Path) -> None:
    """Nothing is left open, and the answers are the same."""
    interfaces = {"port1": f"{A}/24"}, {"port1": f"{B}/24"}
    units = [
        UnitSpec(
            name="fgt-a", fortios="7.2.8", vdoms=("vd-a",), config=_in_global(config(B)), interfaces=interfaces[0]
        ),
        UnitSpec(
            name="fgt-b", fortios="7.2.8", vdoms=("vd-a",), config=_in_global(config(A)), interfaces=interfaces[1]
        ),
    ]
    with looked_at(tmp_path, units, INTENT.replace("7.4.4", "7.2.8")) as results:
        assert link(results, "fgt-a").health is Health.GOOD, results.devices["fgt-a"]


def _in_global(text: str) -> str:
    return f"config global\n{text}end\n"
