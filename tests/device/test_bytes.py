"""From the wire to the disk every byte is the one that the unit sent."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from fgsp_cli.archive import BackupStore, Unit
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.inventory import Deadlines

sys.path.insert(0, str(Path(__file__).parent))
from raw_unit import Say, raw_unit, read_key, read_line
from units import session_on

QUICK = Deadlines(connect=5, login=10, prompt=5, command=5)
HEAD = b"#config-version=FGT60F-7.4.4-FW-build2662-240514:opmode=1:vdom=0:user=admin\nconfig system global\n"


def config(seed: int) -> bytes:
    """A configuration whose values are random bytes: of any encoding, cut anywhere, with line ends of all kinds."""
    rng = random.Random(seed)
    body = b""
    for number in range(20):
        value = bytes(rng.choice(range(1, 256)) for _ in range(rng.randrange(1, 80)))
        value = value.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\x08", b"x")
        body += b'    set alias%d "%b"\n' % (number, value)
    umlauts = 'set comment "Zürich Müller 東京"'.encode()
    gbk = "东京".encode("gbk")
    return HEAD + body + b"    " + umlauts + b'\n    set other "' + gbk + "東京".encode()[:-1] + b'"\nend\n'


def unit_with(content: bytes, rows: int) -> Say:
    """A unit that prints it at `show`, page by page if it has rows."""

    async def say(process: object) -> None:
        process.stdout.write(b"fgt # ")  # type: ignore[attr-defined]
        while True:
            line = await read_line(process)  # type: ignore[arg-type]
            out = line + b"\r\r\n"
            if line == b"get system status":
                out += b"Version: FortiGate-60F v7.4.4,build2662,240514 (GA.F)\r\nSerial-Number: FGT60FTK00000001\r\n"
            elif line == b"show":
                lines = content.split(b"\n")[:-1]
                while rows and len(lines) > rows:
                    out += b"".join(one + b"\r\n" for one in lines[:rows]) + b"--More-- "
                    process.stdout.write(out)  # type: ignore[attr-defined]
                    assert await read_key(process) == b" "  # type: ignore[arg-type]
                    out, lines = b"\r         \r", lines[rows:]
                out += b"".join(one + b"\r\n" for one in lines)
            elif line.startswith(b"show fgsp-"):
                out += b"\r\ncommand parse error before '%b'\r\nCommand fail. Return code -61\r\n" % line[5:]
            process.stdout.write(out + b"\r\nfgt # ")  # type: ignore[attr-defined]

    return say


@pytest.mark.parametrize("rows", [0, 5])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.timeout(60)
def test_a_backup_is_byte_for_byte_what_the_unit_sent(tmp_path: Path, seed: int, rows: int) -> None:
    """UTF-8, GBK, Latin-1, control characters and characters cut in two, paged and not."""
    content = config(seed)
    with raw_unit(tmp_path, unit_with(content, rows), QUICK) as target, Session.open(target, Resolver()) as session:
        text = session.show_all()
    assert text.encode("utf-8", "surrogateescape") == content
    store = BackupStore(tmp_path / "backups", None)
    kept, _ = store.add(text, Unit(device="x", release="7.4.4", serial="FGT60FTK00000001"), "full")
    assert content in next(path.read_bytes() for path in (tmp_path / "backups").rglob("*.conf"))
    assert kept


@pytest.mark.parametrize("name", ["fgt(1)", 'a"b', "(", "x#y", "it's <b>", "back\\slash", "über (1"])
def test_a_group_name_is_read_whatever_it_holds(tmp_path: Path, name: str) -> None:
    """What a unit prints it holds: brackets and quotes in names make no unit unreadable."""
    typed = name.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")
    text = f'config system ha\nset group-name "{typed}"\nset session-pickup enable\nend\n'
    settings = {"ha_mode": "a-p", "ha_role": "primary", "role_in_prompt": True}
    with session_on(tmp_path, config=text, **settings) as (_, session):
        assert session.read().state.ha["group-name"] == name
        assert session.facts().ha_role == "primary"
        session.send(["config system ha", "set session-pickup disable", "end"])
        assert "session-pickup" not in session.show("system ha")
