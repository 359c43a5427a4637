"""What holds for every input: no line makes it raise, and what it shows can be typed back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.fortios.dialect import dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Store
from fgsp_cli.fortios.schema import schema

RELEASES = [str(release) for release in schema().turning_points()]
SURROUNDINGS = [
    "",
    'config system interface\n    edit "port1"\n    next\nend\n',
    "config vdom\nedit root\nnext\nedit vd1\nnext\nend\nconfig global\nend\n",
]
ONE_VDOM = SURROUNDINGS[2].replace("edit vd1\nnext\n", "")
_VERBS = (
    "config edit set unset append unselect select clear delete purge rename move clone next end abort show get "
    "conf ed se un app sel del pur ren n e sh g y # nonsense"
)
_WORDS = (
    "system cluster-sync standalone-cluster cluster-peer ha session-sync-filter custom-service interface sys stand port1 "
    "1 2 0 00 -1 root vd1 peerip 10.0.0.1 10.0.0.1/24 peervd syncvd hb-interval 5 99 mode a-p session-pickup enable disable "
    "standalone-group-id 7 psksecret hbdev monitor global vdom firewall policy router bgp neighbor to before after full "
    'full-configuration replacemsg mail "x y" " \' \\ "a\\"b" \'\' "" é\u2028 \x00 \x0b \r \t # ( ) ? | ENC abc= 999999999999 '
    'name comment "5" password secret! srcaddr ::/0 srcaddr6 1-2 dst-port-range srcintf unicast-peers monitor-prefix * a-a'
)
_COMMON = (
    "config system cluster-sync|config system standalone-cluster|config cluster-peer|edit 1|edit 2|edit 0|config system ha|"
    "config system interface|config firewall policy|config router bgp|next|end|config session-sync-filter|"
    "config custom-service|set peerip 10.0.0.7|set syncvd root|config global|config vdom|edit root|config neighbor|"
    'edit "a b"|set comment x|set standalone-group-id 3|set mode a-a|set session-pickup enable|set brand-new "a  b" '
)
VERBS, WORDS, COMMON = _VERBS.split(), _WORDS.split(" "), _COMMON.split("|")

likely = st.builds(
    lambda verb, words: " ".join([verb, *words]), st.sampled_from(VERBS), st.lists(st.sampled_from(WORDS), max_size=4)
)
lines = st.one_of(st.sampled_from(COMMON), st.sampled_from(COMMON), likely, st.text(max_size=30))


def leave(unit: Interpreter) -> None:
    """Go to the root."""
    unit.interrupt()
    while unit.depth or unit.question:
        unit.execute("y" if unit.question else "abort" if unit.scope is None and unit.level != "vdom" else "end")


@settings(max_examples=150)
@given(
    release=st.sampled_from(RELEASES),
    config=st.sampled_from(SURROUNDINGS),
    nested_saves=st.sampled_from(["next", "end"]),
    script=st.lists(st.tuples(st.booleans(), lines), max_size=60),
)
def test_no_line_raises_and_what_is_shown_can_be_typed_and_loaded_back(
    release: str, config: str, nested_saves: str, script: list[tuple[bool, str]]
) -> None:
    """Two sessions type anything at all; then a new unit takes every line of what the first one shows."""
    store = Store(dialect(release), config, habits=Habits(nested_saves="end" if nested_saves == "end" else "next"))
    sessions = Interpreter(release, store=store), Interpreter(release, store=store)
    for which, line in script:
        said = sessions[which].execute(line)
        assert said == "" or said.endswith("\n")
    for session in sessions:
        leave(session)
    shown = sessions[0].show()
    assert shown == store.text()
    assert Interpreter(release, shown).show() == shown
    again = Interpreter(release, ONE_VDOM if store.multi_vdom else "")
    for line in shown.split("\n"):
        said = again.execute(line)
        assert not again.failed, f"{line!r}: {said}"
        if again.question:
            again.execute("y")
    assert again.show() == shown


@settings(max_examples=40)
@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r"), max_size=40), max_size=20))
def test_any_characters_at_all_are_taken(script: list[str]) -> None:
    """Control characters, half characters, line ends."""
    unit = Interpreter("7.4.4", SURROUNDINGS[2])
    for line in script:
        unit.execute(line)
        unit.execute(f"show {line}")
        unit.show(line)


@pytest.mark.parametrize("line", ["config x", "edit 1", "config firewall policy"])
def test_levels_cannot_be_opened_without_end(line: str) -> None:
    """A script that never leaves does not lead to a depth that nothing can print."""
    unit = Interpreter("7.4.4")
    unit.execute("config firewall policy")
    for _ in range(100):
        unit.execute("edit 1")
        unit.execute(line)
    assert unit.depth < 20
    unit.execute("show")


@pytest.mark.parametrize("release", RELEASES)
def test_every_attribute_of_every_release_is_accepted_with_its_own_default(release: str) -> None:
    """And shown back by none but the full output, from which it can be typed again."""
    unit = Interpreter(release)
    top = unit.store.dialect.peers_path
    for word in top:
        unit.execute(f"config {word}")
    unit.execute("edit 1")
    for _ in range(len(top) + 1):
        unit.execute("end" if unit.depth else "")
    full = unit.show(" ".join(top), full=True)
    again = Interpreter(release)
    for line in full.split("\n"):
        said = again.execute(line)
        assert not again.failed, f"{line!r}: {said}"
    assert again.show() == unit.show()
    names = {line.split()[1] for line in full.split("\n") if len(line.split()) > 1}
    assert dialect(release).peers.children.keys() <= names
