"""How much of what was recorded is replayed: counted from the catalogue, and written into `tests/README.md`.

python tests/replay/coverage.py
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT.parent)]

from replay.catalogue import CASES, MOST_LEFT_OUT, Reason
from replay.play import Case, Exactness

README = ROOT / "README.md"
BEGIN, END = "<!-- replay: written by tests/replay/coverage.py -->\n", "<!-- replay: end -->\n"


def figures() -> str:
    """The numbers, as Markdown."""
    replayed = {name: case for name, case in CASES.items() if isinstance(case, Case)}
    left_out = {name: case for name, case in CASES.items() if isinstance(case, Reason)}
    by_exactness = Counter(case.exactness for case in replayed.values())
    counts = {name: case.counts(name) for name, case in replayed.items()}
    answers, told = (sum(count[place] for count in counts.values()) for place in (0, 1))
    only_told = [name for name, (all_of_them, given) in counts.items() if all_of_them == given]
    rows = [
        ("transcripts of the kinds that count", len(CASES)),
        ("replayed byte by byte", by_exactness[Exactness.BYTES]),
        ("replayed line by line", by_exactness[Exactness.LINES]),
        (
            "of these, live values (counters, clocks, licences) aside",
            sum(bool(case.live) for case in replayed.values()),
        ),
        ("of these, with damage by their authors undone", sum(bool(case.repaired) for case in replayed.values())),
        (f"left out ({len(left_out) / len(CASES):.0%}; at most {MOST_LEFT_OUT:.0%})", len(left_out)),
        ("answers compared", answers),
        ("of these, told to the unit beforehand", told),
        ("transcripts all of whose answers were told", len(only_told)),
    ]
    table = "".join(f"| {what} | {count} |\n" for what, count in rows)
    reasons = "".join(f"- `{name}`: {reason.value}.\n" for name, reason in sorted(left_out.items()))
    given = "".join(f"- `{name}`\n" for name in sorted(only_told))
    return (
        f"| | |\n|---|---:|\n{table}\nLeft out, and why:\n\n{reasons}\n"
        f"Replayed with nothing but told answers, so that they judge what surrounds an answer and not the answer:\n\n{given}"
    )


def written(text: str) -> str:
    """The README with today's numbers in place of those in it."""
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{figures()}\n{END}", text, flags=re.DOTALL
    )


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
