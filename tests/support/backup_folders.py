"""Folders of backups as other programs lay them out, made up: each with what must be found in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from made_backups import shown

from fgsp_cli.archive.backups import BackupStore, Unit
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.intent import parse_intent
from fgsp_cli.state.codec import encode
from fgsp_cli.state.state import DeviceState

RELEASES = ("6.0.6", "6.4.5", "7.0.12", "7.2.8", "7.4.4", "8.0.0")
NIGHT = datetime(2026, 11, 27, 2, 1, tzinfo=UTC)
Place = Callable[[str, str, datetime], str]
"""The name of a unit, its release and the moment of its backup -> the path of the file."""


def _branch(release: str) -> str:
    return "-".join(release.split(".")[:2])


LAYOUTS: dict[str, Place] = {
    "oxidized": lambda name, _, at: f"edge/{name}" if at == NIGHT else f"{at:%Y-%m-%d}/edge/{name}",
    "sites": lambda name, _, at: (
        f"sites/site{name[-1]}/{name}.conf" if at == NIGHT else f"{at:%Y%m%d}/site{name[-1]}/{name}.cfg"
    ),
    "rancid": lambda name, _, at: f"configs/{name.lower()}" if at == NIGHT else f"configs/{name.lower()}.{at:%Y%m%d}",
    "rconfig": lambda name, _, at: f"Firewalls/{name}/{at:%Y/%b/%d}/show.txt",
    "fortios": lambda name, release, at: f"{name}_{_branch(release)}_2795_{at:%Y%m%d%H%M}.conf",
    "ansible": lambda name, _, at: f"{name}_config.{at:%Y-%m-%d@%H:%M:%S}",
    "fqdn": lambda name, _, at: (
        f"{name}.example.net.conf" if at == NIGHT else f"{name}.example.net_{at:%Y-%m-%d_%H-%M}.txt"
    ),
    "ours": lambda name, _, at: "",
}
HOSTNAMES = ("equal", "upper", "fqdn device", "none", "masked")
STATED = ("header", "comment", "nothing")
ENDS = ("\n", "\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of backups, and what is in it."""

    path: Path
    intent: str
    units: dict[str, DeviceState]
    """Device of the intent -> what its newest backup holds."""
    files: int
    """How many files there are, descriptions aside."""
    release: str
    layout: str


def make_folder(path: Path, number: int) -> Folder:
    """The folder of that number, always the same: two members with a night before, a stranger, other people's files."""
    chance = random.Random(number)
    layout = list(LAYOUTS)[number % len(LAYOUTS)]
    place, release = LAYOUTS[layout], chance.choice(RELEASES)
    hostname, stated, end = chance.choice(HOSTNAMES), chance.choice(STATED), chance.choice(ENDS)
    names = [f"{chance.choice(('fw', 'FGT-Edge-', 'core_'))}{number}{letter}" for letter in "ab"]
    shown_as = dict(
        zip(names, [f"{name}.example.net" if hostname == "fqdn device" else name for name in names], strict=True)
    )
    intent = _intent(list(shown_as.values()), release, number)
    states = parse_intent(intent).states()
    units = {device: states[device] for device in shown_as.values()}
    store = BackupStore(path)
    files = 0
    for name, device in (*shown_as.items(), (f"other{number}", None)):
        state = units[device] if device else units[shown_as[names[0]]]
        for age in (1, 0):  # the night before, the same file names give no newer time on disk
            text = _text(state if age == 0 else states_before(state), name, hostname, stated, release)
            if layout == "ours":
                store.add(text, Unit(device=device or name, release=release), "full")
                files += 1
                continue
            file = path / place(name, release, NIGHT - timedelta(days=age))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("\n", end), newline="")
            files += 1
    for foreign in ("README", "router.db", "notes.md"):
        (path / foreign).write_text("fw1;fortigate;up\n")
        files += 1
    return Folder(path=path, intent=intent, units=units, files=files, release=release, layout=layout)


def states_before(state: DeviceState) -> DeviceState:
    """What a unit held the night before: another address in each row."""
    from dataclasses import replace

    from fgsp_cli.state.state import Table

    rows = {number: row.with_({"peerip": "192.0.2.1"}) for number, row in state.peers.items()}
    return replace(state, peers=Table(rows))


def _intent(devices: list[str], release: str, number: int) -> str:
    members = "".join(
        f"      {name}: {{number: {place}, peerip: 10.{number // 250}.{number % 250}.{place + 1}}}\n"
        for place, name in enumerate(devices)
    )
    return f"clusters:\n  c:\n    fortios: {release}\n    members:\n{members}"


def _text(state: DeviceState, name: str, hostname: str, stated: str, release: str) -> str:
    said = {"equal": name, "upper": name.upper(), "fqdn device": name, "none": "", "masked": "<removed>"}[hostname]
    front = {
        "header": f"#config-version=FGVMK6-{release}-FW-build2662-240514:opmode=0:vdom=0:user=admin\n#conf_file_ver=1\n",
        "comment": f"# Version: FortiGate-60F v{release},build2662,240514 (GA.M)\n# Serial-Number: FGTTEST000000001\n",
        "nothing": "",
    }[stated]
    named = f'    set hostname "{said}"\n' if said else ""
    secret = 'config system admin\n    edit "admin"\n        set password ENC <removed>\n    next\nend\n'
    return f"{front}config system global\n{named}    set timezone 04\nend\n{secret}{shown(encode(state, dialect(release)))}"
