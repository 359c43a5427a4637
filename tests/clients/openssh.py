"""OpenSSH's own sshd as a jump host on loopback, and its agent, as processes of their own."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = getpass.getuser()
Program = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sshd:
    """A running sshd."""

    folder: Path
    port: int

    @property
    def log(self) -> str:
        """What it has logged."""
        return (self.folder / "log").read_text()

    @property
    def accepted(self) -> int:
        """How many logins it has let in."""
        return self.log.count("Accepted publickey")

    @property
    def address(self) -> str:
        """As ProxyJump spells it."""
        return f"{USER}@127.0.0.1:{self.port}"

    @property
    def known(self) -> str:
        """Its line of a `known_hosts` file."""
        return f"[127.0.0.1]:{self.port} {(self.folder / 'host.pub').read_text()}"


def keygen(program: Program, path: Path, *arguments: str, passphrase: str = "", kind: str = "ed25519") -> Path:
    """A key pair; the public half is beside it."""
    command = [program("ssh-keygen", "openssh-client"), "-q", "-t", kind, "-N", passphrase, "-f", str(path)]
    subprocess.run([*command, *arguments], check=True, timeout=30)
    return path


def signed(program: Program, authority: Path, key: Path) -> None:
    """A certificate of the user's key, beside it."""
    command = [program("ssh-keygen", "openssh-client"), "-q", "-s", str(authority), "-I", "t", "-n", USER]
    subprocess.run([*command, f"{key}.pub"], check=True, timeout=30)


@contextmanager
def sshd(program: Program, folder: Path, *, keys: Sequence[Path] = (), authority: Path | None = None) -> Iterator[Sshd]:
    """It takes these keys, or certificates of that authority, forwards, and needs nothing of the system's own sshd."""
    path = program("/usr/sbin/sshd", "openssh-server")
    folder.mkdir()
    keygen(program, folder / "host")
    (folder / "authorized").write_text("".join(Path(f"{key}.pub").read_text() for key in keys))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    lines = [
        *(f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {folder / 'host'}", "PidFile none", "UsePAM no"),
        *("StrictModes no", "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin yes"),
        *(f"AuthorizedKeysFile {folder / 'authorized'}", "AllowTcpForwarding local", "LogLevel VERBOSE"),
        *([f"TrustedUserCAKeys {authority}.pub"] if authority else []),
    ]
    (folder / "config").write_text("\n".join(lines) + "\n")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd separates its privileges
    command = [path, "-D", "-f", str(folder / "config"), "-E", str(folder / "log")]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 10
        while "Server listening" not in ((folder / "log").read_text() if (folder / "log").exists() else ""):
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end
            time.sleep(0.02)
        yield Sshd(folder=folder, port=port)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def ssh_agent(program: Program, folder: Path) -> Iterator[Callable[..., None]]:
    """An agent in the environment; what adds keys to it, with their passphrase."""
    path = folder / "agent"
    process = subprocess.Popen(
        [program("ssh-agent", "openssh-client"), "-D", "-a", str(path)], stdout=subprocess.DEVNULL
    )
    before = os.environ.get("SSH_AUTH_SOCK")
    askpass = folder / "askpass"
    askpass.write_text('#!/bin/sh\nprintf "%s\\n" "$PHRASE"\n')
    askpass.chmod(0o700)

    def add(*keys: Path, passphrase: str = "") -> None:
        more = {"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "PHRASE": passphrase}
        command = [program("ssh-add", "openssh-client"), "-q", *map(str, keys)]
        subprocess.run(command, check=True, timeout=30, env={**os.environ, **more}, stdin=subprocess.DEVNULL)

    try:
        end = time.monotonic() + 10
        while not path.exists():
            assert time.monotonic() < end
            time.sleep(0.02)
        os.environ["SSH_AUTH_SOCK"] = str(path)
        yield add
    finally:
        process.terminate()
        process.wait(10)
        os.environ.pop("SSH_AUTH_SOCK", None)
        if before is not None:
            os.environ["SSH_AUTH_SOCK"] = before
