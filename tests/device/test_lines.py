"""Lines before they are sent: their levels, their secrets, their batches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.base.errors import SecretError
from fgsp_cli.base.secrets import ReferenceName, Secret, SecretRef
from fgsp_cli.device.lines import PIECE, SAVING, Levels, batches, prepare
from fgsp_cli.device.secret_resolver import Resolver

ROWS = """\
config system standalone-cluster
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
        next
        edit 2
            set peerip 10.0.0.2
            config session-sync-filter
                set srcaddr 10.0.0.0 255.0.0.0
            end
        next
        delete 3
        delete 4
    end
end
""".splitlines()


def cut(lines: list[str]) -> list[list[str]]:
    """The batches, as stripped texts."""
    return [[line.text.strip() for line in batch] for batch in batches(prepare(lines, Resolver()))]


def test_a_row_takes_one_round_trip_and_nothing_is_saved_before_it_was_accepted() -> None:
    """What saves comes first in a batch; behind what may ask nothing is sent."""
    assert cut(ROWS) == [
        ["config system standalone-cluster", "config cluster-peer", "edit 1", "set peerip 10.0.0.1"],
        ["next", "edit 2", "set peerip 10.0.0.2", "config session-sync-filter", "set srcaddr 10.0.0.0 255.0.0.0"],
        ["end"],
        ["next"],
        ["delete 3"],
        ["delete 4"],
        ["end"],
        ["end"],
    ]


@given(st.lists(st.sampled_from(["set a b", "unset c", "next", "end", "delete 7", "edit 5", "set d " + "e" * 300])))
def test_no_verb_that_saves_is_ever_sent_behind_another_line(words: list[str]) -> None:
    """For any lines whatever."""
    lines = prepare_freely(words)
    pieces = list(batches(lines))
    assert [line for piece in pieces for line in piece] == lines
    for piece in pieces:
        assert all(line.verb not in SAVING for line in piece[1:])
        assert len(piece) == 1 or sum(len(line.typed) + 1 for line in piece) <= PIECE


def prepare_freely(words: list[str]) -> list:
    """Lines whose levels make no sense."""
    from fgsp_cli.device.lines import Line

    return [Line(text=text, typed=text, index=index) for index, text in enumerate(words)]


def test_comments_and_empty_lines_are_not_sent_and_places_stay_the_caller_s() -> None:
    """An error names the line as the caller counts."""
    lines = prepare(["# ids first", "config system ha", "", "    set x y", "end"], Resolver())
    assert [(line.index, line.verb) for line in lines] == [(1, "config"), (3, "set"), (4, "end")]


@pytest.mark.parametrize(
    "lines",
    [["config system ha"], ["config system ha", "end", "end"], ["next"], ["config system ha", "set a 'b\nc'", "end"]],
)
def test_lines_that_would_end_elsewhere_are_never_sent(lines: list[str]) -> None:
    """A mistake of the caller."""
    with pytest.raises(ValueError):
        prepare(lines, Resolver())


def test_levels_are_the_last_words_of_config_and_the_keys_of_edit() -> None:
    """What the prompt is to show after each line; `end` in an entry leaves its table too."""
    levels = Levels()
    lines = ["config a b-c", 'edit "x y"', "set p q", "config d", "edit 7", "end", "next", "end"]
    assert [levels.follow(line) for line in lines] == ["b-c", "x y", "x y", "d", "7", "x y", "b-c", ""]


CLUSTER = "config system standalone-cluster"


def knowing(text: str) -> Resolver:
    """A resolver that knows this reference."""
    reference = SecretRef.parse(text)
    assert reference is not None
    return Resolver([reference])


def test_a_secret_gets_its_value_only_in_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quoted and escaped; the line that is told keeps the reference."""
    monkeypatch.setenv("FGSP_TEST", 'a"b\\c ?d')
    lines = [CLUSTER, "    set psksecret ${env:FGSP_TEST}", "end"]
    _, line, _ = prepare(lines, knowing("${env:FGSP_TEST}"))
    assert line.text == "    set psksecret ${env:FGSP_TEST}"
    assert line.typed == '    set psksecret "a\\"b\\\\c ?d"'
    assert line.secret == Secret('a"b\\c ?d')
    assert 'a"b' not in repr(line)


def test_a_reference_that_leads_nowhere_is_found_before_anything_is_sent() -> None:
    """65, naming the reference: not set, or not one of this call."""
    for resolver in (knowing("${env:FGSP_NONE}"), Resolver()):
        with pytest.raises(SecretError, match=r"\$\{env:FGSP_NONE\}"):
            prepare([CLUSTER, "set psksecret ${env:FGSP_NONE}", "end"], resolver)


@pytest.mark.parametrize(
    "lines",
    [
        [CLUSTER, "set session-sync-dev ${env:FGSP_TEST}", "end"],
        [CLUSTER, "set future-attribute ${env:FGSP_TEST}", "end"],
        [CLUSTER, "config future", "set psksecret ${env:FGSP_TEST}", "end", "end"],
        [CLUSTER, "config cluster-peer", "edit 1", "set psksecret ${env:FGSP_TEST}", "end", "end"],
        ["config system interface", "edit port1", "set psksecret ${env:FGSP_TEST}", "end"],
        ["config system global", "set psksecret ${env:FGSP_TEST}", "end"],
        [CLUSTER, 'set psksecret "${env:FGSP_TEST}"', "end"],
    ],
)
def test_where_no_secret_belongs_such_a_text_means_itself(monkeypatch: pytest.MonkeyPatch, lines: list[str]) -> None:
    """What a unit shows of what the schema does not know may spell the operator's own reference."""
    monkeypatch.setenv("FGSP_TEST", "s3cret")
    ready = prepare(lines, knowing("${env:FGSP_TEST}"))
    assert [line.typed for line in ready] == lines
    assert not any(line.secret for line in ready)


@pytest.mark.parametrize("staged", [False, True])
def test_a_secret_is_sent_alone(staged: bool) -> None:
    """Nothing in front of it and nothing behind it: an echo of it can stand in no other answer."""
    resolver = Resolver([SecretRef(ReferenceName("${intent:psk}"))], {"psk": Secret("hush-hush-hush")})
    lines = ["config system standalone-cluster", "set a 1", "set psksecret ${intent:psk}", "set b 1", "set c 1", "end"]
    shown = [[line.text for line in piece] for piece in batches(prepare(lines, resolver), staged=staged)]
    assert shown[:3] == [["config system standalone-cluster", "set a 1"], ["set psksecret ${intent:psk}"], shown[2]]
    assert shown[2][:2] == ["set b 1", "set c 1"]
