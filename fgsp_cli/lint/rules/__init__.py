"""The rules of a mesh [facts/fgsp.md#13]; importing a module of them puts its rules into `RULES`."""

from fgsp_cli.lint.rule import RULES
from fgsp_cli.lint.rules import (
    chassis,
    config_sync,
    filters,
    links,
    member_ids,
    parity,
    peers,
    release_values,
    session_pickup,
    unit_settings,
)

__all__ = (
    "RULES",
    "chassis",
    "config_sync",
    "filters",
    "links",
    "member_ids",
    "parity",
    "peers",
    "release_values",
    "session_pickup",
    "unit_settings",
)
