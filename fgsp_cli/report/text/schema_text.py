"""What a release accepts, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from fgsp_cli.fortios import Dialect, Kind, Spec, allowed, to_words

STEP = "    "


def schema_text(dialect: Dialect, width: int) -> str:
    """Every block of the release that this program writes to, each setting with what it accepts and its default."""
    lines = [f"FortiOS {dialect.release}", ""]
    for path, top in dialect.tops.items():
        lines += [*_block(f"config {path}", top, "", width), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def facts_of(spec: Spec) -> Sequence[str]:
    """What can be said of a setting in a few words each."""
    if spec.kind.nested:
        entries = f"at most {spec.max_entries} entries" if spec.max_entries else ""
        return tuple(fact for fact in (entries, _effect(spec)) if fact)
    default = "" if spec.kind is Kind.SECRET else f"default {default_text(spec)}"
    if default and not spec.default_confirmed:
        default += " (unconfirmed)"
    return tuple(fact for fact in (allowed(spec), default, _effect(spec)) if fact)


def default_text(spec: Spec) -> str:
    """The default as the CLI of the release spells it."""
    return " ".join(to_words(spec, spec.default)) or "empty"


def writable(spec: Spec) -> Iterator[Spec]:
    """The settings inside a block that this program may write, in the unit's order."""
    return (child for child in spec.children.values() if child.writable)


def _effect(spec: Spec) -> str:
    effects = [spec.effect, spec.effect_less, *spec.effect_to.values()]
    worst = max((effect for effect in effects if effect), key=("safe", "resync", "disruptive").index)
    if worst == "safe":
        return ""
    return worst if worst == spec.effect else f"{worst} for some changes"


def _block(title: str, spec: Spec, indent: str, width: int) -> Iterator[str]:
    yield from _item(title, spec, indent, width)
    for child in writable(spec):
        if child.kind.nested:
            yield from _block(f"config {child.name}", child, indent + STEP, width)
        else:
            yield from _item(child.name, child, indent + STEP, width)


def _item(title: str, spec: Spec, indent: str, width: int) -> Iterator[str]:
    facts = "; ".join(facts_of(spec))
    gap = indent + STEP
    yield from _wrapped(f"{title}  ({facts})" if facts else title, indent, gap, width)
    yield from _wrapped(spec.help, gap, gap, width)


def _wrapped(text: str, first: str, other: str, width: int) -> list[str]:
    return wrap(text, width, initial_indent=first, subsequent_indent=other, break_on_hyphens=False)
