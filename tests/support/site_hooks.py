"""What MkDocs does beside reading docs/: the README is the first page, and the reference is written from the code."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))
from reference_pages import api_page, attributes_page, commands_page, formats_page

ROOT = Path(__file__).parents[2]
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:tests|fgsp_cli|inventories)/[^)]*\)|\[([^\]]+)\]\(schema\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    files.append(File.generated(config, "index.md", content=readme))
    pages = {
        "commands": commands_page(),
        "attributes": attributes_page(),
        "formats": formats_page(ROOT / "docs" / "schema"),
        "api": api_page(),
    }
    for name, content in pages.items():
        files.append(File.generated(config, f"reference/{name}.md", content=content))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """A link to a file of the project that is no page is its text alone."""
    return _OUTSIDE.sub(lambda match: match[1] or match[2], markdown)


def on_post_page(output: str, **_: object) -> str:
    """The theme gives its search dialog no name that a screen reader could say."""
    return output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )
