"""The formats of a report, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.report.look import Look

if TYPE_CHECKING:
    from fgsp_cli.report.interface import Format

FORMATS = ("text", "json", "junit", "html", "markdown")
"""Every form; all but the first two show the results of verbs that compare alone."""


def formatter(name: str, look: Look) -> Format:
    """The format of that name, one of FORMATS; imported only now, as is what it needs. LookupError for another."""
    match name:
        case "text":
            from fgsp_cli.report.as_text import TextFormat

            return TextFormat(look)
        case "json":
            from fgsp_cli.report.as_json import JsonFormat

            return JsonFormat()
        case "junit":
            from fgsp_cli.report.as_junit import JunitFormat

            return JunitFormat()
        case "html":
            from fgsp_cli.report.as_html import HtmlFormat

            return HtmlFormat()
        case "markdown":
            from fgsp_cli.report.as_markdown import MarkdownFormat

            return MarkdownFormat()
    raise LookupError(f"there is no format {name!r}")
