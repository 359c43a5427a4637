"""Debian's Chromium without a head, driven by Playwright: never a browser that Playwright has downloaded itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PROGRAM = Path("/usr/bin/chromium")
REQUIRED = os.environ.get("FGSP_CLIENTS") == "required"
"""The gate sets it: there, what is missing is a failure and no reason to skip."""
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def reason() -> str:
    """Why there is no browser here; nothing if there is one."""
    if not PROGRAM.exists():
        return f"{PROGRAM} is not installed (apt-get install chromium)"
    try:
        import playwright.sync_api  # noqa: F401 - is it there?
    except ImportError:
        return "playwright is not installed (pip install '.[test]')"
    return ""


browser = pytest.mark.skipif(bool(reason()) and not REQUIRED, reason=reason() or "there is a browser")
"""Of tests that need one."""


class Opened:
    """A page, and what it did beside being shown."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def show(self, path: Path) -> Page:
        """Open a file."""
        self.page.goto(path.as_uri())
        return self.page


def reads(page: Page, selector: str, text: str) -> None:
    """Wait until the element holds the text. It is looked up from outside: the report's policy forbids `eval`."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_contain_text(text)


@contextmanager
def chromium(profile: Path, *, dark: bool = False, width: int = 1280, height: int = 1000) -> Iterator[Opened]:
    """A browser with nothing in its profile; what it shows, it shows at twice the resolution."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            profile,
            executable_path=PROGRAM,
            args=list(SWITCHES),
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        try:
            yield Opened(context)
        finally:
            context.close()
