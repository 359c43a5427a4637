"""Combinations of behaviour, habit, fault, release and mode in which a push may not lie."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from fgsp_cli.inventory import Deadlines, Inventory
from fgsp_cli.lab import ACCENTS
from fgsp_cli.testing import LabUnit, Quirks, UnitSpec, faults

RELEASES = ("6.4.12", "7.0.12", "7.4.4", "7.6.6", "8.0.0")
NAMES = ("fgt-a", "fgt-b")
REFUSAL = "command parse error before 'config-transaction'\nCommand fail. Return code -61"
SOON, LATE = 0.3, 1.2
"""Seconds: within what a push waits for an answer, and beyond it."""
DEADLINES = Deadlines(connect=1.0, login=4.0, prompt=4.0, command=0.8, answer=2.0, line=0.8, size=1 << 20)
PATIENCE: Mapping[str, float] = {"reconnect_seconds": 1.0, "settle_seconds": 0.6}
MINUTE = 0.4
"""Seconds: five such minutes are longer than any wait of a push, so that no transaction expires in its midst."""
PIECES = 48
"""Bytes in one packet at most: with those of the accents the backup alone takes seconds."""
BEHAVIOURS: Mapping[str, Mapping[str, object]] = {
    "plain": {},
    **{name: {**accent, "pieces": PIECES} for name, accent in ACCENTS.items()},
    "start like a refusal": {"start_text": REFUSAL},
    "start with any text": {"start_text": "config transaction (id=1) started"},
    "commit and abort with any text": {"commit_text": "Done.", "abort_text": "Discarded."},
    "commit ignored": {"commit": "ignored"},
    "late commit": {"commit_seconds": SOON},
    "abort refused": {"abort": "refused"},
    "start unavailable": {"transactions": "refused"},
    "start ignored": {"transactions": "ignored"},
    "bound to the administrator": {"transaction_of": "administrator"},
    "staged rows are seen": {"staged_visible": True},
}
COMMITS = ("commit ignored", "late commit", "bound to the administrator")
"""Behaviours in which the session that changed a unit sees what the unit does not hold: these are drawn more often."""
HABITS: Mapping[str, Mapping[str, object]] = {
    "usual": {},
    "saved at end": {"nested_saves": "end"},
    "commit asks": {"transaction_asks": "commit"},
    "staged hidden": {"staged_shown": False},
    "off hides": {"off_switch": "hides"},
    "off forgets": {"off_switch": "forgets"},
    "encrypts anew": {"reencrypt": True},
}
Make = Callable[[faults.AtLine, LabUnit], faults.Fault]
FAULTS: Mapping[str, Make | None] = {
    "none": None,
    "drop": lambda at, _: faults.Drop(at=at),
    "drop behind": lambda at, _: faults.Drop(at=replace(at, moment="run")),
    "refuse": lambda at, _: faults.Refuse(at=at, error=REFUSAL),
    "another answer": lambda at, _: faults.Answer(at=at, text="Well."),
    "question": lambda at, _: faults.Ask(at=at),
    "notice": lambda at, _: faults.Notice(at=replace(at, moment="run"), text="fgt-a # exit"),
    "late": lambda at, _: faults.Late(at=at, seconds=SOON, answered=True),
    "too late": lambda at, _: faults.Late(at=at, seconds=LATE, answered=True),
    "late and silent": lambda at, _: faults.Late(at=at, seconds=LATE),
    "hang": lambda at, _: faults.Hang(at=at),
    "pages": lambda at, _: faults.Flood(at=at, text="set x\n--More-- ", per_key=True),
    "flood": lambda at, _: faults.Flood(at=at),
    "reboot": lambda at, _: faults.Reboot(at=at),
    "gone for good": lambda at, unit: faults.Call(at=at, action=partial(unit.hang_up, for_good=True)),
    "silent for good": lambda at, _: faults.Hang(at=at, everywhere=True),
    "no second login": lambda _, __: faults.RefuseLogin(),
}
SPOTS = ("start", "commit", "abort")
"""Lines of a transaction, of which a fault at a random line would meet too few."""
_READS = ("get", "show", "diagnose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One combination."""

    behaviour: str
    habit: str
    fault: str
    fortios: str
    mode: Literal["direct", "workspace", "auto"]
    vdoms: bool
    place: int
    """The unit that the fault happens to."""
    portion: float
    """How far into the lines of an undisturbed push it happens."""
    reads: bool
    """Whether it may happen at a line that reads, too."""
    spot: str = ""
    """The line of a transaction that it happens at instead, if any."""

    @property
    def text(self) -> str:
        """The intent: a row, pickup of sessions, and a secret."""
        members = {name: {"number": place, "peerip": f"10.10.10.{place + 1}"} for place, name in enumerate(NAMES)}
        return json.dumps(
            {
                "clusters": {
                    "edge": {
                        "fortios": self.fortios,
                        "standalone_cluster": {"encryption": "enable", "psksecret": "${env:FGSP_PSK}"},
                        "ha": {"session_pickup": "enable"},
                        "cluster_sync": {"syncvd": ["root"]},
                        "members": members,
                    }
                }
            }
        )

    @property
    def units(self) -> list[UnitSpec]:
        """The members, with nothing of FGSP, and a description that reads like a prompt."""
        scope = ("config global\n", "end\n") if self.vdoms else ("", "")
        alias = f'{scope[0]}config system interface\nedit "port1"\nset description "line\nfgt-a # exit"\nnext\nend\n{scope[1]}'
        vdoms = ("vd-web",) if self.vdoms else None
        return [
            UnitSpec(name=name, fortios=self.fortios, config=alias, vdoms=vdoms, transaction_minute=MINUTE)
            for name in NAMES
        ]

    @property
    def quirks(self) -> Quirks:
        """How its units behave; a second session needs a second login where that is what fails."""
        channels = 1 if self.fault == "no second login" else None
        return Quirks(channels=channels, **BEHAVIOURS[self.behaviour])  # type: ignore[arg-type]

    def lay(self, unit: LabUnit, other: LabUnit, typed: tuple[str, ...]) -> bool:
        """Lay the fault at one of the lines that are typed when nothing is wrong; whether there is one.

        For a fault at `abort` another member refuses a line, as nothing else makes a push abort.
        """
        make = FAULTS[self.fault]
        if make is None:
            return False
        lines = [line for line in typed if self.reads or line.split(maxsplit=1)[:1] not in [[verb] for verb in _READS]]
        pattern = "" if self.reads else rf"^(?!(?:{'|'.join(_READS)})\b)"
        at = faults.AtLine(pattern=pattern, number=1 + int(self.portion * len(lines)))
        if self.spot:
            at = faults.AtLine(pattern=f"^execute config-transaction {self.spot}", number=1)
        if self.spot == "abort":
            other.refuse(1 + int(self.portion * 10), REFUSAL)
        unit.fault(make(at, unit))
        return True


def drawn(number: int) -> Case:
    """The case of that number."""
    source = random.Random(number)
    case = Case(
        behaviour=source.choice(list(BEHAVIOURS)),
        habit=source.choice(list(HABITS)),
        fault=source.choice(list(FAULTS)),
        fortios=source.choice(RELEASES),
        mode=source.choice(["direct", "workspace", "auto"]),
        vdoms=source.random() < 0.3,
        place=source.randrange(len(NAMES)),
        portion=source.random(),
        reads=source.random() < 0.25,
    )
    if source.random() < 0.2:
        case = replace(case, behaviour=source.choice(COMMITS))
    spotted = case.mode != "direct" and source.random() < 0.4
    return replace(case, spot=source.choice(SPOTS)) if spotted else case


def impatient(inventory: Inventory) -> Inventory:
    """The inventory, for people who wait for no answer for long."""
    targets = {name: replace(target, deadlines=DEADLINES) for name, target in inventory.targets.items()}
    return replace(inventory, targets=targets)
