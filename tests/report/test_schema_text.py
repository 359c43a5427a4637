"""What people read of `schema`."""

from __future__ import annotations

import pytest

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.schema_data import schema
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter


@pytest.mark.parametrize("branch", [branch.name for branch in schema().branches])
def test_every_setting_that_may_be_written_is_there(branch: str) -> None:
    """In the order and the nesting of the unit, with what it accepts and what it does."""
    release = dialect(schema().releases_of(branch)[-1])
    said = formatter("text", Appearance(width=80)).schema(release)
    words = {line.split()[0] for line in said.splitlines() if line.strip()}

    for top in release.tops.values():
        for child in top.children.values():
            if child.writable and not child.kind.nested:
                assert child.name in words
    assert max(map(len, said.splitlines())) <= 80


def test_it_reads_as_the_unit_is_configured() -> None:
    """The first lines of 7.4.4, as they are printed."""
    said = formatter("text", Appearance(width=80)).schema(dialect("7.4.4"))

    assert said.startswith(
        "FortiOS 7.4.4\n"
        "\n"
        "config system standalone-cluster\n"
        "    FGSP membership of this unit; from 7.2.1 with its peers.\n"
        "    standalone-group-id  (0 to 255; default 0; disruptive)\n"
        "        Number of the FGSP group; equal on every member.\n"
    )


def test_a_default_that_nobody_confirmed_is_marked() -> None:
    """6.0's default heartbeat is from no source for that very release [schema.yaml]."""
    assert "default 2 (unconfirmed)" in formatter("text", Appearance(width=80)).schema(dialect("6.0.4"))
