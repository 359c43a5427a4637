"""The public names are those of the design, and nothing heavy comes with them."""

from __future__ import annotations

import subprocess
import sys

import fgsp_cli.api as api

NAMES = {
    "Change", "ConfigTextError", "DeviceState", "FgspError", "InputError", "Intent", "IntentError", "Interpreter",
    "UnitError", "audit", "compare", "lint", "load_intent", "load_inventory", "plan", "push", "read_config", "recover", "render",
    "render_changes", "rollback",
}  # fmt: skip
HEAVY = ("asyncssh", "ciscoconfparse2", "distributed", "netmiko", "nornir", "paramiko", "rich")


def test_the_public_names_are_exactly_those_promised() -> None:
    """Removing or adding one is a decision, not an accident."""
    assert set(api.__all__) == NAMES
    assert all(getattr(api, name) is not None for name in NAMES)


def test_importing_every_public_name_imports_nothing_heavy() -> None:
    """Whoever renders should not pay for SSH."""
    code = (
        "import sys, fgsp_cli.api as api\n"
        "[getattr(api, name) for name in api.__all__]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
