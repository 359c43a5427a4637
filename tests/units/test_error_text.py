"""A line that a unit refuses is traced to the place of the intent that it comes from."""

from __future__ import annotations

import pytest

from fgsp_cli.base.errors import LineRefused
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.intent import parse_intent
from fgsp_cli.render import delta_lines
from fgsp_cli.state.state import empty_state
from fgsp_cli.units.error_text import explained, position_of

TEXT = """devices:
  x:
    fortios: {fortios}
    ha: {{session_pickup: enable}}
    cluster_sync:
      - peerip: 10.0.0.1
        syncvd: [root]
        session_sync_filter:
          srcintf: port1
          custom_service:
            - {{id: 1, dst_port_range: 443-443}}
"""


@pytest.mark.parametrize("fortios", ["7.0.12", "7.4.4"])
@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("set peerip 10.0.0.1", 6),
        ('set syncvd "root"', 7),
        ('set srcintf "port1"', 9),
        ("set dst-port-range 443-443", 11),
        ("set session-pickup enable", 4),
    ],
)
def test_every_set_line_leads_to_its_argument(fortios: str, line: str, place: int) -> None:
    """In both syntaxes, through nested tables."""
    state = parse_intent(TEXT.format(fortios=fortios), "edge.yaml").states()["x"]
    release = dialect(fortios)
    lines = delta_lines(compare(empty_state(release), state), release)
    index = next(place for place, each in enumerate(lines) if each.strip() == line)
    found = position_of(lines, index, state)
    assert found is not None
    assert (found.source, found.line) == ("edge.yaml", place)


def test_a_refused_closing_line_leads_to_what_it_closes() -> None:
    """A refused `next` is about its row."""
    state = parse_intent(TEXT.format(fortios="7.4.4"), "edge.yaml").states()["x"]
    lines = delta_lines(compare(empty_state(dialect("7.4.4")), state), dialect("7.4.4"))
    index = next(place for place, each in enumerate(lines) if each == "        next")
    refused = LineRefused("x", line=lines[index], reply="Attribute 'x' MUST be set.\nCommand fail", index=index)
    assert "edge.yaml:6:" in explained(refused, lines, state)


def test_a_line_of_our_own_has_no_place() -> None:
    """`config global` is in no intent."""
    refused = LineRefused("x", line="config global", reply="no", index=-1, hint="log in as somebody else")
    told = explained(refused, ("config system ha",), empty_state(dialect("7.4.4")))
    assert told == "x: refused the line `config global`: no; log in as somebody else"
