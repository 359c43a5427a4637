"""One push to two lab units over SSH, with the package alone: for environments without the test extra."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fgsp_cli.api import load_intent, load_inventory, push
from fgsp_cli.testing import Lab, UnitSpec

INTENT = """
clusters:
  edge:
    fortios: 7.4.4
    members:
      fgt-a: {number: 0, peerip: 10.10.10.1}
      fgt-b: {number: 1, peerip: 10.10.10.2}
"""


def main() -> int:
    """Push; 0 if both units hold their row afterwards."""
    with (
        TemporaryDirectory() as name,
        Lab([UnitSpec(name=unit, fortios="7.4.4") for unit in ("fgt-a", "fgt-b")]) as lab,
    ):
        folder = Path(name)
        (folder / "edge.yaml").write_text(INTENT, encoding="utf-8")
        results = push(load_intent(folder / "edge.yaml"), load_inventory(lab.write_inventory(folder / "inventory")))
        rows = {unit.name: "set peerip 10.10.10." in unit.stored_text() for unit in lab}
        sys.stdout.write(f"one push: exit code {results.exit_code()}, rows {rows}\n")
        return results.exit_code() if all(rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
