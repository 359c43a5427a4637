"""The rules of a mesh [fgsp-facts 13]; importing a module of them puts its rules into `RULES`."""

from fgsp_cli.compare.rules import filters, identity, links, peers, pickup, units
from fgsp_cli.compare.rules.base import RULES

__all__ = ("RULES", "filters", "identity", "links", "peers", "pickup", "units")
