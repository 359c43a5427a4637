"""What can go wrong with a unit, and when: values only.

`schedule` decides when a fault happens, `firing` and `ssh` what happens then, `faults_file` reads them from YAML. Every
fault happens `times` times (None: every time) at the moment `at`, which is a line, a byte or a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias, get_args

from fgsp_cli.fortios import Release as FortiOS

Moment = Literal["before", "run", "answered"]
"""Around a line: before the unit runs it, when it has run it and said nothing yet, or after its answer and prompt."""
Within = Literal["unit", "session"]
"""What is counted over: all sessions of the unit since the fault was made, or each session for itself."""
Direction = Literal["sent", "received"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLine:
    """At a typed line that fits; an answer to a question is a line too."""

    line: str = ""
    """Its whole text; how many blanks stand between its words does not matter."""
    pattern: str | re.Pattern[str] = ""
    """A regular expression found in it."""
    configuring: bool = False
    """Whether only lines count that configure or move: `config`, `edit`, `set`, ..., `next`, `end`."""
    number: int | None = None
    """Only the Nth line that fits, from 1; None: each of them."""
    within: Within = "unit"
    moment: Moment = "before"

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"{self.pattern!r} is not a regular expression: {error}") from error
        _check_count("number", self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtByte:
    """When so many bytes have gone through a terminal, exactly: what SSH makes of them is not counted."""

    direction: Direction
    """`sent` by the unit, or `received` by it."""
    count: int
    within: Within = "unit"

    def __post_init__(self) -> None:
        _check_count(self.direction, self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtConnection:
    """When a client connects, before SSH says a word; one that never logs in counts too."""

    number: int | None = None
    """Only the Nth connection, from 1; None: each."""
    beside: int = 0
    """Only while so many others are open."""

    def __post_init__(self) -> None:
        _check_count("connection", self.number)
        if self.beside < 0:
            raise ValueError("beside: there cannot be fewer than no other connections")


At: TypeAlias = AtLine | AtByte | AtConnection
PLACES: Mapping[type, str] = {AtLine: "a line", AtByte: "a byte", AtConnection: "a connection"}
"""What people call them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """The fields that every kind of fault has."""

    at: At
    times: int | None = 1

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte, AtConnection)
    """What it may happen at."""
    before_only: ClassVar[bool] = False
    """Whether it happens instead of a line or while it is run, so that it has no other moment than before it."""

    def __post_init__(self) -> None:
        kind = name_of(type(self))
        if not isinstance(self.at, self.moments):
            allowed = " or ".join(PLACES[moment] for moment in self.moments)
            raise ValueError(f"{kind} happens at {allowed}, not at {PLACES[type(self.at)]}")  # noqa: TRY004 (a value)
        if self.before_only and isinstance(self.at, AtLine) and self.at.moment != "before":
            raise ValueError(f"{kind} has no other moment than before its line")
        _check_count("times", self.times)
        _check_seconds(getattr(self, "seconds", None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _InsteadOfLine(_Fault):
    """What happens instead of a line, or while it is run."""

    moments: ClassVar[tuple[type, ...]] = (AtLine,)
    before_only: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency(_Fault):
    """The line to the unit becomes so long, as if the unit were far away, and stays it.

    Connections that were open before the fault was made do not feel it.
    """

    at: At = field(default_factory=AtConnection)
    seconds: float
    """Round trip; half of it each way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(_Fault):
    """The connection is cut, without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(_InsteadOfLine):
    """The line is not run, and answered with an error; a refused `next` or `end` drops what it would have saved."""

    error: str
    """What the unit says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFull(_InsteadOfLine):
    """The line, a `next` or `end`, finds no room for the entry, which is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked(_InsteadOfLine):
    """The line is refused because another administrator's transaction holds the object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(_InsteadOfLine):
    """The line, an `end` for instance, is answered with a question: `y` runs it, any other key leaves unsaved."""

    text: str = "This change may interrupt traffic.\nDo you want to continue? (y/n)"
    """Its last line is what stands in front of the answer."""

    def __post_init__(self) -> None:
        _InsteadOfLine.__post_init__(self)
        if not self.text.strip():
            raise ValueError("text: a question needs words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_InsteadOfLine):
    """The line is run, and answered with another text than the unit's own."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(_Fault):
    """The unit prints a line without a command, and its prompt again."""

    text: str
    redraw: bool = True
    """Whether the prompt follows."""

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood(_InsteadOfLine):
    """The line is not run, and answered with a text again and again, without end."""

    text: str = "Lorem ipsum dolor sit amet.\n"
    seconds: float = 0.0
    """Time between two texts."""
    per_key: bool = False
    """Whether each text waits for a key, as `--More--` and a question do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trickle(_Fault):
    """From then on what the session prints comes in pieces of so many bytes."""

    bytes: int = 1
    seconds: float = 1.0
    """Time between two pieces."""

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte)

    def __post_init__(self) -> None:
        _Fault.__post_init__(self)
        _check_count("bytes", self.bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang(_Fault):
    """The unit falls silent: the connection stays, nothing typed is run, nothing is answered."""

    seconds: float | None = None
    """How long; None: for good."""
    everywhere: bool = False
    """Whether all sessions hang, and every login, and not only the session that it happens in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late(_InsteadOfLine):
    """The line is carried out after so many seconds, whatever has become of its session."""

    seconds: float
    answered: bool = False
    """Whether it is answered then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowLogin(_Fault):
    """Nothing comes for a while when a client wants to log in."""

    at: At = field(default_factory=AtConnection)
    times: int | None = None
    seconds: float

    moments: ClassVar[tuple[type, ...]] = (AtConnection,)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseLogin(_Fault):
    """No password and no key is right; by default for a second login beside an open one."""

    at: At = field(default_factory=lambda: AtConnection(beside=1))
    times: int | None = None

    moments: ClassVar[tuple[type, ...]] = (AtConnection,)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey(_Fault):
    """The unit shows a host key that is not its own, always the same wrong one."""

    at: At = field(default_factory=AtConnection)
    times: int | None = None

    moments: ClassVar[tuple[type, ...]] = (AtConnection,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(_InsteadOfLine):
    """`get system status` says another release than the unit runs."""

    at: At = field(default_factory=lambda: AtLine(pattern=r"^\s*get?\s+sys\w*\s+sta"))
    times: int | None = None
    fortios: str

    def __post_init__(self) -> None:
        _InsteadOfLine.__post_init__(self)
        FortiOS.parse(self.fortios)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reencrypt(_InsteadOfLine):
    """Each display of a secret shows another `ENC` text for it, as older releases do
    [facts/cli-behaviour.md#3.1, confirmed].
    """

    at: At = field(default_factory=lambda: AtLine(pattern=r"^\s*(?:sho?w?|get?)\b"))
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reboot(_Fault):
    """The unit restarts: every session is cut, and whatever was not saved is gone."""

    seconds: float = 0.0
    """How long new connections are cut too."""

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailOver(_Fault):
    """Another member of its FGCP cluster takes over: same address and configuration, other serial and host key."""

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(_Fault):
    """Another administrator types something, and gives up at a line that the unit refuses."""

    lines: tuple[str, ...]
    may_be_refused: bool = False
    """Whether a refused line, because of a lock for instance, is no mistake of whoever made the fault."""

    def __post_init__(self) -> None:
        _Fault.__post_init__(self)
        if not any(line.strip() for line in self.lines):
            raise ValueError("lines: a change needs some")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(_Fault):
    """Something of the test's own is called, and the session held meanwhile.

    At a line in a thread of its own; at a byte in the lab's, where it must not wait for any unit.
    """

    action: Callable[[], object]

    moments: ClassVar[tuple[type, ...]] = (AtLine, AtByte)


Fault: TypeAlias = (
    Latency
    | Drop
    | Refuse
    | TableFull
    | Locked
    | Ask
    | Answer
    | Notice
    | Flood
    | Trickle
    | Hang
    | Late
    | SlowLogin
    | RefuseLogin
    | HostKey
    | Release
    | Reencrypt
    | Reboot
    | FailOver
    | Change
    | Call
)
KINDS: tuple[type[Fault], ...] = get_args(Fault)


def name_of(kind: type) -> str:
    """How people call a kind: `slow_login`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A fault that has happened."""

    fault: Fault
    session: int = 0
    """Which shell or command of the unit, from 1; 0: a connection before it had any."""
    line: str | None = None
    """The line that it happened at."""

    def __str__(self) -> str:
        place = f"at {self.line.strip()!r}" if self.line is not None else "at a byte" if self.session else "at a login"
        return f"{name_of(type(self.fault))} {place}" + (f", session {self.session}" if self.session else "")


def _check_count(name: str, count: int | None) -> None:
    if count is not None and count < 1:
        raise ValueError(f"{name}: {count} is not a number from 1 on")


def _check_seconds(seconds: float | None) -> None:
    # NaN too, which is neither less nor more than anything.
    if seconds is not None and not 0 <= seconds < float("inf"):
        raise ValueError(f"seconds: {seconds} is not a time")
