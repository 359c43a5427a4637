"""A fuzzer for the interpreter: random command lines, and what must hold after them.

    python tests/support/fuzz_interpreter.py --lines 1000000

Scripts of random lines are typed in two sessions of one unit. No line may raise; and at the end of each script what
`show` prints is what is stored, loads back to the same, and can be typed back line by line into a new unit that then
shows the same. A script that breaks a rule is cut down to the lines that it takes, and printed with its seed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from fgsp_cli.fortios.dialects import Spec, dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Store
from fgsp_cli.fortios.schema_data import Kind, schema

RELEASES = tuple(str(release) for release in schema().turning_points())
SURROUNDINGS = (
    "",
    'config system interface\n    edit "port1"\n    next\nend\n',
    "config vdom\nedit root\nnext\nedit vd1\nnext\nend\nconfig global\nend\n",
)
ONE_VDOM = SURROUNDINGS[2].replace("edit vd1\nnext\n", "")
_VERBS = (
    "config edit set unset append unselect select clear delete purge rename move clone next end abort show get "
    "conf ed se un app sel del pur ren n e sh g y # nonsense"
)
_WORDS = (
    "system cluster-sync standalone-cluster cluster-peer ha session-sync-filter custom-service interface sys stand port1 "
    "1 2 0 00 -1 root vd1 peerip 10.0.0.1 10.0.0.1/24 peervd syncvd hb-interval 5 99 mode a-p session-pickup enable disable "
    "standalone-group-id 7 psksecret hbdev monitor global vdom firewall policy router bgp neighbor to before after full "
    'full-configuration replacemsg mail "x y" " \' \\ "a\\"b" \'\' "" é\u2028 \x00 \x0b \r \t # ( ) ? | ENC abc= 999999999999 '
    'name comment "5" password secret! srcaddr ::/0 srcaddr6 1-2 dst-port-range srcintf unicast-peers monitor-prefix * a-a'
)
_COMMON = (
    "config system cluster-sync|config system standalone-cluster|config cluster-peer|edit 1|edit 2|edit 0|config system ha|"
    "config system interface|config firewall policy|config router bgp|next|end|config session-sync-filter|"
    "config custom-service|set peerip 10.0.0.7|set syncvd root|config global|config vdom|edit root|config neighbor|"
    'edit "a b"|set comment x|set standalone-group-id 3|set mode a-a|set session-pickup enable|set brand-new "a  b" |'
    "set schedule always"
)
VERBS, WORDS, COMMON = tuple(_VERBS.split()), tuple(_WORDS.split(" ")), tuple(_COMMON.split("|"))
_EDITS = ("set", "set", "set", "set", "append", "unselect", "unset", "select")
_ODD = "\"'\\ #?|\t\r\x00\x7f\u00e9\u2028\U0001f600\udc80abc019-=./"

Typed = tuple[int, str]
"""Which of the two sessions, and the line."""
LINES_PER_SCRIPT = 150
SWITCHED_ON = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A unit and what is typed into it."""

    release: str
    config: str
    nested_saves: str
    lines: tuple[Typed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a run has done."""

    lines: int = 0
    accepted: int = 0
    scripts: int = 0
    printed: int = 0
    """Lines of `show` that were typed back."""
    seconds: float = 0.0
    broken: tuple[str, ...] = ()

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            lines=self.lines + other.lines,
            accepted=self.accepted + other.accepted,
            scripts=self.scripts + other.scripts,
            printed=self.printed + other.printed,
            seconds=max(self.seconds, other.seconds),
            broken=(*self.broken, *other.broken),
        )

    def __str__(self) -> str:
        return (
            f"{self.lines} lines in {self.scripts} scripts, {self.accepted / max(self.lines, 1):.0%} of them accepted; "
            f"{self.printed} lines of show typed back; {self.seconds:.0f} s; {len(self.broken)} rules broken"
        )


def leave(unit: Interpreter) -> None:
    """Go to the root."""
    unit.interrupt()
    while unit.depth or unit.question:
        unit.execute("y" if unit.question else "abort" if unit.scope is None and unit.level != "vdom" else "end")


def type_script(script: Script) -> tuple[Store, int]:
    """Type it: the unit afterwards, all sessions at their root, and how many lines it took."""
    habits = Habits(nested_saves="end" if script.nested_saves == "end" else "next")
    store = Store(dialect(script.release), script.config, habits=habits)
    sessions = Interpreter(script.release, store=store), Interpreter(script.release, store=store)
    accepted = 0
    for which, line in script.lines:
        said = sessions[which].execute(line)
        assert said == "" or said.endswith("\n"), f"{line!r} left an open line: {said!r}"
        accepted += not sessions[which].failed
    for session in sessions:
        leave(session)
    return store, accepted


def check(store: Store) -> int:
    """What `show` prints is what is stored, and it can be loaded and typed back: how many lines it is."""
    release = str(store.dialect.release)
    shown = Interpreter(release, store=store).show()
    assert shown == store.text(), "show does not print what is stored"
    assert Interpreter(release, shown).show() == shown, "what is shown loads as something else"
    again = Interpreter(release, ONE_VDOM if store.multi_vdom else "")
    # A unit that had no VDOMs took any name for one, and keeps it when they are switched on.
    again.store.checks_vdoms = again.store.checks_vdoms and not _dangling(store)
    lines = shown.split("\n")
    for line in lines:
        said = again.execute(line)
        assert not again.failed, f"{line!r} is shown and cannot be typed: {said}"
        if again.question:
            again.execute("y")
    assert again.show() == shown, "what is shown is typed back as something else"
    return len(lines)


def _dangling(store: Store) -> bool:
    known = {path: spec for path, spec in store.dialect.tops.items() if path in store.fgsp.children}
    return any(store.dangling(spec, store.fgsp.children[path]) for path, spec in known.items())


def random_script(random: Random, lines: int = LINES_PER_SCRIPT) -> Script:
    """A unit of any release, and lines: some make sense together, and any may be missing or come in between."""
    release, config = random.choice(RELEASES), random.choice(SURROUNDINGS)
    typed: list[Typed] = []
    while len(typed) < lines:
        session = int(random.random() < 0.3)
        fragment = _sensible(random, release, config) if random.random() < 0.25 else [_line(random, release)]
        for line in fragment:
            if random.random() < 0.03:
                typed.append((random.randrange(2), _line(random, release)))
            if random.random() > 0.03:
                typed.append((session, line))
    return Script(
        release=release, config=config, nested_saves=random.choice(("next", "end")), lines=tuple(typed[:lines])
    )


def _sensible(random: Random, release: str, config: str) -> list[str]:
    """A table or object of the release from its `config` to its `end`, or one that the schema does not know.

    Rarely, the VDOMs are switched on: that ends both sessions.
    """
    if random.random() < SWITCHED_ON:
        return ["end", "end", "end", "config system global", "set vdom-mode multi-vdom", "end", "y"]
    tops = dialect(release).tops
    path = random.choice((*tops, "firewall policy", "router static", "system replacemsg mail"))
    inner = _content(random, tops[path]) if path in tops else _rows(random, None)
    scope = "config global" if "config vdom" in config else ""
    return [*([scope] if scope else []), f"config {path}", *inner, "end", *(["end"] if scope else [])]


def _content(random: Random, spec: Spec) -> list[str]:
    return _rows(random, spec) if spec.kind is Kind.TABLE else _block(random, spec)


def _rows(random: Random, spec: Spec | None) -> list[str]:
    lines: list[str] = []
    for _ in range(random.randrange(1, 4)):
        key = str(random.randrange(6)) if spec or random.random() < 0.5 else f'"{_noise(random)}"'
        lines += [f"edit {key}", *_block(random, spec), "next"]
    return lines


def _block(random: Random, spec: Spec | None) -> list[str]:
    if spec is None:
        return [f"set {random.choice(WORDS)} {_noise(random)}" for _ in range(random.randrange(4))]
    children = list(spec.children.values())
    lines: list[str] = []
    for child in random.sample(children, min(len(children), random.randrange(1, 7))):
        if child.kind.nested:
            lines += [f"config {child.name}", *_content(random, child), "end"]
        else:
            lines.append(f"set {child.name} {_value(random, child)}")
    return lines


def _line(random: Random, release: str) -> str:
    kind = random.random()
    if kind < 0.40:
        return random.choice(COMMON)
    if kind < 0.70:
        return _setting(random, release)
    if kind < 0.93:
        words = (random.choice(WORDS) for _ in range(random.randrange(5)))
        return " ".join((random.choice(VERBS), *words))
    return _noise(random)


def _setting(random: Random, release: str) -> str:
    """An attribute that some table of the release has, with a value that may suit it."""
    spec = random.choice(_attributes(release))
    if random.random() < 0.1:
        return f"{random.choice(_EDITS)} {spec.name} {random.choice(WORDS)}"
    return f"{random.choice(_EDITS)} {spec.name} {_value(random, spec)}"


def _value(random: Random, spec: Spec) -> str:
    number = random.randrange(max(spec.minimum - 1, 0), min(spec.maximum or 20, 1 << 33) + 2)
    octets = ".".join(str(random.randrange(260)) for _ in range(4))
    values = {
        Kind.INTEGER: str(number),
        Kind.INTERVAL: str(number),
        Kind.OPTION: random.choice(spec.options or ("enable",)),
        Kind.IPV4: octets,
        Kind.IPV4_NET: f"{octets}/{random.randrange(34)}",
        Kind.IPV6_NET: f"2001:db8:{random.randrange(65536):x}::/{random.randrange(130)}",
        Kind.PORT_RANGE: f"{random.randrange(65540)}-{random.randrange(65540)}",
        Kind.NAMES: " ".join(random.choice(("root", "vd1", "port1", '"a b"')) for _ in range(random.randrange(1, 4))),
        Kind.SECRET: random.choice(("ENC abc=", "s3cret", '"a b"', _noise(random))),
    }
    return values.get(spec.kind) or random.choice((_noise(random), "port1", "root"))


def _noise(random: Random) -> str:
    """Characters; many of them mean something to a parser."""
    count = random.randrange(30)
    return "".join(
        random.choice(_ODD) if random.random() < 0.8 else chr(random.randrange(1, 0xD800)) for _ in range(count)
    )


@lru_cache
def _attributes(release: str) -> tuple[Spec, ...]:
    return tuple(spec for top in dialect(release).tops.values() for spec in _leaves(top))


def _leaves(spec: Spec) -> Iterator[Spec]:
    for child in spec.children.values():
        if child.kind.nested:
            yield from _leaves(child)
        else:
            yield child


def problem(script: Script) -> str:
    """What the script breaks, in one line; nothing if all is well."""
    try:
        check(type_script(script)[0])
    except Exception as error:  # noqa: BLE001 (any exception at all is the fault searched for)
        return f"{type(error).__name__}: {error}"
    return ""


def shortest(script: Script) -> Script:
    """The script without the lines that it does not take to break something."""
    lines: Sequence[Typed] = script.lines
    step = max(len(lines) // 2, 1)
    while step:
        place = 0
        while place < len(lines):
            fewer = (*lines[:place], *lines[place + step :])
            tried = Script(
                release=script.release, config=script.config, nested_saves=script.nested_saves, lines=tuple(fewer)
            )
            lines, place = (fewer, place) if problem(tried) else (lines, place + step)
        step //= 2
    return Script(release=script.release, config=script.config, nested_saves=script.nested_saves, lines=tuple(lines))


def fuzz(lines: int, *, seed: int, seconds: float | None = None) -> Figures:
    """So many lines, or as many as fit into the time: what came of it."""
    started, figures, place = time.monotonic(), Figures(), 0
    while figures.lines < lines and (seconds is None or time.monotonic() - started < seconds):
        script = random_script(Random(f"{seed}/{place}"))
        figures += _one(script, f"{seed}/{place}")
        place += 1
    return figures + Figures(seconds=time.monotonic() - started)


def _one(script: Script, name: str) -> Figures:
    try:
        store, accepted = type_script(script)
        printed = check(store)
    except Exception:  # noqa: BLE001 (any exception at all is the fault searched for)
        shorter = shortest(script)
        report = f"script {name}: {problem(shorter)}\n{shorter}"
        return Figures(lines=len(script.lines), scripts=1, broken=(report,))
    return Figures(lines=len(script.lines), accepted=accepted, scripts=1, printed=printed)


def _share(task: tuple[int, int, float | None]) -> Figures:
    lines, seed, seconds = task
    return fuzz(lines, seed=seed, seconds=seconds)


def main(arguments: Iterable[str] | None = None) -> int:
    """Run it from the command line; 1 if a rule was broken."""
    parser = argparse.ArgumentParser(description="type random lines into the interpreter and check what holds")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=None, help="stop after so long")
    parser.add_argument("--jobs", type=int, default=1, help="processes; each has a seed of its own")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    share = -(-chosen.lines // chosen.jobs)
    tasks = [(share, chosen.seed + job, chosen.seconds) for job in range(chosen.jobs)]
    if chosen.jobs == 1:
        figures = _share(tasks[0])
    else:
        with multiprocessing.Pool(chosen.jobs) as pool:
            figures = sum(pool.imap_unordered(_share, tasks), Figures())
    print(figures)
    for report in figures.broken:
        print(report, file=sys.stderr)
    return 1 if figures.broken else 0


if __name__ == "__main__":
    sys.exit(main())
