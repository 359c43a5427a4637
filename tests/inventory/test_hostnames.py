"""Addresses of units: what can be none is named where it stands, before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.inventory import load_inventory
from fgsp_cli.inventory.hostnames import address_fault

RIGHT = [
    "fw1",
    "fw1.example.net",
    "fw1.example.net.",
    "FW_1-a.example.net",
    "192.0.2.1",
    "2001:db8::1",
    "fe80::1%eth0",
    "münchen.example.net",
    "127.0.0.1",
    "x" * 63,
]
WRONG = [
    "fw1..example.net",
    ".fw1",
    "fw1.example..",
    "fw 1",
    "-fw1.example.net",
    "fw1-.example.net",
    "x" * 64,
    ".".join(["abcdefgh"] * 30),
    "10.0.0.256",
    "10.0.0",
    "[2001:db8::1]",
    "[192.0.2.1]:22",
    "192.0.2.1:22",
    "fw1;reboot",
    "fw1/24",
    "http://fw1",
    "m\u00fcnchen..example.net",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_can_be_an_address_is_taken(text: str) -> None:
    """Names, short and full, of other scripts too; both kinds of IP address."""
    assert address_fault(text) == ""


@pytest.mark.parametrize("text", WRONG)
def test_what_can_be_none_is_named_with_its_position(tmp_path: Path, text: str) -> None:
    """All of a file at once."""
    assert address_fault(text)
    (tmp_path / "hosts.yaml").write_text(
        f"a:\n  hostname: '{text}'\nb:\n  hostname: 'also..bad'\nc:\n  hostname: good\n"
    )
    with pytest.raises(InventoryError) as caught:
        load_inventory(tmp_path)
    places = [(problem.path, problem.position.line) for problem in caught.value.problems if problem.position]
    assert places == [("a.hostname", 2), ("b.hostname", 4)]
    assert text in str(caught.value)
