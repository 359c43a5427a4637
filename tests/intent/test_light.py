"""Reading an intent is cheap: it needs PyYAML and nothing heavier."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from intent_texts import intent

EXAMPLE = Path(__file__).parents[1] / "data" / "intents" / "design.yaml"
HEAVY = ("asyncssh", "ciscoconfparse2", "click", "distributed", "jinja2", "netmiko", "nornir", "paramiko", "rich")


def test_nothing_heavy_is_imported() -> None:
    """In a process of its own."""
    script = (
        "import sys\n"
        "from fgsp_cli.intent import load_intent\n"
        "load_intent(sys.argv[1]).states()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(EXAMPLE)], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_states_are_computed_once() -> None:
    """Whoever asks again gets the same objects."""
    given = intent("devices: {fgt-x: {fortios: 7.4.4, cluster_sync: [{peerip: 10.0.0.1}]}}")
    assert given.states() is given.states()
    assert given.states("7.4.4") is not given.states()
