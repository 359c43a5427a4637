"""Lines that set a secret: no verb prints the value, and whatever another tool left of it says that it is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Fgsp

from fgsp_cli.base import ConfigTextError, ShownSecret, mask_line
from fgsp_cli.fortios.interpreter.stored.loader import load
from fgsp_cli.state import DeviceState, read_config

SECRET = "Geheim"
TAILS = ("#123", "(123", ")1", "<x", ">x", "?x", "<x>", "{{a}}", ' # "x"', '"abc')
HEADER = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
PEER = "    config cluster-peer\n        edit 1\n            set peerip 10.0.0.2\n        next\n    end\n"
MASKS = (
    "<configuration removed>",
    "<redacted>",
    '"***"',
    "ENC ***",
    "ENC <removed>",
    "FortinetPasswordMask",
    "$sha256$0123456789abcdef",
    "Geheim(123",
    '"two words"',
    "two words",
)


def text_with(line: str, ha: str = "") -> str:
    """A backup whose `system standalone-cluster` holds the line."""
    block = f"config system standalone-cluster\n    set encryption enable\n{line}{PEER}end\n"
    return f'{HEADER}config system ha\n{ha}    set group-name "a"\nend\n{block}'


def psksecret(state: DeviceState) -> object:
    """What the state says of it."""
    return state.standalone_cluster["psksecret"]


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("name", ["psksecret", "password", "passphrase", "api-token", "private-key"])
def test_no_verb_prints_the_value_of_a_secret(fgsp: Fgsp, tmp_path: Path, edge: Path, name: str, tail: str) -> None:
    """Neither that of an attribute of the schema nor that of an unknown one, in either section."""
    backups = tmp_path / "backups"
    backups.mkdir()
    line = f"    set {name} {SECRET}{tail}\n"
    files = [backups / "ha.conf", backups / "cluster.conf"]
    files[0].write_text(text_with("", line), encoding="utf-8")
    files[1].write_text(text_with(line), encoding="utf-8")
    for file in files:
        for arguments in (
            ("import", file),
            ("lint", "--against", file),
            ("diff", file, file),
            ("diff", files[0], files[1]),
            ("audit", "-i", edge, "--against", backups),
            ("plan", "-i", edge, "--against", backups),
        ):
            ran = fgsp(*arguments)
            assert ran.code != 64, (arguments, ran.err)
            assert SECRET not in ran.out + ran.err, arguments


@pytest.mark.parametrize("name", ["psksecret", "password", "auth-key"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_open_quote_is_reported_with_attribute_and_line(name: str, quote: str) -> None:
    """By the lab's loader, which quotes the line."""
    with pytest.raises(ConfigTextError) as caught:
        load(f"config system ha\n    set {name} {quote}{SECRET}\nend\n")
    assert SECRET not in str(caught.value)
    assert f"set {name} ****" in str(caught.value)
    assert ":2" in str(caught.value)


def test_a_line_is_masked_behind_the_name() -> None:
    """However the name stands there; lines without a secret are left."""
    assert mask_line("set psksecret a b") == "set psksecret ********"
    assert mask_line("psksecret: abc") == "psksecret ********"
    assert mask_line("set passwd 'a\nb'") == "set passwd ********"
    assert mask_line("set peerip 10.0.0.1") == "set peerip 10.0.0.1"


@pytest.mark.parametrize("mask", MASKS)
def test_whatever_stands_at_a_secret_is_a_secret_that_compares_with_nothing(mask: str) -> None:
    """A unit never becomes unreadable by it."""
    state = read_config(text_with(f"    set psksecret {mask}\n", f"    set password {mask}\n"))
    assert psksecret(state) == ShownSecret.of()


@pytest.mark.parametrize(
    "line", ["#    set psksecret ENC <removed>", "    # set psksecret <removed>", "#set psksecret x"]
)
def test_a_secret_commented_out_is_there(line: str) -> None:
    """RANCID comments its line out; any other comment stays one."""
    state = read_config(text_with(f"{line}\n    # set comment x\n"))
    assert psksecret(state) == ShownSecret.of()
    assert psksecret(read_config(text_with("    # psksecret\n"))) is None
