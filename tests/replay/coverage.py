"""How much of what was recorded is replayed: counted from the catalogue, and written into `tests/README.md`.

python tests/replay/coverage.py
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT.parent)]

from replay.catalogue import CASES, MOST_LEFT_OUT, Reason  # noqa: E402 (they are found only now)
from replay.play import Case, Exactness  # noqa: E402
from replay.recordings import recordings  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- replay: written by tests/replay/coverage.py -->\n", "<!-- replay: end -->\n"


ALL_TOLD = "every answer in it would have to be given to the stand-in"
Cases = Mapping[str, Case | Reason]


def left_out(cases: Cases = CASES) -> Mapping[str, str]:
    """The transcripts that are not replayed, and why. One whose answers are all told proves nothing, so it is none."""
    return {
        name: case.value if isinstance(case, Reason) else ALL_TOLD
        for name, case in cases.items()
        if isinstance(case, Reason) or _is_all_told(case, name)
    }


def _is_all_told(case: Case, name: str) -> bool:
    answers, told = case.counts(name)
    return told >= answers


def figures() -> str:
    """The numbers, as Markdown."""
    reasons = left_out()
    replayed = {name: case for name, case in CASES.items() if isinstance(case, Case) and name not in reasons}
    by_exactness = Counter(case.exactness for case in replayed.values())
    counts = [case.counts(name) for name, case in replayed.items()]
    answers, told = (sum(count[place] for count in counts) for place in (0, 1))
    rows = [
        ("recordings", len(recordings())),
        ("read as the text of a configuration", len(recordings()) - len(CASES)),
        ("replayed byte by byte", by_exactness[Exactness.BYTES]),
        ("replayed line by line", by_exactness[Exactness.LINES]),
        (
            "of these, live values (counters, clocks, licences) aside",
            sum(bool(case.live) for case in replayed.values()),
        ),
        ("of these, with damage by their authors undone", sum(bool(case.repaired) for case in replayed.values())),
        (f"left out ({len(reasons) / len(recordings()):.0%}; at most {MOST_LEFT_OUT:.0%})", len(reasons)),
        ("answers compared", answers),
        ("of these, the unit's own", answers - told),
        ("of these, given to the unit beforehand", told),
        ("the fewest answers of its own in a replayed transcript", min(given - said for given, said in counts)),
    ]
    table = "".join(f"| {what} | {count} |\n" for what, count in rows)
    listed = "".join(f"- `{name}`: {reason}.\n" for name, reason in sorted(reasons.items()))
    return f"| | |\n|---|---:|\n{table}\nLeft out, and why:\n\n{listed}"


def written(text: str) -> str:
    """The README with today's numbers in place of those in it."""
    return re.sub(
        f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: f"{BEGIN}\n{figures()}\n{END}", text, flags=re.DOTALL
    )


if __name__ == "__main__":
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
