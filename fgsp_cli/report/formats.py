"""The formats of a report, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.report.appearance import Appearance
    from fgsp_cli.report.interface import Format

FORMATS = ("text", "json", "junit", "html", "markdown", "sarif", "codequality", "openmetrics")
"""Every format. The first two show every kind of result, the others some: `FORMATS_OF` says which."""
FORMATS_OF = {
    "results": FORMATS,
    "lint": ("text", "json", "junit", "markdown", "sarif", "codequality"),
    "diff": ("text", "json", "junit", "markdown"),
    "status": ("text", "json", "junit", "markdown", "openmetrics"),
}
"""The formats of each kind of result; `results` are those of verbs that compare units with an intent."""


def formatter(name: str, appearance: Appearance) -> Format:
    """The format of that name, one of FORMATS; imported only now, as is what it needs. LookupError for another."""
    match name:
        case "text":
            from fgsp_cli.report.as_text import TextFormat

            return TextFormat(appearance)
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
        case "sarif":
            from fgsp_cli.report.as_sarif import SarifFormat

            return SarifFormat()
        case "codequality":
            from fgsp_cli.report.as_codequality import CodeQualityFormat

            return CodeQualityFormat()
        case "openmetrics":
            from fgsp_cli.report.as_openmetrics import OpenMetricsFormat

            return OpenMetricsFormat()
    raise LookupError(f"there is no format {name!r}")
