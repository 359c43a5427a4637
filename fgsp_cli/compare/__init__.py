"""Two states -> the changes between them; many states -> what is wrong with the mesh; and how results are told."""

from fgsp_cli.compare.diff import compare
from fgsp_cli.compare.links import Link, Linked, LinkState, Way
from fgsp_cli.compare.lint import lint
from fgsp_cli.compare.match import Adoption, adopt
from fgsp_cli.compare.mesh import Cluster, Member
from fgsp_cli.compare.outcome import About, Outcome, Results, Status, worst
from fgsp_cli.compare.rules.base import Finding, Level

__all__ = (
    "About",
    "Adoption",
    "Cluster",
    "Finding",
    "Level",
    "Link",
    "LinkState",
    "Linked",
    "Member",
    "Outcome",
    "Results",
    "Status",
    "Way",
    "adopt",
    "compare",
    "lint",
    "worst",
)
