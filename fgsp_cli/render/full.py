"""A state -> the whole CLI text that configures it, for people to read and to paste."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import cast

from fgsp_cli.base import Problem, RenderError, SecretState
from fgsp_cli.fortios import Dialect, Kind, dialect
from fgsp_cli.render.commands import Command, block_body, config, edit, walk
from fgsp_cli.render.templates import lines_of
from fgsp_cli.state import (
    SECTIONS,
    Block,
    DeviceState,
    Path,
    explicit_part,
    path_text,
    spec_at,
    value_paths,
)

ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a rendering is written."""

    device: str = ""
    """The unit's name, for the header comment."""
    comments: bool = True
    """Also write what is for people; answers are left out without it, too."""
    answers: bool = False
    """Add the answer to FortiOS' question, on the releases that are known to ask it [facts/cli-behaviour.md#5.5]."""
    templates: FilePath | None = None
    """A folder whose templates are used in place of ours of the same name."""


PREVIEW = Style()


def full_lines(state: DeviceState, release: Dialect, style: Style = PREVIEW) -> tuple[str, ...]:
    """The lines that configure what the state names: defaults too if an intent names them, since people paste this
    onto units that may hold something else. A state read from text names everything that is not the default.

    RenderError if a template fails or that release cannot express a value.
    """
    ids, blocks = _blocks(state, release)
    lines = lines_of(
        "full.j2",
        {
            "device": style.device,
            "fortios": str(release),
            "comments": style.comments,
            "answers": style.comments and style.answers and release.holds("question_at_end"),
            "asks": release.holds("question_at_end"),
            "references": _references(blocks),
            "unknown_secrets": _unknown_secrets(state, release),
            "other_vdoms": _other_vdoms(blocks),
            "ids": ids,
            "blocks": blocks,
        },
        style.templates,
    )
    return lines if style.comments else tuple(line for line in lines if not line.lstrip().startswith("#"))


def _blocks(state: DeviceState, release: Dialect) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    """The block of the ids; and the others: membership, peers, session pickup."""
    _refuse_foreign(state, release)
    ids: tuple[Command, ...] = ()
    blocks: tuple[Command, ...] = ()
    peers = _rows(state, release)
    membership = release.section("standalone-cluster")
    inside = release.peers_path[:-1]
    if membership is not None:
        path = release.section_path("standalone-cluster")
        section = explicit_part(state.standalone_cluster, membership, ("standalone-cluster",), state.named)
        asking = {child.key for child in membership.children.values() if child.asks}
        ids = config(path, block_body(Block((key, section[key]) for key in section if key in asking), membership))
        body = block_body(Block((key, section[key]) for key in section if key not in asking), membership)
        blocks = config(path, (*body, *config(release.peers_path[1:], peers)) if inside else body)
    if not inside:
        blocks += config(release.peers_path, peers)
    pickup = release.section("ha")
    if pickup is not None:
        section = explicit_part(state.ha, pickup, ("ha",), state.named)
        blocks += config(release.section_path("ha"), block_body(section, pickup))
    return ids, blocks


def _rows(state: DeviceState, release: Dialect) -> tuple[Command, ...]:
    typed = []
    for number in sorted(state.peers):
        row = explicit_part(state.peers[number], release.peers, ("peer", number), state.named)
        typed.append(edit(number, block_body(row, release.peers)))
    return tuple(typed)


def _refuse_foreign(state: DeviceState, release: Dialect) -> None:
    """What the state holds and the release lacks: the text would silently leave it out."""
    if state.fortios == release.release:
        return
    own = dialect(state.fortios)
    paths = [path for key in SECTIONS for path in _explicit_paths(state, key, own) if spec_at(path, release) is None]
    if paths:
        message = f"FortiOS {release} has no such setting"
        raise RenderError(
            Problem(message=message, path=path_text(path, own), position=state.position(path)) for path in paths
        )


def _explicit_paths(state: DeviceState, key: str, own: Dialect) -> Iterator[Path]:
    """The paths of all values of a section that would be written."""
    spec = own.section(key)
    if key == "peer":
        for number, row in state.peers.items():
            yield from value_paths(explicit_part(row, own.peers, (key, number), state.named), (key, number))
    elif spec is not None:
        yield from value_paths(explicit_part(cast(Block, state.section(key)), spec, (key,), state.named), (key,))


def _references(commands: Iterable[Command]) -> list[str]:
    """The secrets that whoever pastes the text must fill in."""
    secrets = (command.value for command in walk(commands) if isinstance(command.value, SecretState))
    return sorted({secret.reference.text for secret in secrets if secret.reference})


def _unknown_secrets(state: DeviceState, release: Dialect) -> list[str]:
    """The secrets of the state that cannot be written: a unit shows a form that no unit takes back."""
    return [
        path_text((top.key, secret.key), release)
        for top in release.tops.values()
        for secret in top.children.values()
        if secret.kind is Kind.SECRET
        for value in [cast(Block, state.section(top.key)).get(secret.key)]
        if isinstance(value, SecretState) and value.reference is None
    ]


def _other_vdoms(commands: Iterable[Command]) -> list[str]:
    """The VDOMs that rows name besides `root`: such a unit has several, and the tables are global [facts/fgsp.md#4]."""
    vdoms: set[str] = set()
    for command in walk(commands):
        if command.spec is not None and command.spec.references == "vdom":
            value = command.value
            vdoms |= set(value) if isinstance(value, tuple) else {str(value)}
    return sorted(vdoms - {ROOT, ""})
