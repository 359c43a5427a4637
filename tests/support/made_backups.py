"""A fleet of backups, made up: an intent for it, and files that hold what it says, but for faults that are known.

`python tests/bench/bench_audit.py` makes 2,000 of about 1 MB; a test makes a few small ones. Same seed, same files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.tree import Node
from fgsp_cli.intent import load_intent
from fgsp_cli.state.codec import encode
from fgsp_cli.state.state import DeviceState, Table, Value

RELEASES = ("6.0.6", "6.2.7", "6.4.5", "6.4.12", "7.0.5", "7.0.12", "7.2.0", "7.2.8", "7.4.4", "7.6.5", "8.0.0")
SIZE = 4
"""Members of a cluster."""


def _row(state: DeviceState, **values: Value) -> DeviceState:
    """The state with other values in its first row."""
    first = min(state.peers)
    block = state.peers[first].with_({key.replace("_", "-"): value for key, value in values.items()})
    return replace(state, peers=Table({**state.peers, first: block}))


def _without_a_row(state: DeviceState) -> DeviceState:
    return replace(state, peers=Table({number: state.peers[number] for number in sorted(state.peers)[1:]}))


def _no_pickup(state: DeviceState) -> DeviceState:
    return replace(state, ha=state.ha.with_({"session-pickup": "disable"}))


DRIFTS: Mapping[str, Callable[[DeviceState], DeviceState]] = {
    "another address": lambda state: _row(state, peerip="192.0.2.99"),
    "a row is missing": _without_a_row,
    "no longer picked up": _no_pickup,
    "another heartbeat": lambda state: _row(state, hb_interval=2000),
    "another VDOM on the peer": lambda state: _row(state, peervd="transit"),
    "no routes added": lambda state: _row(state, secondary_add_ipsec_routes="disable"),
    "another interface kept down": lambda state: _row(state, down_intfs_before_sess_sync=("port9",)),
}
"""What somebody did to a unit, each in a way that FortiOS would show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """A fleet on disk, and what an audit of it must say."""

    intent: Path
    folder: Path
    devices: tuple[str, ...]
    drifted: Mapping[str, str] = field(default_factory=dict)
    """Device -> what was done to it."""
    truncated: frozenset[str] = frozenset()
    encrypted: frozenset[str] = frozenset()


def make(
    folder: Path, units: int, *, size: int = 1 << 20, drifted: int = 37, truncated: int = 5, encrypted: int = 3
) -> MadeUp:
    """Make so many units in clusters of SIZE, their files of `size` bytes on average, a tenth to twice that each."""
    chance = random.Random(5)
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"fgt-{number:04}" for number in range(units)]
    intent = folder / "fleet.yaml"
    intent.write_text(_intent(names), encoding="utf-8")
    odd = chance.sample(names, drifted + truncated + encrypted)
    ways = dict(zip(odd[:drifted], list(DRIFTS) * (drifted // len(DRIFTS) + 1), strict=False))
    cut, sealed = odd[drifted : drifted + truncated], odd[drifted + truncated :]
    backups = folder / "backups"
    backups.mkdir(exist_ok=True)
    filler = Filler(2 * size)
    for name, state in load_intent(intent).states().items():
        wanted = DRIFTS[ways[name]](state) if name in ways else state
        text = backup_text(wanted, name, filler, chance.randrange(size // 10, 2 * size - size // 10), chance)
        data = text.encode()
        if name in cut:
            data = data[: int(len(data) * 0.6)]
        if name in sealed:
            data = b"#FGBK|3|FGVMK6|7|04|2662|\n" + chance.randbytes(len(data))
        (backups / f"{name}.conf").write_bytes(data)
    return MadeUp(
        intent=intent,
        folder=backups,
        devices=tuple(names),
        drifted=ways,
        truncated=frozenset(cut),
        encrypted=frozenset(sealed),
    )


def _intent(names: Sequence[str]) -> str:
    lines = ["clusters:"]
    for start in range(0, len(names), SIZE):
        cluster = start // SIZE
        lines += [
            f"  c{cluster:03}:",
            f"    fortios: {RELEASES[cluster % len(RELEASES)]}",
            "    ha: {session_pickup: enable}",
            "    cluster_sync: {heartbeat: {interval: 1s, lost_after: 6s}, syncvd: [root]}",
            "    members:",
        ]
        for place, name in enumerate(names[start : start + SIZE]):
            lines.append(f"      {name}: {{number: {place}, peerip: 10.{cluster // 250}.{cluster % 250}.{place + 1}}}")
    return "\n".join(lines) + "\n"


def backup_text(state: DeviceState, name: str, filler: Filler, size: int, chance: random.Random) -> str:
    """A backup that holds the state: every third unit with VDOMs, every fourth with CRLF line ends."""
    release = dialect(state.fortios)
    vdoms = chance.random() < 1 / 3
    header = (
        f"#config-version=FGVMK6-{state.fortios}-FW-build1000-240101:opmode=0:vdom={int(vdoms)}:user=admin\n"
        "#conf_file_ver=1234567890\n#buildno=1000\n#global_vdom=1\n"
    )
    system = f'config system global\n    set hostname "{name}"\nend\n'
    fgsp = shown(encode(state, release))
    before, after = filler.text(size // 2), filler.text(size - size // 2)
    if vdoms:
        lists = "config vdom\nedit root\nnext\nedit customers\nnext\nend\n"
        parts = "".join(f"config vdom\nedit {vdom}\n{text}end\n" for vdom, text in (("root", after), ("customers", "")))
        text = f"{header}\n{lists}\nconfig global\n{system}{before}{fgsp}end\n{parts}"
    else:
        text = f"{header}{system}{before}{fgsp}{after}"
    return text.replace("\n", "\r\n") if chance.random() < 1 / 4 else text


def shown(tree: Node) -> str:
    """The tree as `show` prints it."""
    return "".join(f"{line}\n" for name, node in tree.children.items() for line in _lines("config", name, node, ""))


def _lines(verb: str, name: str, node: Node, indent: str) -> Iterator[str]:
    inner = indent + "    "
    yield f"{indent}{verb} {name}"
    for word, setting in node.settings.items():
        yield f"{inner}unset {word}" if setting.unset else f"{inner}set {word} {setting.raw or ' '.join(setting.words)}"
    for word, child in node.children.items():
        yield from _lines("config", word, child, inner)
    for key, entry in node.entries.items():
        yield from _lines("edit", key, entry, inner)
    yield f"{indent}{'end' if verb == 'config' else 'next'}"


class Filler:
    """Everything else that stands in a backup: tables, policies, certificates over many lines, pages of HTML."""

    def __init__(self, size: int) -> None:
        self._sections = []
        length = 0
        for number in range(1_000_000):
            if length > size:
                break
            self._sections.append(_section(number))
            length += len(self._sections[-1])

    def text(self, size: int) -> str:
        """Whole sections of about that size."""
        chosen, length = [], 0
        for section in self._sections:
            if length >= size:
                break
            chosen.append(section)
            length += len(section)
        return "".join(chosen)


def _section(number: int) -> str:
    """One of three kinds, a few kilobytes each; its values hold `end`, `config` and FGSP's own words."""
    if number % 8 == 0:
        body = "\n".join("MIIFQTCCAymgAwIBAgIUend" + "A" * 41 for _ in range(24))
        return (
            f'config vpn certificate local\n    edit "cert{number}"\n        set certificate "-----BEGIN CERTIFICATE-----'
            f'\n{body}\nend\nconfig system cluster-sync\n-----END CERTIFICATE-----"\n    next\nend\n'
        )
    if number % 8 == 1:
        page = "\n".join(f'<p class=\\"row{row}\\">It\\\'s a page; set peerip 1.2.3.4</p>' for row in range(40))
        return (
            f'config system replacemsg http "page{number}"\n    set buffer "<html>\n{page}\nend\n</html>"\n'
            "    set header http\nend\n"
        )
    entries = "".join(
        f'    edit "host-{number}-{row}"\n        set uuid 00000000-0000-51ee-0000-{number:06}{row:06}\n'
        f'        set associated-interface "port{row % 20}"\n        set subnet 10.{number % 250}.{row}.0 255.255.255.0\n'
        "    next\n"
        for row in range(30)
    )
    return f"config firewall address\n{entries}end\n"
