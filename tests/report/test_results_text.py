"""What people read of `plan`, `push` and `verify`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from fgsp_cli.fortios.versions import Release
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Outcome, Results, Status

sys.path.insert(0, str(Path(__file__).parent))
from samples import results

ANSI = re.compile(r"\x1b\[[0-9;]*m")
TABLE = """\
DEVICE  CLUSTER  FORTIOS  STATUS       CHANGES  UNMANAGED
fgt-a   edge     7.4.4    drift        4        1
fgt-b   edge     7.0.12   in sync
fgt-c   edge              unreachable

3 units: 1 in sync, 1 drift, 1 unreachable
"""


DIFFERENCES = """\
DEVICE  CLUSTER  FORTIOS  STATUS       DIFFERENCES  UNMANAGED
fgt-a   edge     7.4.4    drift        4            1
fgt-b   edge     7.0.12   in sync
fgt-c   edge              unreachable

3 units: 1 in sync, 1 drift, 1 unreachable
"""


def text(shown: Results, appearance: Appearance | None = None, *, agreed: bool = False) -> str:
    """The text of results."""
    return formatter("text", appearance or Appearance()).results(shown, agreed=agreed)


def test_a_plan_tells_what_becomes_of_what_and_what_is_sent() -> None:
    """Signs, effects that are not harmless, where the intent says so, the lines of CLI, and a table of all units."""
    assert text(results("plan")) == (
        "fgt-a (edge, FortiOS 7.4.4)\n"
        "  ~ standalone-cluster/psksecret  empty -> present  [resync]  (edge.yaml:9:22)\n"
        "  + cluster-peer/2: peervd root, peerip 10.10.10.2, "
        "session-sync-filter/custom-service/1/dst-port-range 443-443  (edge.yaml:9:22)\n"
        "  ~ cluster-peer/3/hb-interval  20 -> 10  (edge.yaml:9:22)\n"
        "  - cluster-peer/7: peerip 10.9.9.9  [resync]\n"
        "  ? cluster-peer/9 is not in the intent: peerip 10.8.8.8\n"
        "  commands:\n"
        "    config system standalone-cluster\n"
        "        set psksecret ${env:FGSP_PSK}\n"
        "    end\n"
        "  undo:\n"
        "    config system standalone-cluster\n"
        "        unset psksecret\n"
        "    end\n"
        "\n"
        "fgt-c (edge)\n"
        "  no answer from 10.0.0.3\n"
        "\n" + TABLE
    )


def test_verify_tells_what_is_and_what_should_be() -> None:
    """An audit speaks of the unit, not of a change that nobody asked for."""
    said = text(results("verify"))

    assert "  ~ cluster-peer/3/hb-interval is 20, should be 10  (edge.yaml:9:22)\n" in said
    assert "  + cluster-peer/2 is missing: peervd root," in said
    assert "  - cluster-peer/7 should not be there: peerip 10.9.9.9" in said
    assert "commands:" not in said
    assert said.endswith(DIFFERENCES)


@pytest.mark.parametrize("status", [Status.CHANGED, Status.SKIPPED])
def test_a_plan_that_somebody_has_just_read_is_not_repeated(status: Status) -> None:
    """What is left to tell is what became of it, and rows that nobody manages."""
    said = text(results("push", status), agreed=True)

    assert "hb-interval" not in said
    assert "? cluster-peer/9 is not in the intent" in said
    assert re.search(rf"^fgt-a +edge +7.4.4 +{status}", said, re.MULTILINE)


@pytest.mark.parametrize("status", [Status.CHANGED, Status.ROLLED_BACK, Status.FAILED])
def test_a_push_that_nobody_was_asked_about_tells_what_it_changed(status: Status) -> None:
    """The log of a pipeline is all that there is to read."""
    assert "~ cluster-peer/3/hb-interval  20 -> 10" in text(results("push", status))


def test_a_push_that_went_wrong_tells_what_it_was_about_even_if_that_was_agreed_to() -> None:
    """Whoever has to mend it wants to know."""
    assert "~ cluster-peer/3/hb-interval  20 -> 10" in text(results("push", Status.FAILED), agreed=True)


@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Folded, with what belongs together indented."""
    said = ANSI.sub("", text(results("plan"), Appearance(width=width, color=True)))

    assert max(map(len, said.splitlines())) <= width
    assert "      session-sync-filter/custom-service/1/dst-port-range" in text(results("plan"), Appearance(width=80))


def test_colours_change_nothing_but_the_colour() -> None:
    """What is said with colours is what is said without."""
    plain = text(results("verify"), Appearance(width=80))
    colored = text(results("verify"), Appearance(width=80, color=True))

    assert "\x1b" not in plain
    assert "\x1b" in colored
    lines = [re.sub(" +", " ", line).rstrip() for line in ANSI.sub("", colored).splitlines()]
    assert lines == [re.sub(" +", " ", line).rstrip() for line in plain.splitlines()]


def test_the_table_of_a_terminal_says_what_that_of_a_pipe_says() -> None:
    """rich draws the one, columns of blanks make the other."""
    assert text(results("verify"), Appearance(width=120)).endswith(DIFFERENCES)


def test_one_unit_needs_no_summary() -> None:
    """Its line in the table says it all; columns without content are left out."""
    one = Results(command="verify", devices={"fgt-a": Outcome(status=Status.IN_SYNC, fortios=Release(7, 4, 4))})

    assert text(one) == "DEVICE  FORTIOS  STATUS\nfgt-a   7.4.4    in sync\n"


def test_an_error_of_several_lines_keeps_them() -> None:
    """A unit's own words may be more than one line."""
    outcome = Outcome(status=Status.REFUSED, cluster="edge", error="fgt-a: says no\nand why")

    assert text(Results(command="push", devices={"fgt-a": outcome})).startswith("fgt-a (edge)\n  says no\n  and why\n")


def test_what_a_unit_said_cannot_drive_the_terminal() -> None:
    """Control characters in an error are shown, not obeyed."""
    outcome = Outcome(status=Status.REFUSED, error="the unit said \x1b[2J")

    assert "\x1b" not in text(Results(command="push", devices={"fgt-a": outcome}))
