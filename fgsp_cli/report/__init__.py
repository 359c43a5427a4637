"""Any verb's result -> text or JSON. One interface, one module per format; nothing here prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.report.values import HostKey, Look, Rendering

if TYPE_CHECKING:
    from fgsp_cli.report.interface import Format

__all__ = ["HostKey", "Look", "Rendering", "formatter"]


def formatter(name: str, look: Look) -> Format:
    """The format of that name, `text` or `json`; imported only now, as is what it needs."""
    if name == "json":
        from fgsp_cli.report.as_json import JsonFormat

        return JsonFormat()
    from fgsp_cli.report.as_text import TextFormat

    return TextFormat(look)
