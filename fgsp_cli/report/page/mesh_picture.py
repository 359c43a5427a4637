"""The mesh of a cluster as a picture: members on a circle, every link between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, sin

from fgsp_cli.report.page.tags import Html, joined, tag
from fgsp_cli.report.phrases import counted, link_words, style, words
from fgsp_cli.results import Link, Linked, LinkState, Outcome, Way

GLYPHS = {"good": "\u2713", "notable": "\u2260", "bad": "!", "faint": "\u2013", "unseen": "?"}
"""A sign for each style, for readers who cannot distinguish the colours."""
MARKS = {LinkState.BROKEN: "\u00d7", LinkState.DIFFERENT: "\u2260", LinkState.ONE_SIDED: "\u00bd"}
_ORDER = (LinkState.GOOD, LinkState.UNKNOWN, LinkState.DIFFERENT, LinkState.ONE_SIDED, LinkState.BROKEN)
"""What is drawn first lies below."""
_NODE = 14.0
_LABEL = 26
"""Characters of a name that are shown; a pointer that rests on it gets all."""
_LETTER = 7.2
"""About the width of one."""
_AT = 0.36
"""Where a link is marked: not in the middle, where all those between opposite members meet."""

_SCALE = 1.2
"""How large it is shown where there is room."""

Address = Callable[[str], str | None]
"""The address of a device on the page."""


@dataclass(frozen=True, slots=True)
class _Place:
    x: float
    y: float
    angle: float

    def towards(self, other: _Place, share: float) -> tuple[float, float]:
        return self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share


def picture(mesh: Linked, devices: Mapping[str, Outcome], address: Address) -> Html:
    """The picture; what it says of links is said in words by whoever puts it on the page."""
    radius = max(70.0, 11.0 * len(mesh.members))
    room = min(_LABEL, max(map(len, mesh.members))) * _LETTER + _NODE + 14
    flat = len(mesh.members) == 2
    width, height = 2 * (radius + room), (2 * (_NODE + 34) if flat else 2 * (radius + _NODE + 26))
    places = _places(mesh.members, width / 2, height / 2, radius)
    numbers = {name: number for number, name in enumerate(mesh.members)}
    links = sorted(mesh.links, key=lambda link: _ORDER.index(link.state))
    lines = joined(*(_link(link, places, numbers) for link in links))
    nodes = joined(*(_node(name, places[name], numbers[name], devices.get(name), address) for name in mesh.members))
    return tag(
        "svg",
        tag("g", lines, class_="links", aria_hidden="true"),
        tag("g", nodes, class_="nodes"),
        class_="mesh",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=f"{width * _SCALE:.0f}",
        role="group",
        aria_label=f"Mesh of {mesh.cluster}: {summary(mesh)}",
    )


def summary(mesh: Linked) -> str:
    """How many members and links, and how many of those are not good."""
    bad = f"{len(mesh.troubled):,} of " if mesh.troubled else ""
    links = f"{bad}{counted(len(mesh.links), 'link')}{' not good' if bad else ''}"
    return f"{counted(len(mesh.members), 'member')}, {links}"


def sample(state: LinkState) -> Html:
    """A short piece of a link, for the legend."""
    ends = _Place(3, 9, 0), _Place(45, 9, 0)
    halves = (Way.LISTED, Way.MISSING) if state is LinkState.ONE_SIDED else (None, None)
    link = Link(ends=("", " "), ways=halves, state=state)
    drawn = _link(link, dict(zip(link.ends, ends, strict=True)), {"": 0, " ": 1}, gap=0)
    return tag("svg", drawn, class_="sample", viewBox="0 0 48 18", width="48", height="18", aria_hidden="true")


def _places(names: tuple[str, ...], x: float, y: float, radius: float) -> dict[str, _Place]:
    start = pi if len(names) == 2 else -pi / 2
    angles = [start + 2 * pi * number / len(names) for number in range(len(names))]
    return {
        name: _Place(x + radius * cos(angle), y + radius * sin(angle), angle)
        for name, angle in zip(names, angles, strict=True)
    }


def _link(link: Link, places: Mapping[str, _Place], numbers: Mapping[str, int], gap: float = _NODE + 3) -> Html:
    ends = link.ends
    if link.state is LinkState.ONE_SIDED and link.ways[0] is Way.MISSING:
        ends = (ends[1], ends[0])  # from the one that lists the other
    one, other = (places[name] for name in ends)
    said = f"{' - '.join(link.ends)}: {link_words(link.state)}{f' ({link.why})' if link.why else ''}"
    drawn = joined(*([tag("title", said)] if gap else []), *_strokes(link.state, one, other, gap))
    about = " ".join(str(numbers[name]) for name in ends)
    unsure = " unsure" if link.state is LinkState.ONE_SIDED and None in link.ways else ""
    return tag("g", drawn, class_=f"link {link.state}{unsure}", data_ends=about)


def _strokes(state: LinkState, one: _Place, other: _Place, gap: float) -> Iterator[Html]:
    """The line, and the mark of its fault."""
    if state is LinkState.ONE_SIDED:
        yield _line(one, other, gap, class_="rest")
        reach = 0.66
        yield _line(one, _Place(*one.towards(other, reach), 0), gap, 0)
        yield _arrow(one, other, reach)
    else:
        yield _line(one, other, gap)
    if state in MARKS and gap:
        x, y = one.towards(other, _AT)
        yield tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="8")
        yield tag("text", MARKS[state], x=f"{x:.1f}", y=f"{y:.1f}", dy=".35em", class_="mark")


def _line(one: _Place, other: _Place, gap: float, gap_there: float | None = None, class_: str | None = None) -> Html:
    length = ((other.x - one.x) ** 2 + (other.y - one.y) ** 2) ** 0.5 or 1
    x1, y1 = one.towards(other, gap / length)
    x2, y2 = other.towards(one, (gap if gap_there is None else gap_there) / length)
    return tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_=class_)


def _arrow(one: _Place, other: _Place, reach: float) -> Html:
    """The point of an arrow that does not arrive."""
    length = ((other.x - one.x) ** 2 + (other.y - one.y) ** 2) ** 0.5 or 1
    along = ((other.x - one.x) / length, (other.y - one.y) / length)
    x, y = one.towards(other, reach)
    tip = (x + 9 * along[0], y + 9 * along[1])
    corners = [tip, (x - 4 * along[1], y + 4 * along[0]), (x + 4 * along[1], y - 4 * along[0])]
    return tag("polygon", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in corners))


def _node(name: str, place: _Place, number: int, outcome: Outcome | None, address: Address) -> Html:
    status_style = style(outcome.status) if outcome else "unseen"
    status_text = words(outcome.status) if outcome else "not read"
    shown = name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}\u2026"
    x, y = place.x + (_NODE + 7) * cos(place.angle), place.y + (_NODE + 7) * sin(place.angle)
    upright = abs(cos(place.angle)) < 0.2
    anchor = "middle" if upright else ("start" if cos(place.angle) > 0 else "end")
    rise = (".9em" if sin(place.angle) > 0 else "-.2em") if upright else ".35em"
    inside = joined(
        tag("title", f"{name}: {status_text}"),
        tag("circle", cx=f"{place.x:.1f}", cy=f"{place.y:.1f}", r=f"{_NODE:.0f}"),
        tag(
            "text",
            GLYPHS[status_style],
            x=f"{place.x:.1f}",
            y=f"{place.y:.1f}",
            dy=".36em",
            class_="sign",
            aria_hidden="true",
        ),
        tag("text", shown, x=f"{x:.1f}", y=f"{y:.1f}", dy=rise, text_anchor=anchor, class_="name"),
    )
    group = tag("g", inside, class_=f"node {status_style}", data_node=str(number))
    where = address(name)
    return tag("a", group, href=where, aria_label=f"{name}: {status_text}") if where else group
