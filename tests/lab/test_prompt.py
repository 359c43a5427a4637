from __future__ import annotations

import pytest

from fgsp_cli.lab.unit_prompt import prompt, shorten


@pytest.mark.parametrize(
    ("hostname", "shown"),
    [
        ("fgt-a", "fgt-a"),
        ("a" * 24, "a" * 24),
        ("vwanXX-sdfw-wdmc4mms-region-000", "vwanXX-sdfw-wdmc4mms~000"),
        ("b" * 25, "b" * 20 + "~bbb"),
    ],
)
def test_a_host_name_over_24_characters_is_shown_by_its_first_20_and_last_3(hostname: str, shown: str) -> None:
    """The third sample is the recorded prompt of fgsp-end-confirmation-azure-vwan.txt."""
    assert shorten(hostname) == shown
    assert len(shown) <= 24


@pytest.mark.parametrize(
    ("role", "level", "dollar", "shown"),
    [
        ("", "", False, "hostname # "),
        ("", "", True, "hostname $ "),
        ("", "global", False, "hostname (global) # "),
        ("Primary", "", False, "hostname(Primary) # "),
        ("Primary", "global", False, "hostname(Primary) (global) # "),
        ("", "cluster-peer", True, "hostname (cluster-peer) $ "),
    ],
)
def test_prompts_are_the_recorded_ones(role: str, level: str, dollar: bool, shown: str) -> None:
    """The forms of prompts.txt: role glued to the name, one level in brackets, `$` for a read-only login."""
    assert prompt("hostname", role=role, level=level, dollar=dollar) == shown
