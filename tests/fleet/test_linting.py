"""`lint` on an intent, on backups and on live units: one set of rules, told from what each can show."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.base.errors import ConfigTextError, IntentError, UsageError
from fgsp_cli.fleet.linting import Wanted, lint_backups, lint_intent, lint_units
from fgsp_cli.intent import parse_intent
from fgsp_cli.inventory import load_inventory
from fgsp_cli.lint.rule import Level
from fgsp_cli.results.lint_results import LintResults
from fgsp_cli.results.results import Status
from fgsp_cli.testing import Lab, UnitSpec

HEADER = "#config-version=FGVMK6-{release}-FW-build2662-240513:opmode=0:vdom={vdoms}:user=admin\n"
PAIR = """
clusters:
  edge:
    fortios: {fortios}
    ha: {{session_pickup: enable}}
    cluster_sync: {{{row}}}
    members:
      fgt-a: {{group_member_id: 0, peerip: 10.10.10.1}}
      fgt-b: {{group_member_id: 1, peerip: 10.10.10.2}}
"""
PEERS = """\
config system standalone-cluster
    set standalone-group-id 7
    set group-member-id {member}
    config cluster-peer
        edit 1
            set peerip {peer}
            {row}
        next
    end
end
"""
UNIT = """\
config system global
    set hostname "{name}"
end
config system interface
    edit "port1"
        set vdom "root"
        set ip {address} 255.255.255.0
    next
    edit "port2"
        set vdom "root"
        set ip 192.168.1.1 255.255.255.0
    next
end
config system ha
    set session-pickup enable
end
{fgsp}
config firewall policy
    edit 1
        set nat {nat}
    next
end
"""


def rules(linted: LintResults, *, worst: Level = Level.HINT) -> set[str]:
    """The ids of the rules that found something of that level or worse."""
    return {finding.rule for finding in linted.findings if finding.level.rank <= worst.rank}


def backup(
    folder: Path,
    name: str,
    member: int,
    *,
    release: str = "7.4.4",
    row: str = "",
    nat: str = "disable",
    extra: str = "",
) -> None:
    """A backup of one unit of a pair."""
    address, peer = f"10.10.10.{member + 1}", f"10.10.10.{2 - member}"
    fgsp = PEERS.format(member=member, peer=peer, row=row) + extra
    text = HEADER.format(release=release, vdoms=0) + UNIT.format(name=name, address=address, fgsp=fgsp, nat=nat)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.conf").write_text(text, encoding="utf-8")


class TestIntent:
    """Nothing but a file is looked at."""

    def test_a_sound_intent_has_nothing(self) -> None:
        """No group id is named, so none is wrong."""
        linted = lint_intent(parse_intent(PAIR.format(fortios="7.4.4", row="peervd: root")))
        assert rules(linted, worst=Level.WARNING) == set()
        assert linted.exit_code() == 0
        assert "not checked, as there are no facts of fgt-a, fgt-b" in linted.notes[0]

    @pytest.mark.parametrize(
        ("fortios", "row", "rule", "level"),
        [
            ("7.4.4", "ike_monitor: enable", "attr-version", Level.ERROR),
            ("7.0.5", "hb_interval: 15", "hb-range", Level.ERROR),
            ("7.0.5", "heartbeat: {interval: 300ms, lost_after: 3s}", "hb-range", Level.ERROR),
            ("7.4.4", "hb_interval: 15", "hb-raw", Level.WARNING),
            ("6.4.9", "hb_interval: 2", "hb-unsure", Level.HINT),
        ],
    )
    def test_what_a_release_does_not_take_is_a_finding_with_its_place(
        self, fortios: str, row: str, rule: str, level: Level
    ) -> None:
        """Of `states` it would be an error that ends everything; here the rest is checked too."""
        linted = lint_intent(parse_intent(PAIR.format(fortios=fortios, row=row), "edge.yaml"))
        found = [finding for finding in linted.findings if finding.rule == rule]
        assert [finding.level for finding in found][:1] == [level]
        assert str(found[0].position).startswith("edge.yaml:6:")

    def test_another_release_may_be_tried(self) -> None:
        """`--fortios`."""
        intent = parse_intent(PAIR.format(fortios="7.0.5", row="ike_monitor: enable"))
        assert "attr-version" not in rules(lint_intent(intent))
        assert "attr-version" in rules(lint_intent(intent, fortios="7.4.4"))

    def test_raw_numbers_that_mean_different_times_are_an_error(self) -> None:
        """One member counts in seconds, the other in 100 ms."""
        text = PAIR.format(fortios="7.0.5", row="hb_interval: 2").replace("10.10.10.2}", "10.10.10.2, fortios: 7.4.4}")
        linted = lint_intent(parse_intent(text))
        assert {"hb-raw", "hb-mixed"} <= rules(linted)
        assert linted.exit_code(Level.ERROR) == 2

    def test_what_makes_it_no_intent_is_raised(self) -> None:
        """65, not 2: there is nothing that rules could look at."""
        intent = parse_intent("clusters: {edge: {members: {a: {peerip: 10.0.0.1}, b: {peerip: 10.0.0.2}}}}")
        with pytest.raises(IntentError):
            lint_intent(intent)

    def test_an_ignored_rule_is_silent_and_an_unknown_one_is_refused(self) -> None:
        """A misspelt id would ignore nothing."""
        intent = parse_intent(PAIR.format(fortios="7.4.4", row="hb_interval: 15"))
        assert "hb-raw" not in rules(lint_intent(intent, Wanted(ignore=("hb-raw",))))
        with pytest.raises(UsageError, match="no such rule"):
            Wanted(ignore=("hb-row",))

    def test_the_level_that_fails_may_be_chosen(self) -> None:
        """Warnings do by default; hints do not."""
        linted = lint_intent(parse_intent(PAIR.format(fortios="7.4.4", row="hb_interval: 15")))
        assert [linted.exit_code(level) for level in (Level.ERROR, Level.WARNING, Level.HINT)] == [0, 2, 2]


class TestBackups:
    """Facts are read from them too."""

    def test_a_sound_pair_has_nothing(self, tmp_path: Path) -> None:
        """It is known to be a pair by its addresses."""
        backup(tmp_path, "fgt-a", 0)
        backup(tmp_path, "fgt-b", 1)
        linted = lint_backups(tmp_path)
        assert rules(linted) == set(), linted.findings
        assert linted.exit_code() == 0

    def test_what_only_facts_show_is_found(self, tmp_path: Path) -> None:
        """NAT, an interface that only one has, a row to nobody, another release."""
        backup(tmp_path, "fgt-a", 0, nat="enable", row='set down-intfs-before-sess-sync "port1"')
        backup(tmp_path, "fgt-b", 1, release="7.4.5")
        path = tmp_path / "fgt-b.conf"
        path.write_text(path.read_text().replace('"port2"', '"port3"').replace("7.4.4", "7.4.5"))
        found = rules(lint_backups(tmp_path))
        assert {"pickup-nat", "intf-parity", "model-fw", "down-intf-link"} <= found

    def test_a_table_and_a_value_of_another_release_are_findings_with_their_lines(self, tmp_path: Path) -> None:
        """A backup that somebody edited, or whose release was given wrongly."""
        backup(tmp_path, "fgt-a", 0, release="7.2.0", row="set hb-interval 15", extra="")
        linted = lint_backups(tmp_path)
        (finding,) = [finding for finding in linted.findings if finding.rule == "table-version"]
        assert finding.level is Level.ERROR
        assert finding.position is not None
        assert finding.position.line is not None

    def test_a_heartbeat_out_of_range_is_a_finding(self, tmp_path: Path) -> None:
        """And so is a row that asks for the next free id."""
        text = HEADER.format(release="7.0.5", vdoms=0) + (
            "config system cluster-sync\n    edit 1\n        set peerip 10.0.0.2\n        set hb-interval 15\n"
            "    next\n    edit 0\n        set peerip 10.0.0.3\n    next\nend\n"
        )
        (tmp_path / "fgt-a.conf").write_text(text)
        assert {"hb-range", "edit-0"} <= rules(lint_backups(tmp_path), worst=Level.ERROR)

    def test_an_attribute_of_another_release_only_warns(self, tmp_path: Path) -> None:
        """A unit that prints it knows it."""
        backup(tmp_path, "fgt-a", 0, release="7.4.0")
        path = tmp_path / "fgt-a.conf"
        path.write_text(
            path.read_text().replace("set group", "set asymmetric-traffic-control strict-anti-replay\n    set group")
        )
        (finding,) = [found for found in lint_backups(tmp_path).findings if found.rule == "attr-version"]
        assert (finding.level, finding.refuses) == (Level.WARNING, False)
        assert "FortiOS 7.4.2 and later" in finding.message

    def test_a_one_sided_pair_is_found_without_being_told_who_is_who(self, tmp_path: Path) -> None:
        """The address leads to the other unit's interface."""
        backup(tmp_path, "fgt-a", 0)
        backup(tmp_path, "fgt-b", 1)
        path = tmp_path / "fgt-b.conf"
        path.write_text(path.read_text().replace("set peerip 10.10.10.1", "set peerip 10.10.10.77"))
        found = {finding.rule: finding.message for finding in lint_backups(tmp_path).findings}
        assert "fgt-b has none to fgt-a" in found["mesh"]
        assert "10.10.10.77" in found["peer-stranger"]

    def test_an_intent_may_say_who_is_who(self, tmp_path: Path) -> None:
        """A device without a backup is missing."""
        backup(tmp_path, "fgt-a", 0)
        intent = parse_intent(PAIR.format(fortios="7.4.4", row="peervd: root"))
        linted = lint_backups(tmp_path, intent=intent)
        assert linted.units == ("fgt-a",)
        assert linted.unread["fgt-b"].status is Status.MISSING
        assert linted.exit_code() == 1

    def test_a_file_that_is_no_backup_is_named_and_the_rest_is_checked(self, tmp_path: Path) -> None:
        """65, whatever else there is."""
        backup(tmp_path, "fgt-a", 0)
        (tmp_path / "fgt-b.conf").write_text("config system ha\n    set mode standalone\n")
        linted = lint_backups(tmp_path)
        assert linted.units == ("fgt-a",)
        assert "cut off" in str(linted.unread["fgt-b"].error)
        assert linted.exit_code() == 65

    def test_a_place_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        """65."""
        with pytest.raises(ConfigTextError):
            lint_backups(tmp_path / "nowhere")


class TestUnits:
    """Over real SSH; nothing is changed."""

    def test_units_are_checked_as_they_run(self, tmp_path: Path) -> None:
        """A pair with NAT and without the option for it, one of them encrypting, and a VDOM that only one has."""
        units = [
            UnitSpec(
                name=name, fortios="7.4.4", config=self._config(member, encryption), interfaces=self._ports(member)
            )
            for member, (name, encryption) in enumerate((("fgt-a", "enable"), ("fgt-b", "disable")))
        ]
        with Lab(units) as lab:
            before = [one.stored_text() for one in lab]
            inventory = load_inventory(lab.write_inventory(tmp_path))
            linted = lint_units(inventory)
            assert [one.stored_text() for one in lab] == before
        assert linted.units == ("fgt-a", "fgt-b")
        assert {"enc-secret", "pickup-nat", "pickup-off"} <= rules(linted), linted.findings
        assert "mesh" not in rules(linted)
        assert linted.exit_code() == 2

    def test_a_unit_that_does_not_answer_is_named(self, tmp_path: Path) -> None:
        """1, and the other one is checked."""
        units = [UnitSpec(name=name, fortios="7.4.4") for name in ("fgt-a", "fgt-b")]
        with Lab(units) as lab:
            inventory = load_inventory(lab.write_inventory(tmp_path))
            lab["fgt-b"].hang_up(for_good=True)
            linted = lint_units(inventory)
        assert linted.units == ("fgt-a",)
        assert linted.unread["fgt-b"].status is Status.UNREACHABLE
        assert linted.exit_code() == 1

    @staticmethod
    def _ports(member: int) -> dict[str, str]:
        return {"port1": f"10.10.10.{member + 1}/24"}

    @staticmethod
    def _config(member: int, encryption: str) -> str:
        row = PEERS.format(member=member, peer=f"10.10.10.{2 - member}", row="")
        policy = "config firewall policy\nedit 1\nset nat enable\nnext\nend\n"
        secret = "set psksecret secret-of-test" if encryption == "enable" else ""
        more = f"config system standalone-cluster\nset encryption {encryption}\n{secret}\nend\n"
        return row + more + policy
