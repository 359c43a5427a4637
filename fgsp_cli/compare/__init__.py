"""Two states -> the changes between them; many states -> what is wrong with the mesh; and how results are told."""

from fgsp_cli.compare.diff import compare
from fgsp_cli.compare.lint import lint
from fgsp_cli.compare.match import Adoption, adopt
from fgsp_cli.compare.mesh import Cluster, Member
from fgsp_cli.compare.outcome import Outcome, Results, Status, worst
from fgsp_cli.compare.rules.base import Finding, Level

__all__ = (
    "Adoption",
    "Cluster",
    "Finding",
    "Level",
    "Member",
    "Outcome",
    "Results",
    "Status",
    "adopt",
    "compare",
    "lint",
    "worst",
)
