"""Every kind of value is checked, put into one form, and written back."""

from __future__ import annotations

import pytest

from fgsp_cli.base.secrets import MASK, ShownSecret
from fgsp_cli.fortios.dialects import Spec, dialect
from fgsp_cli.fortios.schema_data import schema
from fgsp_cli.fortios.values import ValueProblem, neighbours, parse, quote, quote_word, to_words

NEW = dialect("8.0.0")
PEER = NEW.peers.by_key
FILTER = PEER["session-sync-filter"].by_key
SERVICE = FILTER["custom-service"].by_key
CLUSTER = NEW.tops["system standalone-cluster"].by_key

GOOD = (
    (PEER["hb-lost-threshold"], ["60"], 60, ["60"]),
    (PEER["hb-lost-threshold"], ["007"], 7, ["7"]),
    (PEER["hb-interval"], ["3"], 300, ["3"]),
    (PEER["ipsec-tunnel-sync"], ["disable"], "disable", ["disable"]),
    (PEER["peerip"], ["10.1.1.1"], "10.1.1.1", ["10.1.1.1"]),
    (PEER["peervd"], ["root"], "root", ["root"]),
    (PEER["syncvd"], ["b", "a", "b"], ("a", "b"), ["a", "b"]),
    (FILTER["srcaddr"], ["10.1.2.3/16"], "10.1.0.0 255.255.0.0", ["10.1.0.0", "255.255.0.0"]),
    (FILTER["srcaddr"], ["10.1.2.3", "255.255.0.0"], "10.1.0.0 255.255.0.0", ["10.1.0.0", "255.255.0.0"]),
    (FILTER["srcaddr6"], ["::600:0:0:0/0"], "::/0", ["::/0"]),
    (FILTER["dstaddr6"], ["2001:DB8:0:0::1/64"], "2001:db8::/64", ["2001:db8::/64"]),
    (SERVICE["dst-port-range"], ["443"], "443-443", ["443-443"]),
    (SERVICE["dst-port-range"], ["0080-0443"], "80-443", ["80-443"]),
    (CLUSTER["psksecret"], ["${env:X}"], ShownSecret.of(), ["ENC", MASK]),
)
BAD = (
    (PEER["hb-lost-threshold"], ["61"], -651, "1 to 60"),
    (PEER["hb-lost-threshold"], ["0"], -651, "1 to 60"),
    (PEER["hb-lost-threshold"], ["1e1"], -651, "1 to 60"),
    (PEER["hb-lost-threshold"], ["٣"], -651, "1 to 60"),
    (PEER["hb-interval"], ["21"], -651, "1 to 20 x 100 ms"),
    (PEER["hb-interval"], [], -160, "1 to 20 x 100 ms"),
    (PEER["ipsec-tunnel-sync"], ["yes"], -61, "enable, disable"),
    (PEER["peerip"], ["10.1.1"], -8, "an IPv4 address"),
    (PEER["peerip"], ["2001:db8::1"], -8, "an IPv4 address"),
    (PEER["peerip"], ["10.1.1.1", "(the", "peer)"], -61, "an IPv4 address"),
    (PEER["peervd"], ["v" * 32], -1, "a name of at most 31 characters"),
    (PEER["peervd"], ["a b"], -1, "letters, digits, - and _"),
    (PEER["peervd"], ['a"b'], -1, "a name"),
    (PEER["interface"], ["port1?"], -1, "a name"),
    (PEER["interface"], ["port\n1"], -1, "a name"),
    (PEER["interface"], ["port\\1"], -1, "a name"),
    (FILTER["srcaddr"], ["10.1.0.0"], -160, "an IPv4 network"),
    (FILTER["srcaddr"], ["10.1.0.0", "255.0.255.0"], -9, "an IPv4 network"),
    (FILTER["srcaddr6"], ["10.0.0.0/8"], -8, "an IPv6 network"),
    (SERVICE["dst-port-range"], ["80,443"], -651, "a port range"),
    (CLUSTER["session-sync-dev"], [f"port{n}" for n in range(9)], -651, "at most 8 names"),
)


@pytest.mark.parametrize(("spec", "words", "value", "written"), GOOD)
def test_words_become_one_canonical_value_and_back(
    spec: Spec, words: list[str], value: object, written: list[str]
) -> None:
    """However it is spelled, it means one thing, and is written one way."""
    assert parse(spec, words) == value
    assert list(to_words(spec, value)) == written
    assert parse(spec, to_words(spec, value)) == value


@pytest.mark.parametrize(("spec", "words", "code", "allowed"), BAD)
def test_words_that_are_no_value_are_refused_with_what_is_allowed(
    spec: Spec, words: list[str], code: int, allowed: str
) -> None:
    """The code is the one that FortiOS returns [facts/cli-behaviour.md#2.1]."""
    with pytest.raises(ValueProblem) as caught:
        parse(spec, words)
    assert caught.value.code == code
    assert allowed in caught.value.allowed


def test_every_default_of_every_release_is_written_and_read_back() -> None:
    """No default of the data is outside what its own attribute accepts."""
    for release in schema().turning_points():
        pending = [spec for top in dialect(release).tops.values() for spec in top.children.values()]
        while pending:
            spec = pending.pop()
            pending += spec.children.values()
            words = () if spec.kind.nested else to_words(spec, spec.default)
            assert not words or parse(spec, words) == spec.default, (release, spec.path)


def test_a_time_is_never_rounded() -> None:
    """The same 1 s is 1 on one scale and 10 on the other; 300 ms exists on one of them only [facts/fgsp.md#2]."""
    old, new = dialect("7.0.5").peers.by_key["hb-interval"], dialect("7.0.6").peers.by_key["hb-interval"]
    assert (to_words(old, 1000), to_words(new, 1000)) == (("1",), ("10",))
    assert to_words(new, 300) == ("3",)
    with pytest.raises(ValueProblem, match="1000 ms and 2000 ms"):
        to_words(old, 300)
    with pytest.raises(ValueProblem, match="1900 ms and 2000 ms"):
        to_words(new, 5000)


@pytest.mark.parametrize(("wanted", "near"), [(300, (1000, 2000)), (1500, (1000, 2000)), (60000, (9000, 10000))])
def test_neighbours_are_the_nearest_times_that_can_be_said(wanted: int, near: tuple[int, int]) -> None:
    """An error that names a cure names one that works."""
    assert neighbours(dialect("7.0.5").peers.by_key["hb-interval"], wanted) == near


def test_names_are_quoted_and_all_else_is_bare() -> None:
    """As `show` prints them [facts/cli-behaviour.md#3.1]."""
    assert quote(PEER["syncvd"], ["a", "b"]) == '"a" "b"'
    assert quote(PEER["peervd"], ["root"]) == '"root"'
    assert quote(PEER["peerip"], ["10.1.1.1"]) == "10.1.1.1"
    assert quote(CLUSTER["encryption"], ["enable"]) == "enable"
    assert quote(NEW.tops["system ha"].by_key["hbdev"], ["port1", "50"]) == '"port1" 50'


@pytest.mark.parametrize(("word", "text"), [("", "''"), ('a"b', '"a\\"b"'), ("a'b", '"a\\\'b"'), ("a\\b", '"a\\\\b"')])
def test_a_word_is_quoted_with_fortios_escapes(word: str, text: str) -> None:
    """Inside double quotes `"`, `'` and backslash carry a backslash [facts/cli-behaviour.md#3.1]."""
    assert quote_word(word) == text
