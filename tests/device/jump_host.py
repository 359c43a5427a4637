"""A jump host of our own making: a real SSH server that forwards, and that records every attempt to log in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh
from units import QUICK

from fgsp_cli.base.secrets import Secret
from fgsp_cli.inventory import Target

PASSWORD = "of-the-jump-host"


@dataclass
class JumpHost:
    """What happened on it."""

    target: Target
    attempts: list[str] = field(default_factory=list)
    """The passwords that it was given."""
    logins: int = 0
    forwarded: list[tuple[str, int]] = field(default_factory=list)
    current: int = 0
    """Connections that stand."""


@contextmanager
def jump_host(folder: Path, *, asks: bool = False, forwards: bool = True) -> Iterator[JumpHost]:
    """It takes PASSWORD, typed in answer to a question if it `asks`; its key is in `folder`/known_jump."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    host = JumpHost(Target(name="jump", host="127.0.0.1", username="hopper"))

    class Server(asyncssh.SSHServer):
        def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
            host.current += 1

        def connection_lost(self, exc: Exception | None) -> None:
            host.current -= 1

        def password_auth_supported(self) -> bool:
            return not asks

        def validate_password(self, username: str, password: str) -> bool:
            host.attempts.append(password)
            return password == PASSWORD

        def kbdint_auth_supported(self) -> bool:
            return asks

        def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> asyncssh.KbdIntChallenge:
            return "", "", "", [("Password: ", False)]

        def validate_kbdint_response(self, username: str, responses: list[str]) -> bool:
            host.attempts += responses
            return responses == [PASSWORD]

        def auth_completed(self) -> None:
            host.logins += 1

        def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
            host.forwarded.append((dest_host, dest_port))
            return forwards

    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=[key]))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = listener.get_port()
    (folder / "known_jump").write_text(f"[127.0.0.1]:{port} {key.export_public_key().decode()}")
    host.target = Target(
        name=f"[127.0.0.1]:{port}",
        host="127.0.0.1",
        port=port,
        username="hopper",
        password=Secret(PASSWORD),
        known_hosts=folder / "known_jump",
        deadlines=QUICK,
    )
    try:
        yield host
    finally:
        loop.call_soon_threadsafe(listener.close)
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        loop.call_soon_threadsafe(loop.call_later, 0.05, loop.stop)
        thread.join(5)
