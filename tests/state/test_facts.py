"""Facts are read where they stand, and what cannot be read is None and never a guess."""

from __future__ import annotations

import gzip
from ipaddress import IPv4Interface
from pathlib import Path

import pytest

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.cutter import cut, text_of
from fgsp_cli.fortios.reader import read_sections
from fgsp_cli.fortios.status import parse_status
from fgsp_cli.fortios.tree import EMPTY, Node
from fgsp_cli.fortios.versions import Release
from fgsp_cli.state.facts import Facts
from fgsp_cli.state.facts_reading import FACT_SECTIONS, facts_from_backup, facts_from_tree

DATA = Path(__file__).parents[1] / "data"


def sample(name: str) -> Facts:
    data = (DATA / name).read_bytes()
    return facts_from_backup(text_of(gzip.decompress(data) if name.endswith(".gz") else data), name)


def tree(text: str) -> Node:
    return read_sections(cut(text, FACT_SECTIONS).sections, strict=()).tree


def test_a_backup_tells_what_its_unit_is() -> None:
    """What it does not mention is at its default, since a backup is complete."""
    facts = sample("backups/backup-FGT70G-7.6.6-branch.conf")
    assert (facts.release, facts.platform, facts.hostname) == (Release(7, 6, 6), "FGT70G", "FGT-70G-BRANCH")
    assert (facts.vdom_mode, facts.vdoms, facts.has_vdoms) == ("disable", ("root",), False)
    assert (facts.ha_mode, facts.ha_role) == ("standalone", "standalone")
    assert (facts.cfg_save, facts.standalone_config_sync) == ("automatic", False)
    assert (facts.vdom_exceptions, facts.central_management) == ((), "fortimanager")
    assert (facts.model, facts.serial) == (None, None)
    assert facts.interfaces is not None
    loop = facts.interfaces["LO_BGP"]
    assert (loop.vdom, loop.type, loop.addresses) == ("root", "loopback", (IPv4Interface("172.25.0.100/32"),))


@pytest.mark.parametrize(
    ("name", "vdoms", "interfaces"),
    [
        ("backups/backup-FGT50E-6.0.6-multivdom-flow-proxy.conf", ("root", "Flowbase"), 15),
        ("transcripts/show-VM-6.2.3-multivdom-readonly-prompt.txt", ("root", "ro"), 3),
    ],
)
def test_a_backup_of_a_unit_with_vdoms_names_them(name: str, vdoms: tuple[str, ...], interfaces: int) -> None:
    """The parts of the text tell, even where the header says otherwise."""
    facts = sample(name)
    assert (facts.vdom_mode, facts.vdoms, facts.has_vdoms) == ("multiple", vdoms, True)
    assert len(facts.interfaces or {}) == interfaces


def test_full_output_gives_the_same_kind_of_facts() -> None:
    """Defaults are written out there."""
    facts = sample("backups/showfull-FG100E-7.2.13.conf.gz")
    assert (facts.release, facts.central_management, facts.vdom_exceptions) == (Release(7, 2, 13), "none", ())
    owner = facts.address_owner("10.10.100.1")
    assert owner is not None
    assert owner.name == "dmz"
    assert facts.address_owner("10.10.100.2") is None


@pytest.mark.parametrize("name", ["backups/partial-vdom-root-crlf.txt", "transcripts/fgsp-config-kb-two-links-6.x.txt"])
def test_an_excerpt_tells_nothing_of_what_it_does_not_hold(name: str) -> None:
    """A check that needs such a fact is skipped with a warning; it must not pass."""
    assert sample(name) == Facts()


def test_the_backup_of_one_vdom_tells_nothing_global() -> None:
    """It holds the interfaces of that VDOM and the header."""
    facts = sample("transcripts/backup-VM64-5.2-per-vdom.txt")
    assert (facts.cfg_save, facts.ha_mode, facts.vdoms, facts.vdom_exceptions) == (None, None, None, None)
    assert facts.vdom_mode == "multiple"


def test_a_broken_backup_is_refused() -> None:
    """Half a backup would give half the facts."""
    with pytest.raises(ConfigTextError):
        sample("backups/show-FGT60C-5.0-truncated.txt")


def test_a_live_unit_adds_what_only_it_knows() -> None:
    """Serial, role and VDOM mode come from its status; sections that it answered with nothing are at their default."""
    status = parse_status((DATA / "transcripts/status-600E-6.2.6-vdom-multiple-ha-master.txt").read_text())
    text = (
        "config system vdom-property\n    edit root\n    next\n    edit vd-a\n    next\nend\n"
        "config system ha\n    set mode a-p\n    set standalone-config-sync enable\nend\n"
        "config system vdom-exception\n    edit 1\n        set object system.standalone-cluster\n    next\nend\n"
        "config system global\n    set cfg-save manual\n    set hostname other\nend\n"
    )
    facts = facts_from_tree(tree(text), status=status, answered=["system central-management"])
    assert facts == Facts(
        release=Release(6, 2, 6),
        model="FortiGate-600E",
        serial="FG6H0Exxxxxxxxx",
        hostname="fgt-600e",
        vdom_mode="multiple",
        vdoms=("root", "vd-a"),
        interfaces=None,
        ha_mode="a-p",
        ha_role="primary",
        cfg_save="manual",
        standalone_config_sync=True,
        vdom_exceptions=("system.standalone-cluster",),
        central_management="none",
    )


def test_what_a_login_may_not_read_is_unknown() -> None:
    """No section, no fact."""
    assert facts_from_tree(EMPTY) == Facts()


@pytest.mark.parametrize(
    ("line", "mode"),
    [
        ("set vdom-mode multi-vdom", "multiple"),
        ("set vdom-mode split-vdom", "split-task"),
        ("set vdom-mode no-vdom", "disable"),
        ("set vdom-admin enable", "multiple"),
        ("set admintimeout 5", None),
    ],
)
def test_the_vdom_mode_is_also_a_setting(line: str, mode: str | None) -> None:
    """Up to 6.0 it is a switch, later one of three words."""
    assert facts_from_tree(tree(f"config system global\n    {line}\nend\n")).vdom_mode == mode


def test_interfaces_have_all_their_addresses() -> None:
    """Secondary ones too; an address from a server, or none, is none."""
    text = (
        "config system interface\n"
        '    edit "a"\n        set vdom "x"\n        set ip 10.0.0.1/24\n        config secondaryip\n'
        "            edit 1\n                set ip 10.0.1.1 255.255.255.0\n            next\n        end\n    next\n"
        '    edit "b"\n        set mode dhcp\n        set ip 0.0.0.0 0.0.0.0\n        set alias "<x>"\n    next\n'
        '    edit "c"\n        set ip nonsense\n        set type tunnel\n    next\nend\n'
    )
    interfaces = facts_from_tree(tree(text)).interfaces
    assert interfaces is not None
    assert interfaces["a"].addresses == (IPv4Interface("10.0.0.1/24"), IPv4Interface("10.0.1.1/24"))
    assert [interfaces[name].addresses for name in "bc"] == [(), ()]
    assert (interfaces["a"].vdom, interfaces["b"].vdom, interfaces["c"].type) == ("x", "root", "tunnel")


def test_a_section_that_cannot_be_read_makes_its_facts_unknown_and_nothing_else() -> None:
    """A backup with a damaged section still tells the rest."""
    header = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=1:vdom=0:user=admin\n"
    text = header + "config system global\n    nonsense\nend\nconfig system ha\n    set mode a-a\nend\n"
    facts = facts_from_backup(text)
    assert (facts.cfg_save, facts.hostname, facts.ha_mode, facts.ha_role) == (None, None, "a-a", None)
    assert facts.central_management == "none"
