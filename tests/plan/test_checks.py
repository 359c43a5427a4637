"""What a unit is and how it is set up decides whether it is written to; what cannot be read is warned of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.versions import Release
from fgsp_cli.intent import parse_intent
from fgsp_cli.plan.checks import check_names, check_release, check_unit
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.state.facts import Facts

RELEASE = dialect("7.4.4")
GOOD = Facts(
    release=Release(7, 4, 4),
    model="FortiGate-60F",
    ha_mode="standalone",
    ha_role="standalone",
    cfg_save="automatic",
    standalone_config_sync=False,
    vdom_exceptions=(),
    central_management="none",
    vdoms=("root",),
    interfaces={},
)
INTENT = "devices:\n  x:\n    fortios: {fortios}\n    cluster_sync: [{{peerip: 10.0.0.1, syncvd: [web]}}]\n"


def options_of(facts: Facts, options: PushOptions) -> list[str]:
    """The options that would allow what the checks object to."""
    return [objection.option for objection in check_unit(facts, RELEASE, options).objections]


def test_a_good_unit_passes_without_a_word() -> None:
    """Neither an objection nor a warning."""
    verdict = check_unit(GOOD, RELEASE, PushOptions())
    assert (verdict.objections, verdict.warnings) == ((), ())


@pytest.mark.parametrize(
    ("facts", "option", "allowing"),
    [
        (replace(GOOD, cfg_save="manual"), "--cfg-save", PushOptions(cfg_save=True)),
        (replace(GOOD, standalone_config_sync=True), "--allow-config-sync", PushOptions(allow_config_sync=True)),
        (
            replace(GOOD, standalone_config_sync=True, vdom_exceptions=("log.syslogd",)),
            "--allow-config-sync",
            PushOptions(allow_config_sync=True),
        ),
        (
            replace(GOOD, model="FortiGate-7060E"),
            "--allow-untested-platform",
            PushOptions(allow_untested_platform=True),
        ),
        (replace(GOOD, ha_mode="a-p", ha_role="secondary"), "", PushOptions()),
    ],
)
def test_an_objection_names_the_option_that_allows_it(facts: Facts, option: str, allowing: PushOptions) -> None:
    """And that option does; a secondary is written to under no circumstances."""
    assert options_of(facts, PushOptions()) == [option]
    assert options_of(facts, allowing) == ([""] if not option else [])


@pytest.mark.parametrize("model", ["FortiGate-60F", "FortiGate-600E", "FortiGate-70G", "FortiGate-VM64-KVM", None])
def test_only_the_chassis_series_are_untested(model: str | None) -> None:
    """FortiGate-6000 and 7000, not every name with a 6 or a 7."""
    assert options_of(replace(GOOD, model=model), PushOptions()) == []


@pytest.mark.parametrize(
    ("fact", "word"),
    [("ha_role", "HA role"), ("cfg_save", "cfg-save"), ("standalone_config_sync", "standalone-config-sync")],
)
def test_a_fact_that_cannot_be_read_is_a_warning_that_names_the_check(fact: str, word: str) -> None:
    """A check is never passed silently."""
    verdict = check_unit(replace(GOOD, **{fact: None}), RELEASE, PushOptions())
    assert verdict.objections == ()
    assert any(word in warning and "was not checked" in warning for warning in verdict.warnings)


@pytest.mark.parametrize(
    ("wanted", "running", "fits"),
    [("7.4.4", "7.4.4", True), ("7.4.4", "7.4.5", False), ("7.4", "7.4.9", True), ("7.4", "7.2.4", False)],
)
def test_a_unit_runs_what_the_intent_says(wanted: str, running: str, fits: bool) -> None:
    """A release is exact, a branch stands for all of its releases."""
    device = parse_intent(INTENT.format(fortios=wanted)).devices["x"]
    assert (check_release(device, Release.parse(running)) is None) is fits


def test_names_that_a_unit_lacks_are_objected_to_and_unreadable_ones_warned_of() -> None:
    """VDOMs and interfaces alike."""
    wanted = parse_intent(INTENT.format(fortios="7.4.4")).states()["x"]
    (objection,) = check_names(GOOD, wanted, RELEASE).objections
    assert "no VDOM `web`" in str(objection)
    assert not objection.option
    blind = check_names(replace(GOOD, vdoms=None), wanted, RELEASE)
    assert blind.objections == ()
    assert "vdom names cannot be read" in blind.warnings[0]
