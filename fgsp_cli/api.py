"""The public Python API; the command line is a thin face of it.

Everything is imported when it is first used, nothing prints, nothing ends the process. Errors are of one family
(`FgspError`), each with the exit code that the command line would end with.

    intent = load_intent("edge.yaml")
    for name, state in intent.states().items():
        print(render(state, str(state.fortios)))

    results = push(intent, load_inventory("inventory"))
    if results.run and not results.exit_code():
        rollback(results.run, load_inventory("inventory"))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.base import ConfigTextError, FgspError, InputError, IntentError, UnitError
    from fgsp_cli.compare import compare
    from fgsp_cli.fleet import audit, plan, push, recover, rollback
    from fgsp_cli.fortios.interpreter import Interpreter
    from fgsp_cli.intent import Intent, load_intent
    from fgsp_cli.inventory import load_inventory
    from fgsp_cli.lint import lint
    from fgsp_cli.render import render, render_changes
    from fgsp_cli.state import Change, DeviceState, read_config

_HOMES = {
    "Change": "fgsp_cli.state",
    "ConfigTextError": "fgsp_cli.base",
    "DeviceState": "fgsp_cli.state",
    "FgspError": "fgsp_cli.base",
    "InputError": "fgsp_cli.base",
    "Intent": "fgsp_cli.intent",
    "IntentError": "fgsp_cli.base",
    "Interpreter": "fgsp_cli.fortios.interpreter",
    "UnitError": "fgsp_cli.base",
    "audit": "fgsp_cli.fleet",
    "compare": "fgsp_cli.compare",
    "lint": "fgsp_cli.lint",
    "load_intent": "fgsp_cli.intent",
    "load_inventory": "fgsp_cli.inventory",
    "plan": "fgsp_cli.fleet",
    "push": "fgsp_cli.fleet",
    "read_config": "fgsp_cli.state",
    "recover": "fgsp_cli.fleet",
    "render": "fgsp_cli.render",
    "render_changes": "fgsp_cli.render",
    "rollback": "fgsp_cli.fleet",
}

__all__ = (
    "Change",
    "ConfigTextError",
    "DeviceState",
    "FgspError",
    "InputError",
    "Intent",
    "IntentError",
    "Interpreter",
    "UnitError",
    "audit",
    "compare",
    "lint",
    "load_intent",
    "load_inventory",
    "plan",
    "push",
    "read_config",
    "recover",
    "render",
    "render_changes",
    "rollback",
)


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
