"""The HTML report in a real browser: drawn, filtered by keyboard, read, silent, and shut off from the network.

`FGSP_SCREENSHOT=1 pytest tests/browser` also writes the picture in the README.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleets import about, member, sixteen, two_thousand

from fgsp_cli.fortios.versions import Release
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.mesh_links import Way
from fgsp_cli.results.results import Outcome, Results, Status

sys.path.insert(0, str(Path(__file__).parent))
from chromium import Opened, browser, chromium, reads

SCREENSHOT = Path(__file__).parents[2] / "docs" / "images" / "report.png"
ROWS = "#unit-list > li:not([hidden])"
pytestmark = [browser, pytest.mark.browser]


def written(folder: Path, shown: Results) -> Path:
    """The report as a file."""
    path = folder / "report.html"
    path.write_text(formatter("html", Appearance()).results(shown), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """One browser for all of them."""
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(autouse=True)
def _silent(opened: Opened, tmp_path: Path) -> Iterator[None]:
    """After each: nothing on the console, and no request but for the file itself."""
    opened.requests.clear()
    opened.complaints.clear()
    yield
    assert opened.complaints == []
    assert set(opened.requests) == {(tmp_path / "report.html").as_uri()}


def test_the_mesh_of_16_members_is_drawn(opened: Opened, tmp_path: Path) -> None:
    """Sixteen members inside the picture, 120 links, and the bad ones in view and marked."""
    page = opened.show(written(tmp_path, sixteen()))
    mesh = page.locator("svg.mesh")
    assert mesh.count() == 1
    assert mesh.locator(".node").count() == 16
    assert mesh.locator(".link").count() == 120
    outer = mesh.bounding_box()
    assert outer
    for node in mesh.locator(".node").all():
        box = node.bounding_box()
        assert box
        assert outer["x"] <= box["x"] <= box["x"] + box["width"] <= outer["x"] + outer["width"]
        assert outer["y"] <= box["y"] <= box["y"] + box["height"] <= outer["y"] + outer["height"]
    assert mesh.locator(".link.broken .mark").inner_html() == "\u00d7"
    assert mesh.locator(".link.one_sided polygon").count() == 2
    assert page.get_by_text("neither lists the other", exact=True).is_visible()


def test_no_two_names_of_a_mesh_lie_on_each_other(opened: Opened, tmp_path: Path) -> None:
    """A picture that cannot be read says nothing."""
    page = opened.show(written(tmp_path, sixteen()))
    boxes = [name.bounding_box() for name in page.locator("svg.mesh .name").all()]
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert one
            assert other
            apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            assert apart or one["y"] + one["height"] <= other["y"] + 2 or other["y"] + other["height"] <= one["y"] + 2


def test_a_drifted_unit_is_found_by_keyboard_and_its_difference_read(opened: Opened, tmp_path: Path) -> None:
    """Slash, a name, down, Enter: no hand on the mouse, among 2,000 units."""
    page = opened.show(written(tmp_path, two_thousand()))
    assert page.locator(ROWS).count() == 2000
    page.keyboard.press("/")
    page.keyboard.type("site300-fw01 hb-int")
    reads(page, "#shown", "1 of 2,000 units")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.innerText").split("\n")[1] == "site300-fw01"
    page.keyboard.press("Enter")
    row = page.locator(f"{ROWS} tbody tr")
    assert row.locator("th").inner_text() == "cluster-peer/2/hb-interval"
    assert row.locator("td.intended").inner_text().split() == ["10", "edge.yaml:6:72"]
    assert row.locator("td.running").inner_text() == "20"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    reads(page, "#shown", "2,000 units")
    assert page.locator(ROWS).count() == 2000


def test_2000_units_are_open_within_3_seconds(opened: Opened, tmp_path: Path) -> None:
    """From the address to the last row on the screen. The best of three: other tests run beside this one."""
    path = written(tmp_path, two_thousand())
    took = []
    for _ in range(3):
        page = opened.show(path)
        assert page.locator(ROWS).count() == 2000
        took.append(
            page.evaluate(
                """async () => {
                    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
                    return performance.now();
                }"""
            )
        )
        if took[-1] < 3000:
            break
    assert min(took) < 3000


def test_2000_units_are_filtered_within_100_ms(opened: Opened, tmp_path: Path) -> None:
    """From the key to what is on the screen, for texts that leave many, few and no units; the best of five of each."""
    page = opened.show(written(tmp_path, two_thousand()))
    for text, left in {"hb-interval": 8, "fw01": 500, "no unit": 0, "site": 2000}.items():
        took = page.evaluate(
            """async (text) => {
                const box = document.getElementById("filter"), took = [];
                for (let turn = 0; turn < 5; turn++) {
                    for (const value of ["", text]) {
                        const start = performance.now();
                        box.value = value;
                        box.dispatchEvent(new Event("input"));
                        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
                        if (value) took.push(performance.now() - start);
                    }
                }
                return Math.min(...took);
            }""",
            text,
        )
        assert page.locator(ROWS).count() == left, text
        assert took < 100, text


def test_a_status_is_filtered_by_its_button_and_the_clusters_follow(opened: Opened, tmp_path: Path) -> None:
    """Tab to the button, Space; the button says that it is pressed, the line that is read aloud how many are left."""
    page = opened.show(written(tmp_path, two_thousand()))
    button = page.get_by_role("button", name="8 unreadable")
    button.focus()
    page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "true"
    assert page.get_by_role("status").inner_text() == "8 of 2,000 units"
    assert page.locator(".cluster:visible").count() == 8
    page.locator("#filter").fill("nothing of that name")
    page.get_by_role("button", name="Show all").click()
    assert page.get_by_role("status").inner_text() == "2,000 units"


def test_a_cluster_that_was_kept_as_text_is_drawn_when_it_is_opened(opened: Opened, tmp_path: Path) -> None:
    """500 pictures nobody has asked for would cost everybody."""
    page = opened.show(written(tmp_path, two_thousand()))
    assert page.locator("svg.mesh").count() == 1
    page.locator(".cluster", has_text="site007").locator("> summary").click()
    assert page.locator(".cluster[open] svg.mesh .link.unknown").count() == 3


def test_a_member_in_the_picture_leads_to_its_unit(opened: Opened, tmp_path: Path) -> None:
    """By keyboard too: it is a link, and the unit is open when one arrives."""
    page = opened.show(written(tmp_path, sixteen()))
    page.get_by_role("link", name=f"{member('edge', 1)}: drift").focus()
    assert page.locator("svg.mesh.lit .link.on").count() == 15
    page.keyboard.press("Enter")
    reads(page, ":focus", "3 differences")
    assert page.locator("li:target tbody tr").count() == 3


def test_all_that_differ_are_opened_and_closed_at_once(opened: Opened, tmp_path: Path) -> None:
    """And only those that are shown."""
    page = opened.show(written(tmp_path, sixteen()))
    page.locator("#filter").fill("drift")
    reads(page, "#shown", "4 of 16 units")
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".unit[open]").count() == 4
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".unit[open]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_theme_and_can_be_told_another(opened: Opened, tmp_path: Path, scheme: str) -> None:
    """What the system says, until somebody presses the button."""
    page = opened.page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened.show(written(tmp_path, sixteen()))
    dark = {"light": "rgb(244, 246, 248)", "dark": "rgb(14, 17, 22)"}
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == dark[scheme]
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate(ground) == dark["dark" if scheme == "light" else "light"]
    page.emulate_media(color_scheme="light")


def test_it_fits_a_telephone(opened: Opened, tmp_path: Path) -> None:
    """Nothing has to be pushed sideways."""
    page = opened.page
    page.set_viewport_size({"width": 390, "height": 800})
    opened.show(written(tmp_path, sixteen()))
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_markup_in_names_is_shown_and_never_run(opened: Opened, tmp_path: Path) -> None:
    """Neither as it stands nor out of what was kept as text."""
    evil = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    listed = {f"{evil}2": Way.LISTED}
    outcome = Outcome(status=Status.DRIFT, fortios=Release(7, 4, 4), cluster=evil, error=evil, ways=listed)
    devices = {f"{evil}{number}": outcome for number in range(120)}
    page = opened.show(written(tmp_path, Results(command="audit", devices=devices, about=about(evil, evil, evil))))
    alerts: list[str] = []
    page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".detail").count() == 120
    assert page.locator("img").count() == 0
    assert evil in str(page.locator("#unit-list .said").first.text_content())
    assert alerts == []


def test_its_picture_can_be_taken(opened: Opened, tmp_path: Path) -> None:
    """The 16 members, one of them open; with FGSP_SCREENSHOT set, it is the one in the README from now on."""
    page = opened.page
    page.set_viewport_size({"width": 1280, "height": 1330})
    opened.show(written(tmp_path, sixteen()))
    page.locator(".unit > summary").first.click()
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    picture = page.screenshot()
    assert picture.startswith(b"\x89PNG")
    if os.environ.get("FGSP_SCREENSHOT"):
        SCREENSHOT.parent.mkdir(parents=True, exist_ok=True)
        SCREENSHOT.write_bytes(picture)
    page.set_viewport_size({"width": 1280, "height": 1000})
