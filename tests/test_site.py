"""The documentation is a site: it builds without a warning, agrees with the program, and no link in it is dead.

`python tests/test_site.py` writes the tables of docs/reference anew. MkDocs and axe-core are in the extra `clients`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from built_site import built, clients
from reference_pages import commands, commands_page, intent_page, key_tables

from fgsp_cli.intent import parse_intent
from fgsp_cli.inventory import load_inventory
from fgsp_cli.inventory.ssh_options import HONOURED, OWN
from fgsp_cli.inventory.target import Deadlines

ROOT = Path(__file__).parents[1]
INTENT = ROOT / "docs" / "reference" / "intent.md"
COMMANDS = {context.command_path: context for context in commands()}


class Page(HTMLParser):
    """The links of a page, and what they may lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Whatever has an address or a name."""
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.anchors |= {value for name, value in attrs if name in ("id", "name") and value}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of all tests here."""
    return built(tmp_path_factory.mktemp("site"))


def dead(site: Path) -> Iterator[str]:
    """The links of a site that lead nowhere, or for whose content a browser would ask the network."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links if path.name != "404.html" else ():
            target, anchor = urldefrag(link)
            if re.match(r"(https?|mailto|data):", target):
                continue
            leads = (path.parent / unquote(target)).resolve() if target else path
            leads = leads / "index.html" if leads.is_dir() else leads
            if not leads.exists() or (anchor and leads in pages and unquote(anchor) not in pages[leads].anchors):
                yield f"{path.relative_to(site)}: {link}"


@clients
def test_the_site_builds_and_no_link_in_it_is_dead(site: Path) -> None:
    """Pages, sections and pictures; without a network."""
    assert len(list(site.rglob("*.html"))) >= 25
    assert list(dead(site)) == []


@clients
@pytest.mark.parametrize("link", ["nowhere.html", "lint.html#nothing", "how-to/pair.html#no", "images/none.png"])
def test_a_dead_link_is_noticed(site: Path, tmp_path: Path, link: str) -> None:
    """A page, a section, a section elsewhere, a picture."""
    copy = shutil.copytree(site, tmp_path / "site")
    (copy / "more.html").write_text(f'<a href="{link}">more</a>', encoding="utf-8")
    assert list(dead(copy)) == [f"more.html: {link}"]


@clients
def test_nothing_of_the_site_is_loaded_from_elsewhere(site: Path) -> None:
    """No font, script, style or picture: an engineer reads it on a network without a way out."""
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"""<(?:script|img|iframe)[^>]*src=["']?(?:https?:)?//""", text) == []
        assert re.findall(r"""<link[^>]*rel=["']?(?:stylesheet|preconnect|preload)[^>]*//""", text) == []


@clients
def test_its_search_knows_every_page(site: Path) -> None:
    """The index is a file beside the pages."""
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    for page in site.rglob("*.html"):
        if page.name != "404.html":
            assert f'"location":"{page.relative_to(site)}' in index


@clients
@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_agrees_with_help(site: Path, name: str) -> None:
    """Every command has a section there, with each option that its `--help` prints."""
    text = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    section = text.partition(f'<h2 id="{name.replace(" ", "-")}"')[2].partition("<h2 ")[0]
    shown = re.findall(r"^  (?:-\w, )?(--[\w-]+)", COMMANDS[name].get_help(), re.MULTILINE)
    assert shown
    assert "\\|" not in section
    assert [option for option in shown if not re.search(rf"[> ]{option}\b", section)] == []


def test_the_reference_of_the_intent_is_as_the_program_is() -> None:
    """Every table is current."""
    page = INTENT.read_text(encoding="utf-8")
    assert page == intent_page(page)
    assert set(re.findall(r"<!-- keys: (\w+) -->", page)) == set(key_tables())


def test_the_examples_of_the_reference_are_intents() -> None:
    """Each, as it stands."""
    examples = re.findall(r"^```yaml\n(.*?)^```$", INTENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(examples) >= 5
    for example in examples:
        assert parse_intent(example).states()


def test_the_reference_of_the_inventory_is_as_the_program_is(tmp_path: Path) -> None:
    """Every option and every default, and its examples are an inventory."""
    page = (ROOT / "docs" / "reference" / "inventory.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", page.partition("## `extras`")[2], re.MULTILINE)
    assert {name for names, _ in rows for name in re.findall(r"`(\w+)`", names)} == OWN | HONOURED
    seconds = {
        names.split("`")[1]: float(default[1])
        for names, text in rows
        if (default := re.search(r"without it (\d+)$", text))
    }
    names = ("conn", "auth", "prompt", "command", "answer", "line")
    standard = Deadlines()
    assert seconds == {
        f"{name}_timeout": getattr(standard, {"conn": "connect", "auth": "login"}.get(name, name)) for name in names
    }
    hosts, groups, configuration = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "hosts.yaml").write_text(hosts, encoding="utf-8")
    (tmp_path / "groups.yaml").write_text(groups, encoding="utf-8")
    (tmp_path / "nornir.yaml").write_text(configuration.replace("inventory/", f"{tmp_path}/"), encoding="utf-8")
    for source in (tmp_path, tmp_path / "nornir.yaml"):
        targets = load_inventory(source).targets
        assert targets["edge-2"].legacy_algorithms
        assert targets["edge-1"].username == "fgsp"
        assert targets["edge-1"].key_files


def test_every_command_is_in_the_reference_in_the_order_of_help() -> None:
    """The page that the site gets."""
    assert re.findall(r"^## (.+)$", commands_page(), re.MULTILINE) == list(COMMANDS)


if __name__ == "__main__":
    INTENT.write_text(intent_page(INTENT.read_text(encoding="utf-8")), encoding="utf-8")
