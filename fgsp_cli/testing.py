"""The stand-in FortiGates, for your own tests.

    from fgsp_cli.testing import Lab, UnitSpec

    with Lab([UnitSpec(name="fgt-a", fortios="7.4.4")]) as lab:
        unit = lab["fgt-a"]
        ...  # log in to unit.host, unit.port as unit.username with unit.password
        assert "set peerip 10.0.0.2" in unit.stored_text()

They answer over real SSH on loopback, behave as FortiOS of that release is known to, and are gone when the block ends.
"""

from __future__ import annotations

from fgsp_cli.fortios.interpreter import Habits
from fgsp_cli.lab.handle import LabUnit
from fgsp_cli.lab.lab import Lab
from fgsp_cli.lab.spec import Login, Quirks, UnitSpec

__all__ = ("Habits", "Lab", "LabUnit", "Login", "Quirks", "UnitSpec")
