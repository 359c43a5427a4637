"""axe-core finds nothing serious on the report and on the site; the site's search works without a network."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from built_site import ROOT, built, clients
from fleets import sixteen, two_thousand

from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Results

sys.path.insert(0, str(Path(__file__).parent))
from chromium import Opened, browser, chromium, reads

pytestmark = [browser, pytest.mark.browser, clients]
WRITTEN = [f"reference/{name}" for name in ("api", "attributes", "commands", "formats")]
PAGES = [
    "index",
    *WRITTEN,
    *(str(path.relative_to(ROOT / "docs").with_suffix("")) for path in (ROOT / "docs").rglob("*.md")),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """One browser for all of them."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, as files."""
    return built(tmp_path_factory.mktemp("site"))


def twenty_clusters() -> Results:
    """The first of the 500: of all 2,000 units axe-core takes half a minute, and finds nothing else."""
    results = two_thousand()
    return replace(results, devices=dict(list(results.devices.items())[:80]))


def serious(opened: Opened, path: Path) -> list[str]:
    """What axe-core calls serious or critical on a page, each with the first element that it is about."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened.show(path)
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.spread(3)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shown", [sixteen, twenty_clusters], ids=["a cluster", "a fleet"])
def test_the_report_is_accessible(opened: Opened, tmp_path: Path, scheme: str, shown: Callable[[], Results]) -> None:
    """A cluster and a fleet, in both colour schemes."""
    path = tmp_path / "report.html"
    path.write_text(formatter("html", Appearance()).results(shown()), encoding="utf-8")
    opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert serious(opened, path) == []


@pytest.mark.spread(11)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_the_site_is_accessible(opened: Opened, site: Path, scheme: str, page: str) -> None:
    """Every page, in both colour schemes."""
    opened.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened.show(site / f"{page}.html").evaluate("localStorage.clear()")  # or it keeps the scheme of the last visit
    assert serious(opened, site / f"{page}.html") == []
    name = {"light": "default", "dark": "slate"}[scheme]
    assert opened.page.locator("body").get_attribute("data-md-color-scheme") == name


def test_a_page_that_is_not_accessible_is_noticed(opened: Opened, tmp_path: Path) -> None:
    """A picture without a text, a button without a name, text that cannot be read."""
    path = tmp_path / "page.html"
    path.write_text('<html lang="en"><title>x</title><img src="x.png"><button></button><p style="color:#eee">text</p>')
    assert [each.partition(":")[0] for each in serious(opened, path)] == ["button-name", "color-contrast", "image-alt"]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the files of a folder are served, on loopback."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_the_search_works_without_a_network(opened: Opened, site: Path) -> None:
    """A key of the intent leads to its reference, and nothing but the site's own files is asked for."""
    opened.requests.clear()
    with served(site) as address:
        page = opened.page
        page.goto(f"{address}how-to/pair.html")
        page.keyboard.press("/")
        page.keyboard.type("standalone_group_id")
        reads(page, ".md-search-result__list", "The intent")
        assert [url for url in opened.requests if not url.startswith((address, "data:", f"blob:{address}"))] == []
        page.goto("about:blank")
