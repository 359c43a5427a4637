"""A cluster on the page: the picture of its mesh, and its links that are not good in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fgsp_cli.report.page.mesh_picture import Address, picture, sample, summary
from fgsp_cli.report.page.tags import Html, foreign, joined, tag
from fgsp_cli.report.page.unit_section import sign
from fgsp_cli.report.phrases import counted, link_lines, link_words
from fgsp_cli.results import Linked, LinkState, Outcome, Status

_MEANINGS = {
    LinkState.GOOD: "as intended",
    LinkState.DIFFERENT: "both list each other, not as intended",
    LinkState.ONE_SIDED: "one-sided: the other does not list it back",
    LinkState.BROKEN: "broken: neither lists the other, or they do not agree",
    LinkState.UNKNOWN: "unknown: an end was not read",
}
_LINK_STYLES = {LinkState.BROKEN: "bad", LinkState.ONE_SIDED: "bad", LinkState.DIFFERENT: "notable"}


def troubled(mesh: Linked, devices: Mapping[str, Outcome]) -> bool:
    """Whether a link or a unit of the cluster needs attention."""
    return bool(mesh.troubled) or any(_wrong(devices, name) for name in mesh.members)


def line(mesh: Linked, devices: Mapping[str, Outcome]) -> Html:
    """The line of a cluster that is not opened."""
    styles = [_LINK_STYLES.get(link.state, "faint") for link in mesh.troubled]
    wrong = sum(_wrong(devices, name) for name in mesh.members)
    style = next((style for style in ("bad", "notable", "faint") if style in styles), "notable" if wrong else "good")
    counts = [summary(mesh)]
    if wrong and not mesh.troubled:
        counts.append(f"{counted(wrong, 'unit')} not as intended")
    return joined(
        sign(style),
        tag("span", foreign(mesh.cluster), class_="name"),
        tag("span", ", ".join(counts), class_="counts"),
    )


def body(mesh: Linked, devices: Mapping[str, Outcome], address: Address) -> Html:
    """The picture, and the links that are not good, in words."""
    return tag("div", picture(mesh, devices, address), tag("div", *_words(mesh), class_="about-links"), class_="drawn")


def legend() -> Html:
    """The meaning of the lines in the drawing."""
    items = [tag("li", sample(state), " ", meaning) for state, meaning in _MEANINGS.items()]
    return tag("ul", *items, class_="legend", aria_label="Legend")


def _wrong(devices: Mapping[str, Outcome], name: str) -> bool:
    outcome = devices.get(name)
    return outcome is not None and outcome.status not in (Status.IN_SYNC, Status.CHANGED, Status.SKIPPED)


def _words(mesh: Linked) -> Iterator[Html]:
    if not mesh.troubled:
        yield tag("p", f"All {counted(len(mesh.links), 'link')} as intended.", class_="calm")
        return
    items = [
        tag(
            "li",
            sign(_LINK_STYLES.get(state, "faint")),
            tag("span", foreign(between), class_="name"),
            tag("span", tag("b", link_words(state)), ": ", foreign(why), class_="why"),
        )
        for between, state, why in link_lines(mesh)
    ]
    yield tag("h3", f"{len(mesh.troubled):,} of {counted(len(mesh.links), 'link')} not good")
    yield tag("ul", *items)
