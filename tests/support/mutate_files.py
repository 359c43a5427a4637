"""Mutated journals and saved plans, as many as asked for: `python tests/support/mutate_files.py --each 50000`.

A journal of a run that was killed half-way, and a saved plan, are made on the lab; then one mutant after the other is
read. Counted are internal errors, half-done runs that pass as finished, and references that a mutant would have resolved.
Exit code 1 if any of these is not 0.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from killing import Killer
from push_lab import TRIO, Bench, bench, trio

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import FgspError
from fgsp_cli.plan import read_plan
from fgsp_cli.runs import cluster_runs, read_journal

PAIR = TRIO.format(fortios="7.4.4").rpartition("      fgt-c")[0]
STRANGE: tuple[object, ...] = (
    None,
    1e400,
    -1,
    [],
    {},
    "${cmd:touch /tmp/canary}",
    "x" * 10_000,
    True,
    65536,
    "1970-01-01T00:00:00",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A byte changed, removed or added; a line doubled, dropped or swapped; a value replaced; nesting without end."""
    lines = data.splitlines(keepends=True)
    place, kind = chance.randrange(len(data)), chance.randrange(8)
    match kind:
        case 0:
            return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
        case 1:
            return data[:place] + data[place + chance.randrange(1, 40) :]
        case 2:
            return data[:place] + chance.randbytes(chance.randrange(1, 9)) + data[place:]
        case 3:
            line = chance.randrange(len(lines))
            return b"".join([*lines[:line], lines[line], *lines[line:]])
        case 4:
            line = chance.randrange(max(1, len(lines) - 1))
            return b"".join([*lines[:line], *lines[line + 1 :]])
        case 5 if len(lines) > 1:
            one, other = chance.sample(range(len(lines)), 2)
            lines[one], lines[other] = lines[other], lines[one]
            return b"".join(lines)
        case 6:
            return data[:place] + b"[" * chance.choice([70, 2_000, 100_000]) + data[place:]
        case _:
            return _with_strange_value(data, lines, chance)


def _with_strange_value(data: bytes, lines: list[bytes], chance: random.Random) -> bytes:
    whole = len(lines) == 1 or data[:2] == b"{\n"
    line = 0 if whole else chance.randrange(len(lines))
    entry = json.loads(data if whole else lines[line])
    target = entry
    while isinstance(target, dict) and target:
        key = chance.choice(sorted(target))
        if not isinstance(target[key], dict) or chance.random() < 0.3:
            target[key] = chance.choice(STRANGE)
            break
        target = target[key]
    changed = json.dumps(entry).encode() + b"\n"
    return changed if whole else b"".join([*lines[:line], changed, *lines[line + 1 :]])


@contextmanager
def half_done(folder: Path) -> Iterator[tuple[Bench, RunFolder]]:
    """A cluster on which a push was killed half-way."""
    with Killer() as killer, bench(folder, trio()[:2], PAIR) as work:
        (folder / "edge.yaml").write_text(PAIR, encoding="utf-8")
        words = ["push", "-i", folder / "edge.yaml", "-I", work.inventory.source, "--yes", "--transaction", "direct"]
        assert killer.run([str(word) for word in words], file="journal.jsonl", write=4, moment="after").killed
        yield work, runs_in(folder / ".fgsp" / "runs")[0]


def journals(run: RunFolder, count: int, seed: int) -> Counter[str]:
    """What reading so many mutants of the journal came to."""
    path, chance, outcomes = run.path / "journal.jsonl", random.Random(seed), Counter[str]()
    data = path.read_bytes()
    whole = data.count(b"\n")
    for _ in range(count):
        mutant = mutated(data, chance)
        path.write_bytes(mutant)
        outcomes[_outcome(lambda: read_journal(run))] += 1
        # A journal that lost its last lines and nothing else says that those steps were never begun.
        shorter = data.startswith(mutant[: mutant.rfind(b"\n") + 1]) and mutant.count(b"\n") < whole
        if not shorter and not any(part.killed for part in cluster_runs(run)):
            outcomes["a half-done run that passes as finished"] += 1
    path.write_bytes(data)
    return outcomes


def plans(path: Path, count: int, seed: int) -> Counter[str]:
    """What reading so many mutants of a saved plan came to."""
    data, chance, outcomes = path.read_bytes(), random.Random(seed), Counter[str]()
    for _ in range(count):
        path.write_bytes(mutated(data, chance))
        outcomes[_outcome(lambda: read_plan(path))] += 1
    path.write_bytes(data)
    return outcomes


def _outcome(read: Callable[[], object]) -> str:
    try:
        read()
    except FgspError as error:
        return f"exit code {error.exit_code}"
    except Exception as error:  # noqa: BLE001 - any exception is the fault searched for
        return f"internal error {type(error).__name__}"
    return "read"


def main() -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as temporary, half_done(Path(temporary)) as (work, run):
        plan = Path(temporary) / "plan.json"
        fresh = Path(temporary) / "fresh"
        fresh.mkdir()
        with bench(fresh, trio()[:2], PAIR) as other:
            from fgsp_cli.fleet import plan as plan_of

            plan_of(other.intent, other.inventory, other._options({}), other.heard, out=plan)
        del work
        for name, counted in (("journals", journals), ("plans", plans)):
            start = perf_counter()
            outcomes = counted(run if counted is journals else plan, asked.each, asked.seed)  # type: ignore[arg-type]
            bad += sum(number for what, number in outcomes.items() if what.startswith(("internal", "a half-done")))
            summary = ", ".join(f"{number} {what}" for what, number in outcomes.most_common())
            print(f"{asked.each} mutated {name} in {perf_counter() - start:.0f} s: {summary}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
