"""Whose a backup is: every file of two hundred folders is found, or listed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from backup_folders import make_folder

from fgsp_cli.archive.find import list_backups
from fgsp_cli.archive.identity import NameBy, find_backups
from fgsp_cli.base.errors import UsageError
from fgsp_cli.base.events import Event, Phase
from fgsp_cli.fleet import audit, device_history, diff, import_backups, lint_backups, plan
from fgsp_cli.intent import load_intent, parse_intent

BLOCK = "config system global\n    set hostname {}\nend\n"
HEADER = "#config-version=FGVMK6-{}-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"


class Listener:
    """A reporter that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def emit(self, event: Event) -> None:
        """Remember the event."""
        self.events.append(event)

    def messages(self, phase: Phase) -> list[str]:
        """The messages of one phase."""
        return [event.message for event in self.events if event.phase is phase]


def put(folder: Path, texts: dict[str, str]) -> Path:
    """Write files, paths below the folder -> host name or text."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if "\n" in text or not text else HEADER.format("7.4.4") + BLOCK.format(text))
    return folder


@pytest.mark.parametrize("start", range(0, 200, 25))
@pytest.mark.spread(3)
def test_nothing_is_lost_in_two_hundred_folders(tmp_path: Path, start: int) -> None:
    """Every unit is found by every verb, at its newest backup; every file is accounted for."""
    for number in range(start, start + 25):
        folder = make_folder(tmp_path / str(number), number)
        intent = parse_intent(folder.intent)
        listing = list_backups(folder.path)
        assert len(listing.backups) + len(listing.passed_over) == folder.files
        for roster in (None, {name: (name,) for name in folder.units}):
            found = find_backups(folder.path, roster)
            assigned = [*found.assigned.values(), *found.strangers.values()]
            counted = sum(len(each.files) for each in assigned) + len(found.unassigned) + len(found.passed_over)
            assert counted == folder.files, (number, folder.layout)
            assert all(len(each.files) == 2 for each in assigned), (number, folder.layout)
        audited = audit(intent, against=folder.path, fortios=folder.release)
        statuses = {name: str(outcome.status) for name, outcome in audited.devices.items()}
        assert statuses == dict.fromkeys(folder.units, "in_sync"), (number, folder.layout, statuses)
        assert audited.backups is not None
        assert len(audited.backups.strangers) == 1
        linted = lint_backups(folder.path, intent=intent, fortios=folder.release)
        assert sorted(linted.units) == sorted(folder.units)
        imported = import_backups(folder.path, fortios=folder.release)
        assert not imported.errors
        assert len(imported.names) == len(folder.units) + 1
        compared = diff(folder.path, folder.path, fortios=folder.release)
        assert [str(each.match) for each in compared.devices.values()] == ["equal"] * 3


def test_a_group_folder_is_no_device(tmp_path: Path) -> None:
    """Files of different host names are different units, whatever folder they are in, with or without a roster."""
    put(tmp_path, {"siteA/fw1.conf": "fw1", "siteA/fw2.conf": "fw2", "siteA/sub/running": "fw3"})
    assert set(find_backups(tmp_path).newest) == {"fw1", "fw2", "fw3"}
    found = find_backups(tmp_path, {"siteA": ("siteA",), "fw2": ("fw2",)})
    assert set(found.newest) == {"fw2"}
    assert set(found.strangers) == {"fw1", "fw3"}


def test_texts_without_a_host_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    """Two sites may use one name; a name that says nothing is that of the folder."""
    text = HEADER.format("7.4.4") + "config system global\nend\n"
    put(tmp_path, {"siteA/fw1.conf": text, "siteB/fw1.conf": text, "NAME/2026/Nov/27/show.txt": text})
    assert set(find_backups(tmp_path).newest) == {"siteA/fw1", "siteB/fw1", "NAME"}


def test_what_a_text_says_outranks_its_file_s_name(tmp_path: Path) -> None:
    """Two files whose names were swapped; with --name-by file the names count."""
    put(tmp_path, {"fgt-a.conf": "fgt-b", "fgt-b.conf": "fgt-a"})
    roster = {"fgt-a": ("fgt-a",), "fgt-b": ("fgt-b",)}
    assert find_backups(tmp_path, roster).newest["fgt-a"].path.name == "fgt-b.conf"
    assert find_backups(tmp_path, roster, NameBy.FILE).newest["fgt-a"].path.name == "fgt-a.conf"


@pytest.mark.parametrize(
    ("file", "hostname", "device"),
    [
        ("fgt-a.conf", "EDGE-01", "fgt-a"),
        ("x.conf", "fgt-a", "fgt-a.example.net"),
        ("x.conf", "FGT-A", "fgt-a"),
        ("fgt-a.example.net.conf", "EDGE-01", "fgt-a"),
        ("x/fgt-a_7-4_2795_202611270201.conf", "", "fgt-a"),
        ("10.0.0.1.conf", "", "10.0.0.1"),
    ],
)
def test_a_device_is_matched_by_name_then_by_host_name(tmp_path: Path, file: str, hostname: str, device: str) -> None:
    """FQDN against short name, either way round; an address is no FQDN."""
    put(tmp_path, {file: hostname or HEADER.format("7.4.4") + "config system global\nend\n"})
    found = find_backups(tmp_path, {device: (device,), "10.0.0.2": ("10.0.0.2",)})
    assert set(found.newest) == {device}


def test_what_may_be_anybody_s_is_listed_with_the_reason(tmp_path: Path) -> None:
    """A short name of two FQDNs; two host names under one file name; no host name where it alone counts."""
    put(tmp_path, {"x.conf": "fw1", "old/fw9_20261126.conf": "fw-old", "new/fw9_20261127.conf": "fw-new"})
    found = find_backups(tmp_path, {name: (name,) for name in ("fw1.a.net", "fw1.b.net", "fw9")})
    reasons = {file.path.name: reason for file, reason in found.unassigned.items()}
    assert reasons["x.conf"] == "fw1 may be fw1.a.net or fw1.b.net"
    assert "the texts are of fw-new, fw-old" in reasons["fw9_20261126.conf"]
    assert len(reasons) == 3
    put(tmp_path / "more", {"fw2.conf": HEADER.format("7.4.4") + "config system ha\nend\n"})
    assert set(find_backups(tmp_path / "more", None, NameBy.HOSTNAME).unassigned.values()) == {
        "the text says no host name"
    }
    imported = import_backups(tmp_path / "more", name_by="hostname")
    assert imported.code == 65
    assert len(imported.errors) == 1
    heard = Listener()
    audit(parse_intent("devices: {fw1.a.net: {}, fw1.b.net: {}}"), reporter=heard, against=tmp_path)
    assert any("x.conf was not read: fw1 may be" in message for message in heard.messages(Phase.WARNING))


def test_the_newest_is_told_by_dates_and_only_last_by_the_time_of_the_file(tmp_path: Path) -> None:
    """A checkout makes all files new at once; the dates in names stay."""
    names = ["a_20261125.conf", "2026/Nov/27/show.txt", "a.2026-11-26@02:01:00"]
    put(tmp_path, dict.fromkeys(names, "fgt-a"))
    os.utime(tmp_path / names[0], (4e9, 4e9))
    assert [file.path.name for file in find_backups(tmp_path).assigned["fgt-a"].files] == [
        "a_20261125.conf",
        "a.2026-11-26@02:01:00",
        "show.txt",
    ]
    steps = device_history("fgt-a", tmp_path)
    assert steps.backups == 3
    with pytest.raises(UsageError, match="no backup of that device") as caught:
        device_history("fgt-aa", tmp_path)
    assert caught.value.hint == "did you mean fgt-a?"


def test_backups_of_fgcp_members_are_no_strangers_and_are_named(tmp_path: Path) -> None:
    """Each has a host name of its own; it is said which was read, in the document too."""
    put(tmp_path, {"n1/running": "fgt-1a", "n2/running": "fgt-1b", "other.conf": "fgt-9"})
    intent = parse_intent(
        "clusters:\n  c:\n    fortios: 7.4.4\n    members:\n      dc1: {fgcp: [fgt-1a, fgt-1b], number: 0, peerip: 10.0.0.1}\n      dc2: {number: 1, peerip: 10.0.0.2}\n"
    )
    heard = Listener()
    results = audit(intent, reporter=heard, against=tmp_path)
    assert heard.messages(Phase.WARNING)[0] == "backups of units that the intent does not name: fgt-9"
    assert results.backups is not None
    assert results.backups.used["dc1"].hostname in ("fgt-1a", "fgt-1b")
    document = results.to_json()["backups"]
    assert document["used"]["dc1"]["named_by"] == "host name"  # type: ignore[index]
    assert document["used"]["dc1"]["older"] == 1  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "fortios", "intended", "release", "source"),
    [
        (HEADER.format("7.4.4"), "8.0.0", "", "7.4.4", "header"),
        ("# Version: FortiGate-60F v7.4.8,build2795,250101 (GA.M)\n", "8.0.0", "", "7.4.8", "comment"),
        ("#Version: FortiGate-VM64 v7.0.12,build0523\n", None, "7.4.4", "7.0.12", "comment"),
        ("", "8.0.0", "7.4.4", "7.4.4", "intent"),
        ("", "7.4.4", "7.4", "7.4.4", "--fortios"),
        ("", "7.4.4", "", "7.4.4", "--fortios"),
    ],
)
def test_plan_and_audit_read_a_backup_at_one_release(
    tmp_path: Path, text: str, fortios: str | None, intended: str, release: str, source: str
) -> None:
    """Header, comment, intent, option, in that order; the one that was used is reported."""
    (tmp_path / "fgt-a.conf").write_text(text + BLOCK.format("fgt-a"))
    intent = parse_intent(f"devices: {{fgt-a: {{{f'fortios: {intended}' if intended else ''}}}}}")
    (tmp_path / "x.yaml").write_text("devices: {fgt-a: {}}")
    intent = intent if intended == release else load_intent(tmp_path / "x.yaml") if not intended else intent
    heard = Listener()
    for verb in (plan, audit):
        results = verb(intent, reporter=heard, against=tmp_path, fortios=fortios)
        assert str(results.devices["fgt-a"].fortios) == release
        assert results.backups is not None
        assert results.backups.used["fgt-a"].release_from == source
    assert any(f"FortiOS {release} ({source})" in message for message in heard.messages(Phase.READ))


@pytest.mark.parametrize(
    "text",
    [
        "#config-version=FMG-VM64-7.4.6-FW-build2588-241119\n",
        "# Platform Type                   : FMG-VM64\n# Version : v7.4.6-build2588\n",
        "#config-version=FAZ-VM64-7.4.6-FW-build2588-241119\n",
        "# Platform Full Name : FortiAnalyzer-VM64\n",
    ],
)
def test_another_product_is_refused_as_what_it_is(tmp_path: Path, text: str) -> None:
    """With --fortios, too."""
    (tmp_path / "fmg.conf").write_text(text + BLOCK.format("fmg"))
    imported = import_backups(tmp_path, fortios="7.4.4")
    assert imported.code == 65
    assert "this is the configuration of a Forti" in imported.errors["fmg"]


@pytest.mark.parametrize("ending", [".yaml", ".conf"])
def test_a_yaml_backup_is_refused_by_name(tmp_path: Path, ending: str) -> None:
    """Whatever it is called; a text that is named .yaml is read; an intent that lies there is none."""
    head = HEADER.format("7.4.4")
    (tmp_path / f"fgt-a{ending}").write_text(
        f"{head}system_global:\n  hostname: fgt-a\nsystem_ha:\n  mode: standalone\n"
    )
    (tmp_path / "fgt-b.yml").write_text(head + BLOCK.format("fgt-b"))
    (tmp_path / "edge.yaml").write_text("clusters:\n  edge: {}\n")
    imported = import_backups(tmp_path)
    assert "a YAML backup of FortiOS" in imported.errors["fgt-a"]
    assert set(imported.names) == {"fgt-a", "fgt-b"}


@pytest.mark.parametrize("flaw", ['set alias "x\n', "edit 1\n", 'set description "never closed\n'])
def test_diff_refuses_what_import_calls_cut_off(tmp_path: Path, flaw: str) -> None:
    """One reader: no verb calls two texts equal of which it could not read one."""
    text = HEADER.format("7.4.4") + BLOCK.format("fgt-a") + f"config system interface\n    edit port1\n        {flaw}"
    (tmp_path / "a.conf").write_text(text)
    assert import_backups(tmp_path / "a.conf").code == 65
    assert diff(tmp_path / "a.conf", tmp_path / "a.conf").exit_code() == 65
    assert lint_backups(tmp_path / "a.conf").exit_code() == 65


@pytest.mark.parametrize("text", ["7.04.4", "07.4.4", "7.04", "v7.4.04"])
def test_a_release_that_no_unit_can_report_is_refused_with_the_intent(text: str) -> None:
    """`7.04.4` was a release for plan and a mismatch for audit."""
    from fgsp_cli.base.errors import IntentError

    with pytest.raises(IntentError, match="fortios"):
        parse_intent(f"devices: {{fgt-a: {{fortios: {text}}}}}").states()


def test_the_model_of_a_comment_and_the_build_of_a_header_are_facts(tmp_path: Path) -> None:
    """So the rules about models see backups, too."""
    from fgsp_cli.fleet.stored_units import StoredUnits

    text = "# Version: FortiGate-6301F v7.4.8,build2795,250101\n" + HEADER.format("7.4.4") + BLOCK.format("fgt-a")
    (tmp_path / "fgt-a.conf").write_text(text)
    (reading,) = StoredUnits(tmp_path, Listener()).readings.values()
    assert reading.observed is not None
    facts = reading.observed.facts
    assert (facts.model, facts.build, facts.is_chassis, facts.hostname) == ("FortiGate-6301F", 2662, True, "fgt-a")
