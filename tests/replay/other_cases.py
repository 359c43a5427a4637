"""Recordings of which more, or less, is compared than the answer to a line: help, neighbours, subjects of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lab_client import Client
from replay.play import Case, Output, answered, read
from replay.recordings import body

from fgsp_cli.testing import Lab, UnitSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects(Output):
    """What every line is about, in its order: serials, warnings, devices and all but one reason left out."""

    def play(self, name: str) -> None:
        with self.unit.terminal() as (_, terminal):
            read(terminal)
            ours, _ = answered(terminal, self.line)
        theirs = [line for line in self.text(name).split("\n")[self.skip :] if not re.match(r"[\w-]+ #", line)]
        self.compare(self._subjects(ours), self._subjects(theirs), self.line)

    @staticmethod
    def _subjects(lines: list[str]) -> list[str]:
        text = "".join(f"{line}\n" for line in lines)
        text = re.sub(r"\bFG[\w*]{10,}", "SERIAL", text)
        text = re.sub(r"HA Health Status:\n(?: .*\n)+", "HA Health Status: OK\n", text)
        text = re.sub(r"(?:HBDEV|MONDEV) stats:\n(?: .*\n)*", "", text)
        text = re.sub(r"(?:    <.*\n)+", "    <chosen>\n", text)
        return [re.split(r"[=:(,]", line)[0].rstrip() for line in text.splitlines()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Case):
    """Lines of a reference: each is known to the unit, whatever it says to it now."""

    values: tuple[tuple[str, str], ...] = ()
    """What is typed for a placeholder."""

    def _lines(self, name: str) -> Iterator[str]:
        for line in body(name).splitlines():
            typed = line.partition("  ")[0]
            for placeholder, value in self.values:
                typed = typed.replace(placeholder, value)
            yield typed

    def counts(self, name: str) -> tuple[int, int]:
        return len([*self._lines(name)]), 0

    def play(self, name: str) -> None:
        with self.unit.terminal() as (_, terminal):
            read(terminal)
            for line in self._lines(name):
                said = "".join(answered(terminal, line)[0])
                assert not re.search("parse error|Unknown action|incomplete command", said), f"{line}: {said}"
            said = "".join(answered(terminal, "execute config-transaction nonsense")[0])
            assert "parse error" in said, "the unit refuses nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help(Case):
    """What `?` prints at the first prompt."""

    def counts(self, name: str) -> tuple[int, int]:
        return 1, 0

    def play(self, name: str) -> None:
        with self.unit.terminal() as (_, terminal):
            prompt = read(terminal).decode().strip()
            terminal.send("?")
            lines = read(terminal).decode().replace("\r", "").split("\n")[:-1]
        first, *wanted = self.text(name).split("\n")
        assert prompt == first
        self.compare(lines, wanted, "?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours(Case):
    """Two units that see each other: what is typed into each, up to the last line, which is answered."""

    serials: tuple[str, str]
    addresses: tuple[str, str]

    def counts(self, name: str) -> tuple[int, int]:
        return 2, 0

    def play(self, name: str) -> None:
        halves = self.text(name).strip("\n").split("\n\n")
        specs = [
            UnitSpec(name=f"u{place}", fortios=self.unit.fortios, serial=serial, addresses=(address,))
            for place, (serial, address) in enumerate(zip(self.serials, self.addresses, strict=True))
        ]
        typed, wanted = zip(*(half.split("diagnose sys ha fgsp-zone\n") for half in halves), strict=True)
        with Lab(specs) as lab:
            for spec, lines in zip(specs, typed, strict=True):
                lab[spec.name].admin_change(lines)
            for spec, lines in zip(specs, wanted, strict=True):
                with Client(lab[spec.name]) as client:
                    terminal = client.shell()
                    read(terminal)
                    said, _ = answered(terminal, "diagnose sys ha fgsp-zone")
                self.compare(said, lines.split("\n"), spec.name)
