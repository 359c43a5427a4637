"""A state as JSON: exact there and back, and without a secret."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from strategies import states

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.plan.plan_json import moved_since
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.json_form import (
    change_from_json,
    change_to_json,
    known_extra,
    state_from_json,
    state_json,
)
from fgsp_cli.state.state import DeviceState, empty_state

UNKNOWN = """config system standalone-cluster
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
            set later-option "x y" ENC AbCdEf12=
        next
    end
    set psksecret ENC CANARY/enc+text==
end
config system ha
    set password ENC CANARY2enc==
end
"""


def there_and_back(state: DeviceState) -> DeviceState:
    """Through the text of a file."""
    return state_from_json(json.loads(json.dumps(state_json(state))))


@pytest.mark.parametrize("release", ["6.0.4", "6.4.5", "7.0.12", "7.4.4", "8.0.0"])
def test_every_state_comes_back_as_it_was(release: str) -> None:
    """Values, and the paths that it names."""

    @settings(max_examples=40, database=None)
    @given(states(dialect(release)))
    def law(state: DeviceState) -> None:
        back = there_and_back(state)
        assert back == state
        assert (back.fortios, back.named, dict(back.positions)) == (state.fortios, state.named, dict(state.positions))

    law()


@pytest.mark.parametrize("release", ["6.0.4", "7.0.12", "7.4.4"])
def test_every_change_comes_back_as_it_was(release: str) -> None:
    """With all of its values, a told default too."""

    @settings(max_examples=40, database=None)
    @given(states(dialect(release)), states(dialect(release)))
    def law(one: DeviceState, other: DeviceState) -> None:
        known = dialect(release)
        for change in compare(one, other, by_identity=False):
            assert change_from_json(json.loads(json.dumps(change_to_json(change, known))), known) == change

    law()


def test_no_encrypted_text_is_written_and_unknown_things_are() -> None:
    """`ENC` text can be turned back into the secret; what else the schema does not know is kept whole."""
    state = read_config(UNKNOWN, "7.4.4")
    told = json.dumps(state_json(state))
    assert "CANARY" not in told
    assert "AbCdEf12" not in told
    back = there_and_back(state)
    assert known_extra(back) == known_extra(state)
    assert "later-option" in told


def test_a_secret_encrypted_anew_is_no_change_and_a_missing_one_is() -> None:
    """Older releases show another text at every display [facts/cli-behaviour.md#3.1]."""
    first = read_config(UNKNOWN, "7.4.4")
    again = read_config(UNKNOWN.replace("CANARY/enc", "OTHER/").replace("AbCdEf12", "other"), "7.4.4")
    gone = read_config(UNKNOWN.replace("    set psksecret ENC CANARY/enc+text==\n", ""), "7.4.4")
    changed = read_config(UNKNOWN.replace("x y", "z"), "7.4.4")
    assert moved_since(first, again) == ""
    assert "psksecret" in moved_since(first, gone)
    assert moved_since(first, changed)


def test_a_reference_and_a_position_travel() -> None:
    """Long after the intent's file is gone."""
    path = ("standalone-cluster", "psksecret")
    state = empty_state(dialect("7.4.4"))
    known = state.standalone_cluster.with_({"psksecret": SecretState.known(ReferenceName("${env:FGSP_PSK}"))})
    named = DeviceState(
        fortios=state.fortios,
        standalone_cluster=known,
        ha=state.ha,
        peers=state.peers,
        named=frozenset({path}),
        positions={path: Position(source="edge.yaml", line=4, column=7)},
    )
    back = there_and_back(named)
    assert str(back.position(path)) == "edge.yaml:4:7"
    secret = back.standalone_cluster["psksecret"]
    assert isinstance(secret, SecretState)
    assert secret.reference == ReferenceName("${env:FGSP_PSK}")


@pytest.mark.parametrize("found", [None, [], {}, {"fortios": "7.4.4"}, {"fortios": "7.4.4", "peer": {"x": {}}}])
def test_what_is_no_state_is_refused(found: object) -> None:
    """With an error that says so, and no other."""
    with pytest.raises((ValueError, LookupError)):
        state_from_json(found)
