"""Texts of a unit -> facts and state: what the unit says of itself outranks our data."""

from __future__ import annotations

import pytest

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.device.reads import CFG_SAVE, VDOM_LIST, make_facts, make_state, section_commands, through_grep
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.status import Status

CLUSTER = "system standalone-cluster"
STORED = """\
config system standalone-cluster
    set standalone-group-id 3
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
        next
    end
end
"""
FULL = """\
config system standalone-cluster
    set standalone-group-id 3
    set group-member-id 0
    set layer2-connection unavailable
    unset session-sync-dev
    set encryption disable
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
            set hb-interval {interval}
            set brand-new-knob {knob}
        next
    end
end
"""


def texts(full: str, stored: str = STORED) -> dict[str, str]:
    """What a unit of 7.4.4 might have printed."""
    return {f"show {CLUSTER}": stored, f"show full-configuration {CLUSTER}": full}


def test_the_commands_are_the_sections_of_the_release() -> None:
    """As stored and in full; the peers' table is inside the object from 7.2.1 on."""
    assert section_commands(dialect("7.4.4")) == (
        "show system standalone-cluster",
        "show full-configuration system standalone-cluster",
        "show system ha",
        "show full-configuration system ha",
    )
    assert "show system cluster-sync" in section_commands(dialect("6.0.4"))
    assert through_grep("show x") == "show x | grep ."
    assert through_grep(CFG_SAVE) == CFG_SAVE


def test_a_default_of_the_unit_outranks_our_data_and_is_told() -> None:
    """Our data has 200 ms for the release; this unit says 700."""
    state, tree = make_state(dialect("7.4.4"), texts(FULL.format(interval=7, knob="on")), "unit fgt")
    assert state.peers[1].number("hb-interval") == 700
    assert state.notes == (
        "unit fgt: cluster-peer/hb-interval: the unit's default is 7, not 2 as our data has it",
        f"unit fgt: `{CLUSTER} cluster-peer brand-new-knob` is on this unit but not in our data for FortiOS 7.4.4",
    )
    peers = tree.child(CLUSTER, "cluster-peer")
    assert peers is not None
    assert list(peers.entries["1"].settings) == ["peerip"]


def test_what_our_data_does_not_list_is_kept_where_it_is_stored_only() -> None:
    """At its default it is nobody's business."""
    state, _ = make_state(dialect("7.4.4"), texts(FULL.format(interval=2, knob="on")), "unit fgt")
    assert not state.extra
    stored = STORED.replace("            set peerip", "            set brand-new-knob off\n            set peerip")
    state, _ = make_state(dialect("7.4.4"), texts(FULL.format(interval=2, knob="off"), stored), "unit fgt")
    extra = state.extra.child(CLUSTER, "cluster-peer")
    assert extra is not None
    assert extra.entries["1"].settings["brand-new-knob"].words == ("off",)


def test_a_full_text_that_makes_no_sense_is_noted_and_not_used() -> None:
    """The stored one is enough; a stored one that makes no sense is an error."""
    state, _ = make_state(dialect("7.4.4"), texts(FULL.format(interval=999, knob="on")), "unit fgt")
    assert state.peers[1].number("hb-interval") == 200
    assert "`show full-configuration` was not used" in state.notes[0]
    with pytest.raises(ConfigTextError):
        make_state(dialect("7.4.4"), texts("", STORED.replace("10.0.0.1", "10.0.0")), "unit fgt")


def test_sections_that_print_nothing_are_at_their_defaults() -> None:
    """A unit on which nothing was configured."""
    state, tree = make_state(dialect("7.4.4"), {}, "unit fgt")
    assert not state.peers
    assert not tree


def test_facts_of_a_login_that_sees_nothing_are_none() -> None:
    """What the status says is still there."""
    facts = make_facts(Status(hostname="x", vdom_mode="multiple"), {}, "unit x")
    assert facts.hostname == "x"
    assert (facts.vdoms, facts.interfaces, facts.cfg_save, facts.central_management) == (None, None, None, None)


def test_vdoms_are_found_in_the_kernel_s_list_where_their_table_is_empty() -> None:
    """Hidden ones are left out."""
    listed = (
        "name=root/root index=0 enabled\nname=web/web index=1\nname=vsys_ha/vsys_ha index=2\nname=vsys_fgfm index=3\n"
    )
    facts = make_facts(Status(vdom_mode="multiple"), {"show system vdom-property": "", VDOM_LIST: listed}, "unit x")
    assert facts.vdoms == ("root", "web")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cfg-save            : manual \n", "manual"),
        ("cfg-save: revert\ncfg-revert-timeout  : 600\n", "revert"),
        ("cfg-revert-timeout  : 600\n", None),
        ("", None),
        (None, None),
    ],
)
def test_cfg_save_is_what_the_unit_says_or_unknown(text: str | None, expected: str | None) -> None:
    """Never the default by silence: a change would be lost at the next reboot."""
    assert make_facts(Status(), {CFG_SAVE: text}, "unit x").cfg_save == expected


def test_a_section_that_makes_no_sense_makes_its_facts_unreadable_and_no_more() -> None:
    """A cut-off answer is no answer."""
    facts = make_facts(
        Status(vdom_mode="disable"),
        {"show system central-management": 'config system central-management\n    set type "', "show system ha": ""},
        "unit x",
    )
    assert facts.central_management is None
    assert facts.standalone_config_sync is False
