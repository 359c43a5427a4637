"""Heartbeats are times: exact in each release's own unit, or refused."""

from __future__ import annotations

import pytest
from intent_texts import intent, states, wrong

from fgsp_cli.fortios import time_text
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.values import to_words
from fgsp_cli.intent.read.times import milliseconds


def device(release: str, arguments: str) -> str:
    """One device with one row."""
    return f"devices:\n  fgt-x:\n    fortios: {release}\n    cluster_sync: [{{peerip: 10.0.0.1, {arguments}}}]\n"


def beat(interval: str, lost_after: str) -> str:
    """The argument."""
    return f"heartbeat: {{interval: {interval}, lost_after: {lost_after}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1s", 1000),
        ("300ms", 300),
        ("1.5s", 1500),
        ("0.3s", 300),
        ("6 s", 6000),
        ("1.0005s", None),
        ("0.5ms", None),
        ("200.0ms", 200),
        ("0s", 0),
        ("1", None),
        ("1m", None),
        ("-1s", None),
        ("1e3ms", None),
        ("", None),
        ("१s", None),
    ],
)
def test_a_time_is_a_number_with_its_unit_and_whole_milliseconds(text: str, expected: int | None) -> None:
    """Nothing is rounded, not even in reading."""
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    ("time", "text"), [(1000, "1 s"), (300, "300 ms"), (1500, "1.5 s"), (123456789, "123456.789 s")]
)
def test_a_time_is_shown_as_people_write_it(time: int, text: str) -> None:
    """Seconds where there is one."""
    assert time_text(time) == text


@pytest.mark.parametrize(
    ("release", "interval", "threshold"),
    [
        ("6.0.4", "1", "6"),
        ("6.4.8", "1", "6"),
        ("6.4.10", "10", "6"),
        ("7.0.5", "1", "6"),
        ("7.0.6", "10", "6"),
        ("7.2.0", "1", "6"),
        ("7.2.1", "10", "6"),
        ("8.0.0", "10", "6"),
    ],
)
def test_one_time_is_another_number_in_each_unit(release: str, interval: str, threshold: str) -> None:
    """1 s, lost after 6 s."""
    row = states(device(release, beat("1s", "6s")))["fgt-x"].peers[1]
    specs = dialect(release).peers.by_key
    assert to_words(specs["hb-interval"], row["hb-interval"]) == (interval,)
    assert to_words(specs["hb-lost-threshold"], row["hb-lost-threshold"]) == (threshold,)


@pytest.mark.parametrize(
    ("release", "given", "nearest", "allowed"),
    [
        ("7.0.5", beat("§300ms", "6s"), "1 s and 2 s", "FortiOS 7.0.5 counts 1 to 10 seconds"),
        ("7.0.5", beat("§1.5s", "6s"), "1 s and 2 s", "1 to 10 seconds"),
        ("7.0.5", beat("§11s", "66s"), "9 s and 10 s", "1 to 10 seconds"),
        ("7.4.4", beat("§3s", "6s"), "1.9 s and 2 s", "FortiOS 7.4.4 counts 1 to 20 x 100 ms"),
        ("7.4.4", beat("§150ms", "6s"), "100 ms and 200 ms", "1 to 20 x 100 ms"),
        ("7.4.4", beat("§50ms", "6s"), "100 ms and 200 ms", "1 to 20 x 100 ms"),
        ("7.0.5", beat("2s", "§5s"), "4 s and 6 s", "1 to 10 intervals of 2 s"),
        ("7.0.5", beat("1s", "§11s"), "9 s and 10 s", "1 to 10 intervals of 1 s"),
        ("7.4.4", beat("1s", "§500ms"), "1 s and 2 s", "1 to 60 intervals of 1 s"),
        ("7.4.4", beat("200ms", "§90s"), "11.8 s and 12 s", "1 to 60 intervals of 200 ms"),
    ],
)
def test_what_cannot_be_exact_is_refused_with_the_two_nearest(
    release: str, given: str, nearest: str, allowed: str
) -> None:
    """Of the times that the release can have."""
    (line,) = wrong(device(release, given))
    assert "cannot be expressed exactly" in line
    assert f"the nearest that can be are {nearest}" in line
    assert allowed in line


def test_both_times_are_needed_and_both_are_times() -> None:
    """All of it is said at once, whatever the release."""
    lines = wrong("""
    devices:
      fgt-x:
        cluster_sync:
          - heartbeat: §{interval: 1s}
          - heartbeat: §{lost_after: 6s}
          - heartbeat: {interval: §1, lost_after: §soon}
          - heartbeat: {interval: 1s, lost_after: 6s, §every: 1s}
          - heartbeat: {interval: §0s, lost_after: 6s}
          - heartbeat: §1s
    """)
    assert "lost_after missing" in lines[0]
    assert "interval missing" in lines[1]
    assert "a time with its unit, such as 1s, 1.5s or 300ms is wanted (found: 1)" in lines[2]


def test_a_missing_time_may_stand_in_another_block() -> None:
    """Mappings merge; it is the row that needs both."""
    text = """
    clusters:
      edge:
        fortios: 7.4.4
        cluster_sync: {heartbeat: {interval: 1s}}
        members:
          fgt-a: {peerip: 10.0.0.1, heartbeat: {lost_after: 6s}}
          fgt-b: {peerip: 10.0.0.2, heartbeat: {lost_after: 9s}}
    """
    assert states(text)["fgt-b"].peers[1]["hb-lost-threshold"] == 9


def test_a_raw_number_on_a_100_ms_release_is_warned_of_with_its_time() -> None:
    """The same number was ten times as long before."""
    (warning,) = intent(device("7.4.4", "hb_interval: 3, hb_lost_threshold: 4")).warnings
    assert "means a heartbeat every 300 ms, lost after 1.2 s, on FortiOS 7.4.4" in str(warning)
    assert str(warning.position) == "edge.yaml:4:52"
    assert not intent(device("7.0.5", "hb_interval: 3, hb_lost_threshold: 4")).warnings
    assert not intent(device("7.4.4", beat("300ms", "1200ms"))).warnings


@pytest.mark.parametrize("raw", ["hb_interval: §2", "hb_lost_threshold: §10"])
def test_a_raw_number_in_a_cluster_of_mixed_units_is_refused(raw: str) -> None:
    """It would mean two times; only 1 s and 2 s exist on both scales."""
    lines = wrong(f"""
    clusters:
      edge:
        cluster_sync: {{{raw}}}
        members:
          fgt-a: {{peerip: 10.0.0.1, fortios: 7.0.5}}
          fgt-b: {{peerip: 10.0.0.2, fortios: 7.0.6}}
    """)
    assert len(lines) == 1
    assert "seconds on fgt-a (FortiOS 7.0.5); 100 ms on fgt-b (FortiOS 7.0.6)" in lines[0]
    assert "heartbeat" in lines[0]
    assert "1 s and 2 s" in lines[0]


def test_units_are_those_of_the_releases_asked_for_and_of_members_that_stay() -> None:
    """`--fortios` replaces all releases; who leaves counts no heartbeats any more."""
    text = """
    clusters:
      edge:
        cluster_sync: {hb_interval: 2}
        members:
          fgt-a: {peerip: 10.0.0.1, fortios: 7.0.5, state: absent}
          fgt-b: {peerip: 10.0.0.2, fortios: 7.0.6}
          fgt-c: {peerip: 10.0.0.3, fortios: 7.4.4}
    """
    assert states(text)["fgt-b"].peers[3]["hb-interval"] == 200
    present = text.replace("absent", "present")
    assert states(present, "7.0.5")["fgt-b"].peers[3]["hb-interval"] == 2000
    assert states(present, {"fgt-a": "7.0.6"})["fgt-b"].peers[3]["hb-interval"] == 200


def test_units_are_mixed_even_if_only_some_members_are_asked_for() -> None:
    """`--limit` changes no meaning."""
    text = """
    clusters:
      edge:
        cluster_sync: {hb_interval: 2}
        members:
          fgt-a: {peerip: 10.0.0.1, fortios: 7.0.5}
          fgt-b: {peerip: 10.0.0.2, fortios: 7.0.6}
    """
    from fgsp_cli.base.errors import IntentError

    with pytest.raises(IntentError, match="different times"):
        intent(text).only(["fgt-b"]).states()


@pytest.mark.parametrize("given", [beat("1s", "6s"), "hb_interval: 2"])
def test_where_the_unit_is_not_confirmed_both_readings_are_named(given: str) -> None:
    """6.4.9: the data reads seconds; 6.4.10 counts in 100 ms."""
    warnings = [str(warning) for warning in intent(device("6.4.9", given)).warnings]
    assert len(warnings) == 1
    assert "what FortiOS 6.4.9 makes of hb_interval is not confirmed; taken to be 1 to 10 seconds" in warnings[0]
    assert "1 to 20 x 100 ms in 6.4.10 to the last 6.4" in warnings[0]
