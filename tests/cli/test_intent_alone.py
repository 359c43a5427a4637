"""What an intent alone shows to be wrong is 65 in every verb that reads it, whatever the units hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fgsp_cli.base.errors import IntentError
from fgsp_cli.intent import parse_intent

CLUSTER = "clusters:\n  edge:\n    fortios: 7.4.4\n    members:\n"
ONE_ID = (
    f"{CLUSTER}      a: {{group_member_id: 1, peerip: 10.0.0.1}}\n      b: {{group_member_id: 1, peerip: 10.0.0.2}}\n"
)
ONE_ADDRESS = f"{CLUSTER}      a: {{peerip: 10.0.0.1}}\n      b: {{peerip: 10.0.0.1}}\n"
HIGH_ID = f"{CLUSTER}      a: {{group_member_id: 16, peerip: 10.0.0.1}}\n      b: {{peerip: 10.0.0.2}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [(ONE_ID, "have the same member id 1"), (ONE_ADDRESS, "is the address of a too"), (HIGH_ID, "group_member_id")],
    ids=["id", "address", "range"],
)
@pytest.mark.parametrize("verb", ["render", "plan", "audit"])
def test_every_verb_refuses_it(fgsp: Callable[..., object], tmp_path: Path, verb: str, text: str, said: str) -> None:
    """With the place in the file, before a backup is read."""
    intent = tmp_path / "edge.yaml"
    intent.write_text(text)
    (tmp_path / "backups").mkdir()
    against = () if verb == "render" else ("--against", tmp_path / "backups")
    ran = fgsp(verb, "-i", intent, *against)
    assert ran.code == 65, ran  # type: ignore[attr-defined]
    assert f"{intent}:" in ran.err  # type: ignore[attr-defined]
    assert said in ran.err  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        (
            "a: {links: {x: {peerip: 10.0.0.1}, y: {peerip: 10.0.1.1}}}, b: {links: {x: {peerip: 10.0.0.1}, y: {peerip: 10.0.1.2}}}",
            True,
        ),
        ("a: {peerip: 10.0.0.1}, b: {peerip: 10.0.0.2}, c: {peerip: 10.0.0.1}", True),
        ("a: {peerip: 10.0.0.1}, b: {peerip: 10.0.0.2}, c: {peerip: 10.0.0.1, state: offline}", True),
        ("a: {peerip: 10.0.0.1, state: absent}, b: {peerip: 10.0.0.2}, c: {peerip: 10.0.0.1}", False),
    ],
    ids=["of a link", "of three", "offline", "handed on by one that leaves"],
)
def test_an_address_is_that_of_one_member(members: str, wrong: bool) -> None:
    """On one link; a member that replaces another may take its address over."""
    text = f"clusters: {{c: {{fortios: 7.4.4, members: {{{members}}}}}}}"
    if not wrong:
        assert parse_intent(text).states()
        return
    with pytest.raises(IntentError, match="is the address of a too"):
        parse_intent(text)
