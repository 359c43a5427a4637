"""Recorded units: the transcripts under `tests/data/transcripts`, and what is typed and answered in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import real_texts

DATA = Path(__file__).parents[1] / "data" / "transcripts"
ELIDED = "..."
"""A line that stands for others."""
_DIALOGUE = r"(?P<prompt>{host}(?:\((?P<role>\w+)\))?(?: ?\((?P<level>[^()]*)\))? ?[#$])(?: (?P<line>.*)|)"
_QUESTION = re.compile(r"(?P<question>.*\(y/n\))(?P<key>\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A line typed at a prompt, and what came back."""

    prompt: str
    level: str
    """What the prompt shows in brackets."""
    line: str
    answer: tuple[str, ...]
    """Without blank lines, and without blanks at line ends."""
    raw: str
    """As it stands, each line ended."""
    key: str = ""
    """What the question at the end of the answer was answered with."""


def recordings() -> list[str]:
    """All of them."""
    return sorted(path.name for path in DATA.iterdir())


def names() -> list[str]:
    """All transcripts, but for texts of a configuration: what the verbs come to on those stands in `real_texts`, and
    every one of them is read by `tests/state/test_reading.py` and `tests/cli/test_real_texts.py`.
    """
    texts = {name.removeprefix("transcripts/") for name in real_texts.names()}
    return [name for name in recordings() if name not in texts or name.startswith("show")]


def body(name: str) -> str:
    """What was recorded, without the lines that say where it comes from."""
    return (DATA / name).read_text(encoding="utf-8").partition("# ----\n")[2]


def plain(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines as they are compared where no bytes were recorded: blank ones and blanks at the end aside."""
    return tuple(line.rstrip() for line in lines if line.strip())


def dialogue(text: str, host: str) -> tuple[list[Exchange], str]:
    """The exchanges of a dialogue, and the prompt that it ends with, if it does."""
    pattern = re.compile(_DIALOGUE.format(host=host))
    found: list[Exchange] = []
    prompt, level, line, answer = "", "", "", list[str]()
    for each in text.removesuffix("\n").split("\n"):
        match = pattern.fullmatch(each)
        if match is None:
            answer.append(each)
            continue
        if line:
            found.append(_exchange(prompt, level, line, answer))
        prompt, level, line = match["prompt"], match["level"] or "", (match["line"] or "").strip()
        answer = []
    if line:
        found.append(_exchange(prompt, level, line, answer))
        prompt = ""
    return found, prompt


def _exchange(prompt: str, level: str, line: str, answer: Sequence[str]) -> Exchange:
    lines = plain(answer)
    asked = _QUESTION.fullmatch(lines[-1]) if lines else None
    if asked:
        lines = (*lines[:-1], asked["question"])
    raw = "".join(f"{each}\n" for each in answer)
    return Exchange(prompt=prompt, level=level, line=line, answer=lines, raw=raw, key=asked["key"] if asked else "")


def recorded(name: str) -> Iterator[tuple[bytes, bytes]]:
    """The exchanges of a `bytes-*` file, first what came unasked: YAML of Ruby's dump form, one key per thing typed."""
    text = body(name)
    first = re.search(r"init_prompt: \|-\n((?:    .*\n)+)", text)
    assert first is not None
    yield b"", _undumped(first[1], 4)
    for typed, answer in re.findall(r'  - "(.*)": \|-\n((?:      .*\n)*)', text):
        yield _undumped(typed, 0), _undumped(answer, 6)


def _undumped(text: str, indent: int) -> bytes:
    lines = "\n".join(line[indent:] for line in text.removesuffix("\n").split("\n"))
    escapes = {r"\r": "\r", r"\n": "\n", r"\x20": " ", r"\"": '"', r"\\": "\\"}
    return re.sub(r'\\(?:r|n|x20|"|\\)', lambda found: escapes[found.group()], lines).encode()
