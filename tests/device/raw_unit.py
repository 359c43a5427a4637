"""A unit of our own making: a real SSH server whose shell says whatever a test wants."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncssh

from fgsp_cli.base.secrets import Secret
from fgsp_cli.inventory import Deadlines, Target

Say = Callable[["asyncssh.SSHServerProcess[bytes]"], Awaitable[None]]
"""Plays the shell of one session."""


@contextmanager
def raw_unit(
    folder: Path,
    say: Say,
    deadlines: Deadlines,
    *,
    kind: str = "ssh-ed25519",
    bits: int = 2048,
    more: tuple[str, ...] = (),
    **offer: list[str],
) -> Iterator[Target]:
    """How to log in to it; `kind` is that of the known host key, `bits` its size if it is RSA, `more` are kinds beside it."""
    key = asyncssh.generate_private_key(kind, **({"key_size": bits} if kind == "ssh-rsa" else {}))
    others = [asyncssh.generate_private_key(other) for other in more]

    class Server(asyncssh.SSHServer):
        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return True

    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(
        asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=Server,
            server_host_keys=[key, *others],
            **offer,
            process_factory=say,
            encoding=None,
            line_editor=False,
        )
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = listener.get_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key.export_public_key().decode()}")
    try:
        yield Target(
            name="x",
            host="127.0.0.1",
            port=port,
            username="a",
            password=Secret("right"),
            known_hosts=folder / "known_hosts",
            deadlines=deadlines,
        )
    finally:
        loop.call_soon_threadsafe(listener.close)
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        loop.call_soon_threadsafe(loop.call_later, 0.05, loop.stop)
        thread.join(5)


async def read_line(process: asyncssh.SSHServerProcess[bytes]) -> bytes:
    """What was typed before Enter."""
    typed = b""
    while not typed.endswith(b"\n"):
        typed += await read_key(process)
    return typed[:-1]


async def read_key(process: asyncssh.SSHServerProcess[bytes]) -> bytes:
    """One byte; the session ends with whoever types."""
    key = await process.stdin.read(1)
    if not key:
        raise asyncssh.ConnectionLost("nothing is typed any more")
    return key
