"""Secrets of an intent: references stay what they are, a literal becomes one, and nothing ever shows it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from intent_texts import intent, wrong

from fgsp_cli.base.errors import IntentError
from fgsp_cli.base.printable_text import mixes_directions, printable
from fgsp_cli.base.secrets import ReferenceName, Secret, SecretState
from fgsp_cli.intent import parse_intent

PATH = ("standalone-cluster", "psksecret")


def device(secret: str) -> str:
    """One device with a secret."""
    return f"devices: {{fgt-x: {{fortios: 7.4.4, standalone_cluster: {{psksecret: {secret}}}}}}}"


@pytest.mark.parametrize(
    "text", ["${env:FGSP_PSK}", "${file:/etc/fgsp/psk}", "${keyring:fgsp/edge}", "${cmd:pass show fgsp/edge}"]
)
def test_a_reference_is_known_by_its_text_and_no_warning_is_due(text: str) -> None:
    """It is resolved where it is sent, and nowhere else."""
    found = intent(device(json.dumps(text)))
    state = found.states()["fgt-x"]
    assert state.value(PATH) == SecretState.known(ReferenceName(text))
    assert PATH in (state.named or ())
    assert not found.warnings
    assert not found.literals


def test_a_literal_is_replaced_by_a_reference_to_its_place_with_a_warning() -> None:
    """States and texts carry the reference; the intent alone has the secret."""
    found = intent(device("hunter2"))
    path = "devices/fgt-x/standalone_cluster/psksecret"
    known = found.states()["fgt-x"].value(PATH)
    assert isinstance(known, SecretState)
    assert known.reference == ReferenceName(f"${{intent:{path}}}")
    assert ReferenceName.parse(str(known.reference)) == known.reference
    assert found.literals == {path: Secret("hunter2")}
    (warning,) = found.warnings
    assert str(warning) == (
        f"edge.yaml:1:67: {path}: the secret itself stands in the intent - a reference such as ${{env:NAME}} keeps it "
        "out of files"
    )
    assert "hunter2" not in repr(found) + repr(found.states())


@given(
    st.text(
        st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn")),
        min_size=1,
    )
    .filter(lambda text: "${" not in text and not text.startswith("ENC "))
    .filter(lambda text: printable(text) == text and not mixes_directions(text))
)
def test_a_literal_arrives_intact(secret: str) -> None:
    """Quotes, backslashes, `?`, blanks at the ends and whatever else a secret may hold.

    What no value of a file may hold, such as an invisible character, is for a reference.
    """
    quoted = "'" + secret.replace("'", "''") + "'"
    assert [each.reveal() for each in parse_intent(device(quoted)).literals.values()] == [secret]


def test_a_literal_under_the_cluster_is_one_secret_for_all_members() -> None:
    """So is the same one written twice: members with one secret do not look as if they had two."""
    found = intent("""
    clusters:
      edge:
        fortios: 7.4.4
        standalone_cluster: {psksecret: hunter2}
        members:
          fgt-a: {peerip: 10.0.0.1}
          fgt-b: {peerip: 10.0.0.2, standalone_cluster: {psksecret: hunter2}}
          fgt-c: {peerip: 10.0.0.3, standalone_cluster: {psksecret: other}}
    """)
    secrets = [state.value(PATH) for state in found.states().values()]
    assert [str(each.reference) for each in secrets if isinstance(each, SecretState)] == [
        "${intent:clusters/edge/standalone_cluster/psksecret}",
        "${intent:clusters/edge/standalone_cluster/psksecret}",
        "${intent:clusters/edge/members/fgt-c/standalone_cluster/psksecret}",
    ]
    assert len(found.literals) == 2


def test_what_looks_like_a_reference_and_is_none_is_refused() -> None:
    """Otherwise a typing error would become the secret."""
    lines = wrong("""
    devices:
      a: {standalone_cluster: {psksecret: §"${enb:FGSP_PSK}"}}
      b: {standalone_cluster: {psksecret: §"${FGSP_PSK}"}}
      c: {standalone_cluster: {psksecret: §"x${env:FGSP_PSK}"}}
      d: {standalone_cluster: {psksecret: §"${env:}"}}
      e: {standalone_cluster: {psksecret: §"${intent:devices/a}"}}
      f: {standalone_cluster: {psksecret: §ENC 3q2+7w==}}
      g: {standalone_cluster: {psksecret: §""}}
      h: {standalone_cluster: {psksecret:  §}}
    """)
    assert all("${env:NAME}" in line for line in lines)


@pytest.mark.parametrize("secret", ["[hunter2]", "{a: hunter2}", '"hunter2\\n"', "ENC hunter2"])
def test_no_message_shows_a_secret(secret: str) -> None:
    """Not even a wrong one."""
    with pytest.raises(IntentError) as caught:
        intent(device(secret))
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(caught.value.problems)
