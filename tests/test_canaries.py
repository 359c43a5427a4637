"""A command that a stranger's text names never runs, whatever verb reads it; real processes, real files, the lab."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from command_line import program
from push_lab import TRIO, Bench, bench, trio

PSK = "operators-own-key-0815"
TEXT = (
    TRIO.format(fortios="7.4.4")
    .rpartition("      fgt-c")[0]
    .replace(
        "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
    )
)
SHOWN = """config system standalone-cluster
    set standalone-group-id 0
    set psksecret "{text}"
    set future-attribute {text}
    config cluster-peer
        edit 77
            set peerip 192.0.2.77
            set future-secret {text}
        next
    end
end"""


class Site:
    """A cluster, an intent that holds a key, and a command that must not run."""

    def __init__(self, work: Bench) -> None:
        self.work = work
        self.folder = work.folder
        self.canary = work.folder / "canary"
        self.script = work.folder / "canary.sh"
        self.script.write_text(f"#!/bin/sh\necho ran >> {self.canary}\necho stolen\n")
        self.script.chmod(0o700)
        self.command = f"${{cmd:{self.script}}}"
        self.intent = work.folder / "edge.yaml"
        self.intent.write_text(work.text)
        self.out = self.said = ""

    def __call__(self, *arguments: object, sends: bool = False) -> int:
        """Run the program as a process; the canary never runs, and the key goes nowhere unless the plan says so."""
        for unit in self.work.lab:
            unit.clear_log()
        words = [str(argument) for argument in arguments]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "FGSP_PSK": PSK}
        done = subprocess.run(
            program(*words), capture_output=True, text=True, env=environment, cwd=self.folder, check=False, timeout=100
        )
        self.out, self.said = done.stdout, done.stdout + done.stderr
        assert not self.canary.exists(), (words, self.said)
        assert "internal error" not in self.said
        assert "Traceback" not in self.said
        assert PSK not in self.said
        typed = [line for unit in self.work.lab for line in unit.log if PSK in line]
        assert sends or not typed, (words, typed)
        assert all(line.strip() == f'set psksecret "{PSK}"' for line in typed)
        return done.returncode

    @property
    def live(self) -> tuple[object, ...]:
        """The options of a verb that reads units."""
        return ("-i", self.intent, "-I", self.work.inventory.source)

    def newest(self) -> Path:
        """The folder of the newest run."""
        runs = [path for path in (self.folder / ".fgsp" / "runs").iterdir() if path.is_dir()]
        return max(runs, key=lambda path: path.stat().st_ctime_ns)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two units without anything configured."""
    with bench(tmp_path, trio()[:2], TEXT) as work:
        yield Site(work)


def test_the_canary_can_run_at_all(site: Site) -> None:
    """The same text in the operator's own intent is looked up; so a test that sees no canary has seen something."""
    site.intent.write_text(TEXT.replace("${env:FGSP_PSK}", site.command))
    with pytest.raises(AssertionError, match="canary"):
        site("push", *site.live, "--yes")
    assert site.canary.read_text() == "ran\n"  # once, for both units


KEY_ONLY = """config system standalone-cluster
    set psksecret "{text}"
end"""
SECTION = re.compile(r"show (full-configuration )?system standalone-cluster.*")


def planted_in(site: Site, shown: str, times: int | None) -> None:
    """The first unit answers so for so many times."""
    site.work["fgt-a"].refuse(SECTION, shown, times=times)


@pytest.mark.parametrize(
    ("own", "shown"),
    [(False, KEY_ONLY), (True, KEY_ONLY), (True, SHOWN)],
    ids=["a command", "the intent's own reference", "more than the schema knows"],
)
@pytest.mark.spread(3)
def test_what_a_unit_shows_is_no_reference_for_a_verb_that_reads(site: Site, own: bool, shown: str) -> None:
    """At its secret, and at what the schema does not know; nor does import copy it into an intent."""
    text = "${env:FGSP_PSK}" if own else site.command
    inventory = site.work.inventory.source
    for verb in (
        ("plan", *site.live),
        ("verify", *site.live),
        ("audit", *site.live),
        ("lint", "-I", inventory),
        ("import", "-I", inventory),
        ("status", "-I", inventory),
        ("backup", "-I", inventory, "--to", site.folder / "kept"),
    ):
        planted_in(site, shown.format(text=text), 2 if verb[0] == "backup" else 20)
        site(*verb)
        if verb[0] == "import" and shown is KEY_ONLY:
            assert "${env:FGSP_PSK_FGT_A}" in site.out
            assert text not in site.out
        site.work["fgt-a"].forget()


@pytest.mark.parametrize("own", [False, True], ids=["a command", "the intent's own reference"])
@pytest.mark.parametrize("times", [2, 4, 6])
@pytest.mark.spread(3)
def test_what_a_unit_shows_is_no_reference_when_a_push_is_undone(site: Site, own: bool, times: int) -> None:
    """It shows the text at first and nothing later, or the other way round: the push fails and rolls back."""
    shown = KEY_ONLY.format(text="${env:FGSP_PSK}" if own else site.command)
    for options in ((), ("--rotate-psk", "--allow-disruptive")):
        planted_in(site, shown, times)
        site("push", *site.live, "--yes", *options, sends=True)
        sent = [line for line in site.work["fgt-a"].log if PSK in line]
        assert not sent or "--rotate-psk" in options
        if (site.folder / ".fgsp" / "runs").exists():
            planted_in(site, shown, times)
            site("rollback", site.newest(), *site.live, "--yes", sends=True)
            site("recover", site.newest(), *site.live, "--yes", sends=True)


@pytest.mark.parametrize("text", ["a command", "${env:FGSP_PSK}", "${file:/etc/passwd}"])
@pytest.mark.spread(3)
def test_what_a_backup_or_a_terraform_state_holds_is_no_reference(site: Site, text: str) -> None:
    """Verbs that read files alone, and what import writes of them."""
    text = site.command if text == "a command" else text
    backups = site.folder / "backups"
    shutil.rmtree(backups, ignore_errors=True)
    backups.mkdir()
    for name in ("fgt-a", "fgt-b"):
        config = SHOWN.replace("    set future-attribute {text}\n", "").replace(
            "            set future-secret {text}\n", ""
        )
        (backups / f"{name}.conf").write_text(
            f"#config-version=FGVMK6-7.04.04-FW-build2573-230516:opmode=0:vdom=0:user=admin\n{config.format(text=text)}\n"
        )
    terraform = site.folder / "terraform.tfstate"
    row = {"type": "fortios_system_standalonecluster", "mode": "managed", "provider": 'x["y"].fgt-a'}
    row["instances"] = [{"attributes": {"psksecret": text, "encryption": "enable", "standalone_group_id": 7}}]  # type: ignore[assignment]
    terraform.write_text(json.dumps({"version": 4, "terraform_version": "1", "resources": [row]}))
    for verb in (
        ("render", "-i", site.intent),
        ("lint", "-i", site.intent),
        ("lint", "--against", backups),
        ("plan", "-i", site.intent, "--against", backups),
        ("audit", "-i", site.intent, "--against", backups),
        ("diff", backups / "fgt-a.conf", backups / "fgt-b.conf"),
        ("import", backups),
        ("import", terraform, "--fortios", "7.4.4"),
    ):
        code = site(*verb)
        if verb[0] == "import":
            assert code == 0, site.said
            assert text not in site.out
            assert "${env:FGSP_PSK_" in site.out


def planted(path: Path, site: Site) -> None:
    """The plan with the canary wherever it names the key, with a hash that fits."""
    content = json.loads(path.read_text().replace("${env:FGSP_PSK}", site.command))
    content.pop("sha256")
    digest = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    path.write_text(json.dumps({**content, "sha256": digest}))


@pytest.mark.parametrize("place", ["everywhere", "before", "old_psk"])
@pytest.mark.spread(3)
def test_what_a_saved_plan_names_is_no_reference(site: Site, place: str) -> None:
    """Not in its lines, its goal, what was there before, or its options: 65 or 64, and not a line is sent."""
    path = site.folder / "plan.json"
    assert site("plan", *site.live, "--out", path) == 2
    if place == "everywhere":
        planted(path, site)
    else:
        content = json.loads(path.read_text())
        content.pop("sha256")
        if place == "old_psk":
            content["options"]["old_psk"] = site.command
        else:
            for cluster in content["clusters"]:
                for unit in cluster["units"].values():
                    unit["before"]["standalone-cluster"]["psksecret"] = {"secret": site.command, "digest": None}
        digest = sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        path.write_text(json.dumps({**content, "sha256": digest}))
    inventory = site.work.inventory.source
    for options in (("-I", inventory), site.live):
        code = site("push", path, *options, "--yes")
        assert code in (1, 64, 65), (code, site.said)
        assert not [line for unit in site.work.lab for line in unit.log if line.strip().startswith("set ")]


@pytest.mark.parametrize("lines", [None, -1, 4, 3], ids=["done", "no end", "four lines", "three lines"])
@pytest.mark.spread(3)
def test_what_a_journal_names_is_no_reference_nor_is_its_inventory(site: Site, lines: int | None) -> None:
    """A planted run, half-done or done: its commands do not run, and its inventory is not read."""
    assert site("push", *site.live, "--yes", sends=True) == 0
    hosts = site.folder / "strange" / "hosts.yaml"
    hosts.parent.mkdir()
    hosts.write_text(f"fgt-a: {{hostname: 127.0.0.1, username: admin, password: '{site.command}'}}\n")
    done = site.newest()
    journal = done / "journal.jsonl"
    text = journal.read_text().replace("${env:FGSP_PSK}", site.command)
    text = text.replace(str(site.work.inventory.source.absolute()), str(hosts.parent))
    kept = done / "secrets"
    for file in kept.rglob("*") if kept.exists() else ():
        if file.is_file():
            file.write_text(file.read_text().replace("${env:FGSP_PSK}", site.command))
    journal.write_text("".join(f"{line}\n" for line in text.splitlines()[:lines]))
    for verb in ("recover", "rollback"):
        assert site(verb, done, "--yes") == 64
        assert "-I" in site.said
        assert site(verb, done, "-I", site.work.inventory.source) == 64
        site(verb, done, "-I", site.work.inventory.source, "--yes")
        site(verb, done, *site.live, "--yes", sends=True)
    site("plan", *site.live)
    assert site.command not in site.said
    site("push", *site.live, "--yes", sends=True)
    assert site.command not in site.said
    assert str(hosts.parent) not in site.said


def test_sources_can_be_switched_off_for_a_stranger_s_merge_request(site: Site) -> None:
    """By the option and by the environment; what needs no secret works all the same."""
    site.intent.write_text(TEXT.replace("${env:FGSP_PSK}", site.command))
    assert site("push", *site.live, "--yes", "--secret-sources", "env,keyring") == 65
    assert "of the secret sources only env, keyring may be used" in site.said
    assert site("plan", *site.live, "--secret-sources", "env") == 2
    assert "a push would be refused: the secret" in site.said
    assert site("plan", *site.live, "--secret-sources", "env,vault") == 64
    for verb in (("render", "-i", site.intent), ("lint", "-i", site.intent), ("plan", *site.live)):
        site(*verb)


TEXTS = (
    "${cmd:SCRIPT}",
    "${env:FGSP_PSK}",
    "${file:/etc/hostname}",
    "${keyring:a/b}",
    "{{ cycler.__init__ }}",
    "$(SCRIPT)",
)


def test_schema_takes_no_reference(site: Site) -> None:
    """Not as a release, an attribute or an option."""
    for text in (text.replace("SCRIPT", str(site.script)) for text in TEXTS):
        for arguments in (
            (text,),
            ("--fortios", text),
            ("--format", text),
            ("--format", "jsonschema", "--fortios", text),
        ):
            assert site("schema", *arguments) in (0, 64, 65)
            assert "stolen" not in site.said


def test_trust_runs_nothing_that_a_known_hosts_file_or_a_unit_s_name_says(site: Site) -> None:
    """Nor does it look up the password of a unit: only a jump host is logged in to."""
    inventory = site.work.inventory.source
    defaults = inventory / "defaults.yaml"
    content = yaml.safe_load(defaults.read_text())
    defaults.write_text(yaml.safe_dump({**content, "password": site.command}))
    known = inventory / "known_hosts"
    names = (f"{text.replace('SCRIPT', str(site.script))} ssh-ed25519 AAAA {text}\n" for text in TEXTS)
    known.write_text("".join(names) + known.read_text().splitlines(keepends=True)[0])
    assert site("trust", "-I", inventory, "--yes") == 0
    assert site("trust", "-I", inventory, "-l", site.command, "--yes") in (64, 65)
    assert site.work["fgt-a"].logins == site.work["fgt-b"].logins == 0


@pytest.mark.timeout(200)
def test_demo_takes_nothing_from_the_folder_or_the_environment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cluster has a key of its own; an intent and options of the environment do not count."""
    site.intent.write_text(TEXT.replace("${env:FGSP_PSK}", site.command))
    for name in ("FGSP_INTENT", "FGSP_INVENTORY", "FGSP_LAB_PASSWORD", "FGSP_RUN_DIR"):
        monkeypatch.setenv(name, site.command)
    monkeypatch.setenv("FGSP_INTENT", str(site.intent))
    assert site("demo") == 0, site.said
    assert "stolen" not in site.said
