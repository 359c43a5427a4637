"""Tags, and texts that can never become some."""

from __future__ import annotations

import json
from html import escape

from fgsp_cli.base import printable


class Html(str):
    """Text that is HTML already: every other text is escaped where it is put into a tag."""

    __slots__ = ()


Content = str | Html
"""What stands in a tag; a plain text is shown as it is."""


def tag(kind: str, *content: Content, **attributes: str | bool | float | None) -> Html:
    """A tag: `data_x` becomes `data-x`, `class_` `class`, True a bare attribute, None and False none."""
    head = "".join([kind, *(_attribute(name, value) for name, value in attributes.items())])
    return Html(f"<{head}>{joined(*content)}</{kind}>")


def void(kind: str, **attributes: str | bool | float | None) -> Html:
    """A tag that has no content and no end: `meta`, `input`."""
    return Html(tag(kind, **attributes).removesuffix(f"</{kind}>"))


def joined(*content: Content) -> Html:
    """The parts, one after the other, as one piece of HTML."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in content))


def text(words: str) -> Html:
    """A text as HTML shows it, its control characters visible."""
    return Html(escape(printable(words)))


def foreign(words: str) -> Html:
    """A name or a value from elsewhere: its writing direction, too, ends where it ends."""
    return tag("bdi", words)


def data(content: object) -> Html:
    """JSON that can stand in a script element: nothing in it can end that element."""
    packed = json.dumps(content, separators=(",", ":"))
    return Html(packed.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _attribute(name: str, value: str | float | None) -> str:
    if value is None or value is False:
        return ""
    shown = name.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{text(str(value))}"'
