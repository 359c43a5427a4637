"""The intent: from YAML to checked values, and from these to the wanted state of every unit."""

from __future__ import annotations

from fgsp_cli.intent.compile import Leaving
from fgsp_cli.intent.device import DeviceIntent, Presence, Row
from fgsp_cli.intent.intent import Examined, Intent, load_intent, parse_intent

__all__ = ("DeviceIntent", "Examined", "Intent", "Leaving", "Presence", "Row", "load_intent", "parse_intent")
