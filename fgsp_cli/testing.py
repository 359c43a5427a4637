"""The stand-in FortiGates, for your own tests.

    from fgsp_cli.testing import Lab, UnitSpec

    with Lab([UnitSpec(name="fgt-a", fortios="7.4.4")]) as lab:
        unit = lab["fgt-a"]
        ...  # log in to unit.host, unit.port as unit.username with unit.password
        assert "set peerip 10.0.0.2" in unit.stored_text()

They answer over real SSH on loopback, behave as FortiOS of that release is known to, and are gone when the block ends.
What shall go wrong with them is said by `faults`, in their `UnitSpec` or while they run:

    lab["fgt-a"].fault(faults.Drop(at=faults.AtLine(line="next", number=2, moment="run")))
"""

from __future__ import annotations

from fgsp_cli.fortios.interpreter import Habits
from fgsp_cli.lab import Lab, LabUnit, Login, Quirks, UnitSpec, faults

__all__ = ("Habits", "Lab", "LabUnit", "Login", "Quirks", "UnitSpec", "faults")
