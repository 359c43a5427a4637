"""Tables: aligned columns in a pipe, rich's in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fgsp_cli.base import on_one_line
from fgsp_cli.report.appearance import Appearance

GAP = "  "
RICH = {"good": "green", "bad": "red", "notable": "yellow", "faint": "dim", "strong": "bold"}
"""The styles of an `Appearance`, by rich's names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text below their headings; `styles` are those of an `Appearance`, by the text of a cell."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    styles: dict[str, str]


def drawn(table: Table, appearance: Appearance) -> str:
    """The table as text that ends with a newline; a name from elsewhere cannot leave its line."""
    if not table.rows:
        return ""
    rows = [tuple(on_one_line(cell) for cell in row) for row in table.rows]
    printable_table = replace(table, rows=rows)
    return _plain(printable_table) if appearance.width is None else _rich(printable_table, appearance)


def _plain(table: Table) -> str:
    lines = [tuple(table.headings), *(tuple(row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = (GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded)


def _rich(table: Table, appearance: Appearance) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawing = RichTable(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style="bold")
    for heading in table.headings:
        drawing.add_column(Text(heading), overflow="fold")
    for row in table.rows:
        drawing.add_row(*(Text(cell, style=RICH.get(table.styles.get(cell, ""), "")) for cell in row))
    stream = StringIO()
    Console(
        file=stream,
        width=appearance.width,
        force_terminal=appearance.color,
        no_color=not appearance.color,
        color_system="standard" if appearance.color else None,
    ).print(drawing)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())
