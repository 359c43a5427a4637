"""What MkDocs does beside reading docs/: the README is the first page, and the commands are written from the code."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))
from reference_pages import commands_page

ROOT = Path(__file__).parents[2]
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:tests|fgsp_cli|inventories)/[^)]*\)|\[([^\]]+)\]\(schema\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in docs/."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("](docs/", "](")
    files.append(File.generated(config, "index.md", content=readme))
    files.append(File.generated(config, "reference/commands.md", content=commands_page()))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """A link to a file of the project that is no page is its text alone."""
    return _OUTSIDE.sub(lambda match: match[1] or match[2], markdown)


def on_post_page(output: str, **_: object) -> str:
    """The theme gives its search dialog no name that a screen reader could say."""
    return output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )
