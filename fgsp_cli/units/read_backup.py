"""The one reader of stored backups: a file -> what its unit is and holds, or why that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

from fgsp_cli.archive import BackupFile, read_bytes
from fgsp_cli.base import ArchiveError, ConfigTextError, Position, Problem
from fgsp_cli.fortios import FACT_PATHS, FGSP_PATHS, Cut, Statements, cut, is_branch, read_statements, text_of
from fgsp_cli.state import POLICY_PATHS, Facts, examine_cut, facts_from_cut, nat_vdoms
from fgsp_cli.units.observed import Observed


@dataclass(slots=True, kw_only=True)
class Times:
    """Seconds of work by kind; those of several processes added up."""

    reading: float = 0.0
    cutting: float = 0.0
    parsing: float = 0.0
    comparing: float = 0.0

    def add(self, other: Times) -> None:
        """Add another's seconds to these."""
        self.reading += other.reading
        self.cutting += other.cutting
        self.parsing += other.parsing
        self.comparing += other.comparing

    @contextmanager
    def counting(self, part: str) -> Iterator[None]:
        """Add the time spent inside to that kind of work, even if an error ends it."""
        start = perf_counter()
        try:
            yield
        finally:
            setattr(self, part, getattr(self, part) + perf_counter() - start)

    @property
    def total(self) -> float:
        """The sum of all kinds."""
        return self.reading + self.cutting + self.parsing + self.comparing

    def __str__(self) -> str:
        parts = ("reading", "cutting", "parsing", "comparing")
        return ", ".join(f"{part} {getattr(self, part):.1f} s" for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRequest:
    """A backup to read, and what is known of its release if the text does not say it."""

    file: BackupFile
    intended: str = ""
    """The release, or the branch, that an intent gives the unit."""
    fortios: str | None = None
    """The release that `--fortios` names."""
    facts: bool = True
    """Whether facts are needed beside the state."""
    lint: bool = False
    """Whether policies are needed, and what a rule of `lint` has a name for is a finding and no error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupReading:
    """What a backup holds, or the problems that it has instead."""

    file: BackupFile
    observed: Observed | None = None
    problems: tuple[Problem, ...] = ()
    code: int = 0
    """The exit code of the error that it is: that of wrong input, or of a file that cannot be read."""
    release_from: str = ""
    """Where the release is from: `header`, `comment`, `description`, `intent` or `--fortios`."""
    times: Times = field(default_factory=Times, compare=False)

    @property
    def error(self) -> str:
        """The problems on one line."""
        return " / ".join(str(problem) for problem in self.problems)

    def __str__(self) -> str:
        release = f": FortiOS {self.observed.state.fortios} ({self.release_from})" if self.observed else ""
        return f"{self.file.path}{release}"


def read_backup_file(request: BackupRequest) -> BackupReading:
    """Read a backup.

    Never raises for what the file is or holds: a file that cannot be read, is cut off, encrypted or foreign has
    problems. The text itself is not kept: of many backups, only what was observed is in memory.
    """
    file = request.file
    times, source = Times(), str(file.path)
    try:
        with times.counting("reading"):
            text = text_of(read_bytes(file), source)
        with times.counting("cutting"):
            said = read_statements(text)
            _refuse_others(text, said, source)
            sections = _cut(text, source, lint=request.lint)
            del text
        with times.counting("parsing"):
            release, release_from = _release(said, request)
            observed = _observed(sections, said, release, request)
    except ConfigTextError as error:
        return BackupReading(file=file, problems=error.problems, code=error.exit_code, times=times)
    except ArchiveError as error:
        problem = Problem(message=error.message.removeprefix(f"{source}: "), position=Position(source=source))
        return BackupReading(file=file, problems=(problem,), code=error.exit_code, times=times)
    return BackupReading(file=file, observed=observed, release_from=release_from, times=times)


def _cut(text: str, source: str, *, lint: bool) -> Cut:
    """Every section that is needed, in one pass; a flaw in the policies alone is no reason to refuse the text."""
    paths = (*FGSP_PATHS, *FACT_PATHS)
    if lint:
        try:
            return cut(text, (*paths, *POLICY_PATHS), source)
        except ConfigTextError:
            pass
    return cut(text, paths, source)


def _observed(sections: Cut, said: Statements, release: str | None, request: BackupRequest) -> Observed:
    source = str(request.file.path)
    fgsp = replace(sections, sections=tuple(each for each in sections.sections if each.path in FGSP_PATHS))
    examined = examine_cut(fgsp, release, source)
    if examined.problems and not request.lint:
        raise ConfigTextError(examined.problems)
    facts = Facts()
    if request.facts:
        facts = facts_from_cut(sections)
        facts = replace(
            facts,
            release=examined.state.fortios,
            model=facts.model or said.model or None,
            build=said.build,
            serial=facts.serial or said.serial or request.file.serial or None,
            nat_vdoms=nat_vdoms(sections) if request.lint else None,
        )
    return Observed(state=examined.state, facts=facts, tree=examined.tree, problems=examined.problems)


def _release(said: Statements, request: BackupRequest) -> tuple[str | None, str]:
    """The release to read the text at, and where it is from.

    What the text says comes first: its header, then a comment in front of it; then what the program wrote down when
    it made the backup, then the intent, then the option.
    """
    if said.release is not None:
        return str(said.release), said.release_from
    if request.file.release:
        return request.file.release, "description"
    if request.intended and not is_branch(request.intended):
        return request.intended, "intent"
    return request.fortios, "--fortios" if request.fortios else ""


def _refuse_others(text: str, said: Statements, source: str) -> None:
    """A text of another product, or FortiOS' configuration in another form, is refused as what it is."""
    message = hint = ""
    if said.product:
        message = f"this is the configuration of a {said.product}"
    elif _is_yaml(text):
        message = "a YAML backup of FortiOS: its form is not known to this program"
        hint = "use `execute backup config`, or save the output of `show`"
    if message:
        raise ConfigTextError([Problem(message=message, position=Position(source=source), hint=hint)])


def _is_yaml(text: str) -> bool:
    """`execute backup yaml-config` [7.2 and later]: mappings in place of `config` blocks."""
    head = text[: 64 << 10].splitlines()
    lines = [line.strip().removeprefix("- ") for line in head if line.strip() and not line.startswith("#")]
    if not lines or any(line.startswith(("config ", "conf ")) for line in lines):
        return False
    mappings = [line for line in lines if line.endswith(":") or ": " in line]
    return lines[0].endswith(":") and 2 * len(mappings) > len(lines) and any("system" in line for line in mappings)
