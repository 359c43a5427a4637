"""The rules of a mesh [fgsp-facts 13]; importing a module of them puts its rules into `RULES`."""

from fgsp_cli.compare.rules import chassis, copying, filters, identity, links, parity, peers, pickup, units, values
from fgsp_cli.compare.rules.base import RULES

__all__ = (
    "RULES",
    "chassis",
    "copying",
    "filters",
    "identity",
    "links",
    "parity",
    "peers",
    "pickup",
    "units",
    "values",
)
