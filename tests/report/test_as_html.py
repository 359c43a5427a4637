"""The page, without a browser: what is in it, and what never is."""

from __future__ import annotations

import json
import re
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fleets import about, fleet, member, sixteen, two_thousand

from fgsp_cli.base.positions import Position
from fgsp_cli.fortios.versions import Release
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Outcome, Results, Status
from fgsp_cli.state.change import Action, Change, Effect
from fgsp_cli.state.state import Block

sys.path.insert(0, str(Path(__file__).parent))
from samples import results

VOID = {"meta", "input"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;\u202e]]>-->\x1b\ud800"


class Page(HTMLParser):
    """Its tags, its text, and whether every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("script", "style"):
            self.text += data


def html(shown: Results) -> str:
    """The text of the page."""
    return formatter("html", Appearance()).results(shown)


def evil() -> Results:
    """Names and values that would like to be markup."""
    change = Change(
        path=("peer", 1, "syncvd"),
        action=Action.SET,
        effect=Effect.SAFE,
        intended=(EVIL,),
        running=(EVIL, "root"),
        position=Position(source=EVIL, line=1, column=1),
    )
    extra = {("peer", 9): Block({"peerip": EVIL})}
    found = {"fortios": Release(7, 4, 4), "cluster": EVIL, "error": EVIL, "ways": {}}
    devices = {
        EVIL: Outcome(status=Status.DRIFT, changes=(change,), unmanaged=extra, **found),  # type: ignore[arg-type]
        f"{EVIL}2": Outcome(status=Status.UNREADABLE, cluster=EVIL, error=EVIL),
    }
    return Results(command="audit", devices=devices, about=about(EVIL, EVIL, EVIL))


@pytest.mark.parametrize(
    "shown", [sixteen(), results("plan"), results("push", Status.FAILED), Results(command="audit", devices={}), evil()]
)
def test_it_is_well_formed_and_ascii(shown: Results) -> None:
    """Whatever is shown: no pipe and no terminal's encoding can spoil it."""
    page = html(shown)
    assert page.isascii()
    assert page.startswith("<!DOCTYPE html>")
    Page(page)


def test_it_loads_nothing_and_says_so_to_the_browser() -> None:
    """No address of anything outside; nothing but the script and the style sheet whose hashes it names."""
    page = html(two_thousand())
    tags = Page(page).tags
    assert not [tag for tag, _ in tags if tag in ("img", "link", "iframe", "object", "embed", "base", "form")]
    assert not [attrs for _, attrs in tags if "src" in attrs or "style" in attrs]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", page)
    (policy,) = [str(attrs["content"]) for _, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for kind in ("script", "style"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert f"{kind}-src 'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_a_name_or_a_value_with_markup_is_text() -> None:
    """Everywhere: in the title, in the picture, in differences, in what the filter looks in."""
    page = Page(html(evil()))
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{}]
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert page.text.count("<script>alert(1)</script>") >= 8
    assert "\x1b" not in page.text


def test_what_is_held_back_as_data_is_text_too() -> None:
    """With many units, details are JSON that becomes HTML when somebody opens it."""
    many = {f"{EVIL}{number}": outcome for number in range(150) for outcome in evil().devices.values()}
    page = html(Results(command="audit", devices=many))
    Page(page)
    held = re.findall(r'<script type="application/json">(.*?)</script>', page)
    assert len(held) == 150
    detail = Page(json.loads(held[0]))
    assert not [tag for tag, _ in detail.tags if tag in ("script", "img")]
    assert "<script>alert(1)</script>" in detail.text


def test_it_says_when_against_what_and_with_which_version() -> None:
    """At the top, and in the title."""
    page = html(sixteen())
    text = Page(page).text
    for told in ("2026-03-01 02:00:05 UTC", "edge.yaml", "backups in backups/2026-03-01", "fgsp 0.1.0"):
        assert told in text
    assert "<title>fgsp audit: 4 of 16 units differ from the intent; 1 could not be compared (2026-03-01" in page


def test_every_link_of_16_members_is_drawn_and_every_bad_one_said_in_words() -> None:
    """A picture alone would be nothing to who cannot see it."""
    page = Page(html(sixteen()))
    kinds = [attrs["class"] for tag, attrs in page.tags if tag == "g" and "data-ends" in attrs][-120:]
    drawn = {
        kind: sum(kind in str(one).split() for one in kinds)
        for kind in ("good", "different", "one_sided", "broken", "unknown")
    }
    assert drawn == {"good": 102, "different": 1, "one_sided": 2, "broken": 1, "unknown": 14}
    assert len([attrs for tag, attrs in page.tags if tag == "g" and "data-node" in attrs]) == 16
    assert f"{member('edge', 4)} \u2013 {member('edge', 7)}broken: neither lists the other" in page.text
    labels = [str(attrs["aria-label"]) for tag, attrs in page.tags if tag == "svg" and attrs.get("class") == "mesh"]
    assert labels == ["Mesh of edge: 16 members, 18 of 120 links not good"]


@pytest.mark.parametrize("size", [2, 3, 7, 16])
def test_nothing_is_drawn_outside_of_the_picture(size: int) -> None:
    """Whatever the number of members; names have room beside their circles."""
    page = Page(html(fleet({"edge": size})))
    (box,) = [str(attrs["viewbox"]).split() for tag, attrs in page.tags if attrs.get("class") == "mesh"]
    places = [(float(str(attrs["cx"])), float(str(attrs["cy"]))) for tag, attrs in page.tags if tag == "circle"]
    assert len(set(places)) == size
    assert all(14 < x < float(box[2]) - 14 and 14 < y < float(box[3]) - 14 for x, y in places)


def test_units_that_need_somebody_come_first() -> None:
    """Then those that could not be compared, then the calm ones."""
    shown = [
        str(attrs["data-status"])
        for tag, attrs in Page(html(two_thousand())).tags
        if tag == "li" and "data-status" in attrs
    ]
    assert [shown.count(status) for status in ("drift", "unreadable", "in_sync")] == [37, 8, 1955]
    assert [one for one, other in pairwise([*shown, ""]) if one != other] == ["drift", "unreadable", "in_sync"]


def test_2000_units_are_a_file_that_one_can_mail() -> None:
    """A few megabytes, the pictures of calm clusters held back as text."""
    page = html(two_thousand())
    assert len(page) < 4_000_000
    assert len(re.findall(r'<svg class="mesh"', page)) <= 3


def _colours(theme: int) -> dict[str, tuple[int, int, int]]:
    css = re.findall(r"--(\w[\w-]*): light-dark\((#\w{6}), (#\w{6})\)", html(Results(command="audit", devices={})))
    return {name: tuple(bytes.fromhex(pair[theme][1:])) for name, *pair in css}  # type: ignore[misc]


def _light(colour: tuple[int, int, int]) -> float:
    linear = [(part / 255 / 12.92) if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_texts_can_be_read_on_what_they_stand_on(theme: int) -> None:
    """A contrast of at least 4.5 to 1, in both themes (WCAG 2.2, 1.4.3)."""
    colours = _colours(theme)
    pairs = [(ink, ground) for ink in ("ink", "soft") for ground in ("back", "panel", "sunk")]
    pairs += [(look, f"{look}-back") for look in ("good", "notable", "bad", "faint")]
    pairs += [("panel", look) for look in ("good", "notable", "bad", "faint")]
    for ink, ground in pairs:
        one, other = sorted((_light(colours[ink]), _light(colours[ground])))
        assert (other + 0.05) / (one + 0.05) >= 4.5, (ink, ground)
