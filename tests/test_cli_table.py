"""The hand-written table of CLI lines holds for the renderer and, separately, for the reader."""

from __future__ import annotations

import pytest
from cli_lines import ROWS, Row

from fgsp_cli.fortios.dialects import Dialect, Spec, dialect
from fgsp_cli.fortios.schema_data import schema
from fgsp_cli.render import render
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import Block, DeviceState, Path, Table, default_block, empty_state


def path_of(row: Row) -> Path:
    """The path in a state of the row's setting: tables of peers are `peer` wherever the release keeps them."""
    steps: list[str | int] = [int(step) if step.isdecimal() else step for step in row.block.split(" | ")]
    top = str(steps.pop(0)).removeprefix("system ")
    section = "peer" if top == "cluster-sync" or steps[:1] == ["cluster-peer"] else top
    steps = [step for step in steps if step != "cluster-peer"]
    names = [str(step) for step in steps if isinstance(step, str)]
    attribute = schema().attribute(section, *names, row.setting.replace("_", "-"))
    assert attribute is not None, row
    return (section, *steps, attribute.key)


def holding(value: object, path: Path, spec: Spec) -> object:
    """The block or table that holds nothing but that value at that path."""
    if not path:
        return value
    if isinstance(path[0], int):
        return Table({path[0]: holding(value, path[1:], spec)})
    block = default_block(spec)
    child = spec.by_key[path[0]]
    return block.with_({path[0]: holding(value, path[1:], child)})


def state_of(row: Row, release: Dialect) -> DeviceState:
    """The state of a unit on which just this setting was made."""
    path = path_of(row)
    spec = release.section(str(path[0]))
    assert spec is not None
    section = holding(row.value, path[1:], spec)
    assert isinstance(section, Block | Table)
    state = empty_state(release).with_section(str(path[0]), section)
    return DeviceState(
        fortios=state.fortios,
        standalone_cluster=state.standalone_cluster,
        ha=state.ha,
        peers=state.peers,
        named=frozenset({path}),
    )


def typed(row: Row) -> str:
    """The setting as a person types it, blocks and all."""
    steps = row.block.split(" | ")
    opening = [f"edit {step}" if step.isdecimal() else f"config {step}" for step in steps]
    closing = ["next" if step.isdecimal() else "end" for step in reversed(steps)]
    return "\n".join([*opening, row.line, *closing]) + "\n"


def test_the_table_has_at_least_sixty_rows_and_each_names_its_source() -> None:
    """A row without a source would be a guess."""
    assert len(ROWS) >= 60
    assert all(row.source for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fortios}-{row.line}")
def test_render_writes_the_line(row: Row) -> None:
    """The renderer writes exactly this line, at the right place, for that release."""
    release = dialect(row.fortios)
    lines = [line.strip() for line in render(state_of(row, release), row.fortios).splitlines()]
    code = [line for line in lines if line and not line.startswith("#")]
    assert code == typed(row).splitlines()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fortios}-{row.line}")
def test_read_understands_the_line(row: Row) -> None:
    """The reader finds the value that the line means in that release."""
    state = read_config(typed(row), row.fortios)
    assert state.value(path_of(row)) == row.value
    assert state == state_of(row, dialect(row.fortios))
