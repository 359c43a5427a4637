"""The verbs that reach units, from the command line to stand-in FortiGates over real SSH, and back."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp, program

from fgsp_cli.testing import Lab, LabUnit, Login, UnitSpec

PSK = "canary-psk-0815"
PASSWORD = "canary-password-0815"
INTENT = EDGE.replace("_id: 7}", "_id: 7, encryption: enable, psksecret: '${env:FGSP_PSK}'}")
ROWS_OF_A = ("config system standalone-cluster", "config cluster-peer")


@dataclass(frozen=True)
class Site:
    """A folder with an intent and an inventory, and the units."""

    folder: Path
    lab: Lab

    @property
    def arguments(self) -> tuple[str, ...]:
        """`-i` and `-I`."""
        return ("-i", str(self.folder / "edge.yaml"), "-I", str(self.folder))

    @property
    def stored(self) -> tuple[str, ...]:
        """What the units hold, byte for byte."""
        return tuple(unit.stored_text() for unit in self.lab)

    def __getitem__(self, name: str) -> LabUnit:
        return self.lab[name]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Two units of a cluster with nothing configured; their passwords and the cluster's secret are in the environment."""
    monkeypatch.setenv("FGSP_LAB_PASSWORD", PASSWORD)
    monkeypatch.setenv("FGSP_PSK", PSK)
    (tmp_path / "edge.yaml").write_text(INTENT, encoding="utf-8")
    reader = Login(username="reader", password=PASSWORD, read_only=True)
    specs = [
        UnitSpec(name="fgt-a", fortios="7.4.4", password=PASSWORD, logins=(reader,)),
        UnitSpec(name="fgt-b", fortios="7.0.12", password=PASSWORD, logins=(reader,)),
    ]
    with Lab(specs) as lab:
        lab.write_inventory(tmp_path)
        yield Site(tmp_path, lab)


@pytest.fixture
def pushed(site: Site, fgsp: Fgsp) -> Site:
    """The same after a push."""
    assert fgsp("push", *site.arguments, "--yes").code == 0
    return site


def test_plan_push_verify_and_push_again(site: Site, fgsp: Fgsp) -> None:
    """The main job: 2 before, 0 after, and the second push changes nothing."""
    before = site.stored
    assert fgsp("plan", *site.arguments).code == 2
    assert site.stored == before
    assert fgsp("verify", *site.arguments).code == 2
    assert site.stored == before

    assert fgsp("push", *site.arguments, "--yes").code == 0

    after = site.stored
    assert fgsp("verify", *site.arguments).code == 0
    again = fgsp("push", *site.arguments, "--yes", "--format", "json")
    assert (again.code, again.document["summary"]) == (0, {"in_sync": 2})
    assert site.stored == after


def test_the_plan_has_the_promised_shape(site: Site, fgsp: Fgsp) -> None:
    """Values as CLI text of the unit's own release, a secret as `present`."""
    ran = fgsp("plan", *site.arguments, "--format", "json")

    assert ran.code == 2
    assert list(ran.document) == ["schema_version", "command", "devices", "summary"]
    assert (ran.document["schema_version"], ran.document["command"]) == (1, "plan")
    assert ran.document["summary"] == {"drift": 2}
    unit = ran.document["devices"]["fgt-a"]  # type: ignore[index]
    assert list(unit) == ["cluster", "fortios", "status", "changes", "unmanaged", "commands", "undo", "error"]
    assert (unit["cluster"], unit["fortios"], unit["status"], unit["error"]) == ("edge", "7.4.4", "drift", None)
    changes = {change["path"]: change for change in unit["changes"]}
    assert list(changes["cluster-peer/2"]) == ["path", "action", "effect", "intended", "running", "position"]
    assert changes["cluster-peer/2"]["action"] == "create"
    assert changes["cluster-peer/2"]["intended"]["hb-interval"] == "10"
    assert changes["cluster-peer/2"]["position"].startswith(f"{site.folder}/edge.yaml:10:")
    assert changes["standalone-cluster/psksecret"]["intended"] == "present"
    assert "    set psksecret ${env:FGSP_PSK}" in unit["commands"]


def test_drift_is_found_and_put_right(pushed: Site, fgsp: Fgsp) -> None:
    """Somebody changes a heartbeat by hand."""
    pushed["fgt-a"].admin_change([*ROWS_OF_A, "edit 2", "set hb-interval 20", "next", "end", "end"])

    verified = fgsp("verify", *pushed.arguments)
    assert verified.code == 2
    assert "~ cluster-peer/2/hb-interval is 20, should be 10" in verified.out
    assert "fgt-b   edge     7.0.12   in sync" in verified.out

    ran = fgsp("push", *pushed.arguments, "--yes")
    assert ran.code == 0
    assert "~ cluster-peer/2/hb-interval  20 -> 10" in ran.out
    assert fgsp("verify", *pushed.arguments).code == 0


def test_rows_that_nobody_names_are_a_difference_only_if_one_is_strict(pushed: Site, fgsp: Fgsp) -> None:
    """They are listed, and touched only by `--prune`."""
    pushed["fgt-a"].admin_change([*ROWS_OF_A, "edit 150", "set peerip 10.99.9.9", "next", "end", "end"])

    for verb in ("plan", "verify"):
        assert "? cluster-peer/150 is not in the intent: peerip 10.99.9.9" in fgsp(verb, *pushed.arguments).out
        assert fgsp(verb, *pushed.arguments).code == 0
        assert fgsp(verb, *pushed.arguments, "--strict").code == 2
    assert fgsp("plan", *pushed.arguments, "--prune").code == 2
    assert fgsp("push", *pushed.arguments, "--yes", "--prune").code == 0
    assert "10.99.9.9" not in pushed["fgt-a"].stored_text()


def test_a_push_asks_and_does_what_it_showed(site: Site, fgsp: Fgsp) -> None:
    """The plan and the question go to stderr, the result to stdout without what was just read."""
    ran = fgsp("push", *site.arguments, answer="y\n")

    assert ran.code == 0
    assert "+ cluster-peer/2: " in ran.err
    assert "    set psksecret ${env:FGSP_PSK}\n" in ran.err
    assert "Change 2 units? [y/N] " in ran.err
    assert "cluster-peer" not in ran.out
    assert "fgt-a   edge     7.4.4    changed" in ran.out


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_without_a_yes_nothing_is_changed(site: Site, fgsp: Fgsp, answer: str) -> None:
    """No line was accepted by anybody: 1."""
    before = site.stored

    ran = fgsp("push", *site.arguments, answer=answer)

    assert (ran.code, site.stored) == (1, before)
    assert "2 skipped" in ran.out


def test_nothing_to_do_is_nothing_to_ask(pushed: Site, fgsp: Fgsp) -> None:
    """A question would be a lie."""
    ran = fgsp("push", *pushed.arguments, answer="n\n")

    assert ran.code == 0
    assert "[y/N]" not in ran.err


def test_a_part_of_a_cluster_is_not_pushed(site: Site, fgsp: Fgsp) -> None:
    """What is not looked at cannot be put back; `--without` says that it is meant."""
    ran = fgsp("push", *site.arguments, "--yes", "-l", "fgt-a")
    assert ran.code == 64
    assert "--without fgt-b" in ran.err

    assert fgsp("push", *site.arguments, "--yes", "-l", "fgt-a", "--without", "fgt-b").code == 0
    assert site["fgt-b"].logins == 0


def test_a_plan_is_made_from_backups_too(pushed: Site, fgsp: Fgsp) -> None:
    """Without a connection, with the same answer: in sync with what was backed up after the push."""
    backups = pushed.folder / "backups"
    assert fgsp("backup", "-I", pushed.folder, "--to", backups).code == 0
    pushed.lab.stop()

    ran = fgsp("plan", "-i", pushed.folder / "edge.yaml", "--against", backups, "--format", "json")

    assert (ran.code, ran.document["summary"]) == (0, {"in_sync": 2})


def test_an_inventory_of_the_environment_gives_way_to_backups(
    pushed: Site, fgsp: Fgsp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--against` was typed just now."""
    fgsp("backup", "-I", pushed.folder, "--to", pushed.folder / "backups")
    monkeypatch.setenv("FGSP_INVENTORY", str(pushed.folder))
    monkeypatch.setenv("FGSP_INTENT", str(pushed.folder / "edge.yaml"))

    assert fgsp("plan").code == 0
    assert fgsp("plan", "--against", pushed.folder / "backups").code == 0


def test_backups_are_stored_once_per_change(site: Site, fgsp: Fgsp) -> None:
    """A unit in which nothing changed gives no new file; text and JSON say which is which."""
    backups = site.folder / "backups"
    first = fgsp("backup", "-I", site.folder, "--to", backups, "--scope", "full,fgsp", "--format", "json")
    second = fgsp("backup", "-I", site.folder, "--to", backups, "-l", "fgt-a")

    assert (first.code, second.code) == (0, 0)
    unit = first.document["devices"]["fgt-b"]  # type: ignore[index]
    assert (unit["fortios"], unit["error"]) == ("7.0.12", None)
    assert [(stored["scope"], stored["new"]) for stored in unit["backups"]] == [("full", True), ("fgsp", True)]
    assert all(Path(stored["file"]).is_file() for stored in unit["backups"])
    heading, row, _, about = second.out.splitlines()
    assert heading.startswith("UNIT ")
    assert " UTC: live units of " in about
    assert " unchanged  " in row


def test_a_unit_that_does_not_answer_is_1_and_named(site: Site, fgsp: Fgsp) -> None:
    """The others are read all the same; a push changes none of them."""
    site["fgt-b"].hang_up(for_good=True)
    before = site["fgt-a"].stored_text()

    for verb, code in (("plan", 1), ("verify", 1)):
        ran = fgsp(verb, *site.arguments, "--format", "json")
        assert ran.code == code
        assert ran.document["summary"] == {"drift": 1, "unreachable": 1}
    assert fgsp("push", *site.arguments, "--yes").code == 1
    assert site["fgt-a"].stored_text() == before
    ran = fgsp("backup", "-I", site.folder, "--to", site.folder / "b")
    assert ran.code == 1
    assert "fgt-b: " in ran.out
    assert "unreachable" in ran.out


def test_a_push_that_fails_half_way_is_3_and_tells_line_and_place(site: Site, fgsp: Fgsp) -> None:
    """Every unit is as it was; the message has the unit, its line, its own words and the intent's place."""
    before = fgsp("plan", *site.arguments, "--format", "json").document
    site["fgt-b"].refuse("set peerip 10.10.10.1", "Command fail. Return code -651")

    ran = fgsp("push", *site.arguments, "--yes")

    assert ran.code == 3
    assert fgsp("plan", *site.arguments, "--format", "json").document == before
    assert "rolled back" in ran.out
    assert "fgt-b" in ran.out
    assert "`set peerip 10.10.10.1`" in ran.out
    assert "Return code -651" in ran.out
    assert "edge.yaml:9:" in ran.out


def test_a_unit_that_needs_a_person_is_4_and_named_on_both_streams(site: Site, fgsp: Fgsp) -> None:
    """Somebody changed by hand what this push had just written, and then the push failed: theirs is left alone."""
    by_hand = [*ROWS_OF_A, "edit 2", "set hb-interval 15", "next", "end", "end"]
    site["fgt-b"].before("set peerip 10.10.10.1", lambda: site["fgt-a"].admin_change(by_hand))
    site["fgt-b"].refuse("set peerip 10.10.10.1", "Command fail. Return code -651")

    ran = fgsp("push", *site.arguments, "--yes", "--transaction", "direct")

    assert ran.code == 4
    assert "set hb-interval 15" in site["fgt-a"].stored_text()
    backup = next(site.folder.rglob("backups/fgt-a.conf"))
    for said in (ran.out, ran.err):
        assert "fgt-a needs a person" in said
        assert str(backup) in said


def test_a_read_only_login_is_1_and_changes_nothing(site: Site, fgsp: Fgsp) -> None:
    """It reads well enough for plan and verify."""
    defaults = site.folder / "defaults.yaml"
    defaults.write_text(defaults.read_text().replace("username: admin", "username: reader"), encoding="utf-8")
    before = site.stored

    assert fgsp("plan", *site.arguments).code == 2
    ran = fgsp("push", *site.arguments, "--yes")

    assert (ran.code, site.stored) == (1, before)


def test_an_unknown_host_key_is_refused_and_trust_makes_it_known(site: Site, fgsp: Fgsp) -> None:
    """Strict by default; nobody is asked without a terminal."""
    known_hosts = site.folder / "known_hosts"
    known_hosts.unlink()
    assert fgsp("verify", *site.arguments).code == 1

    unasked = fgsp("trust", "-I", site.folder)
    assert unasked.code == 64
    assert not known_hosts.exists()
    declined = fgsp("trust", "-I", site.folder, answer="n\n")
    assert (declined.code, known_hosts.exists()) == (1, False)

    accepted = fgsp("trust", "-I", site.folder, answer="y\n")
    assert accepted.code == 0
    assert "Accept 2 host keys? [y/N] " in accepted.err
    assert accepted.out.count("SHA256:") == 2
    assert accepted.out.count(" new\n") == 2
    assert fgsp("verify", *site.arguments).code == 2
    again = fgsp("trust", "-I", site.folder, "--format", "json")
    assert (again.code, again.document["devices"]["fgt-a"]["status"]) == (0, "known")  # type: ignore[index]


def test_a_changed_host_key_needs_a_word_of_its_own(site: Site, fgsp: Fgsp) -> None:
    """`--yes` in a pipeline must not wave somebody in between through."""
    known_hosts = site.folder / "known_hosts"
    lines = known_hosts.read_text().splitlines()
    of_b = lines[1].split()
    known_hosts.write_text(f"{lines[0].split()[0]} {of_b[1]} {of_b[2]}\n{lines[1]}\n", encoding="utf-8")
    before = known_hosts.read_text()

    refused = fgsp("trust", "-I", site.folder, "--yes")
    assert (refused.code, known_hosts.read_text()) == (1, before)
    assert "fgt-a: the host key is not the one that is known" in refused.err
    assert fgsp("trust", "-I", site.folder, "--yes", "--changed").code == 0
    assert fgsp("verify", *site.arguments).code == 2


def test_secrets_are_told_nobody(site: Site, fgsp: Fgsp) -> None:
    """Not in results, not in talk, not with -vv, not in anything that is written."""
    told = ""
    for arguments in (
        ("plan", *site.arguments, "-vv"),
        ("plan", *site.arguments, "--format", "json"),
        ("push", *site.arguments, "--yes", "-vv", "--format", "json"),
        ("verify", *site.arguments, "-vv"),
        ("push", *site.arguments, "--yes", "--rotate-psk", "-vv"),
    ):
        ran = fgsp(*arguments)
        told += ran.out + ran.err
    files = [path for path in site.folder.rglob("*") if path.is_file()]
    written = b"".join(path.read_bytes() for path in files)

    assert any(path.suffix == ".log" for path in files)
    for secret in (PSK, PASSWORD):
        assert secret not in told
        assert secret.encode() not in written


def test_each_step_is_told_on_request(site: Site, fgsp: Fgsp) -> None:
    """`-v`: on stderr, a line per step; without it, a pipe gets silence."""
    assert fgsp("verify", *site.arguments).err == ""
    assert "connect: fgt-a\n" in fgsp("verify", *site.arguments, "-v").err


def test_the_record_of_a_run_is_named(site: Site, fgsp: Fgsp) -> None:
    """Backups and result, where `--run-dir` says or beside the intent."""
    ran = fgsp("push", *site.arguments, "--yes", "--run-dir", site.folder / "runs")

    assert f"the record of this run is in {site.folder}/runs/" in ran.err
    assert len(list((site.folder / "runs").rglob("*.conf"))) == 2


def test_control_c_in_the_middle_of_a_push_leaves_nothing_half_done(site: Site, fgsp: Fgsp) -> None:
    """What is in flight is finished or put back: either way the units agree with each other."""
    process = subprocess.Popen(
        program("push", *site.arguments, "--yes"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    site["fgt-a"].before("set peerip 10.10.10.2", lambda: process.send_signal(signal.SIGINT))
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"2 units: 2 " in out
    assert b"Traceback" not in err
    assert b"interrupted: what is in flight is finished or rolled back" in err
    assert fgsp("verify", *site.arguments).code in (0, 2)


@pytest.mark.parametrize("command", ["plan", "push", "verify", "audit", "lint", "status"])
def test_a_host_that_the_inventory_spells_otherwise_is_wrong_input_of_every_verb(
    command: str, site: Site, fgsp: Fgsp
) -> None:
    """65 and the close name; verbs that read speak of the other units all the same."""
    hosts = site.folder / "hosts.yaml"
    hosts.write_text(hosts.read_text(encoding="utf-8").replace("fgt-b:", "fgt-bb:"), encoding="utf-8")
    extra = {"push": ("--yes",), "status": ("--interval", "0")}.get(command, ())
    ran = fgsp(command, *site.arguments, *extra)
    assert ran.code == 65, ran
    assert "the inventory has no host fgt-b; did you mean fgt-bb?" in " ".join((ran.out + ran.err).split())
    assert site["fgt-b"].logins == 0
    assert (site["fgt-a"].logins == 0) == (command in ("plan", "push"))
