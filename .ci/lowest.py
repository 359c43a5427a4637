"""The lowest versions that `pyproject.toml` allows, as constraints for pip: `python .ci/lowest.py > lowest.txt`."""

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
BOUND = re.compile(r"([A-Za-z0-9._-]+)>=([0-9.]+)")


def lowest(extras: list[str]) -> list[str]:
    """A line for each direct dependency, those of the extras included, that has a lower bound."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + [each for extra in extras for each in project["optional-dependencies"][extra]]
    bounds = [BOUND.match(each) for each in wanted]
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lowest(sys.argv[1:]))
