"""One unit to log in to, and all of them: frozen values, so that nothing of Nornir travels further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from fgsp_cli.base import Position, Secret, SecretRef

KEY_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long each step may take, in seconds, and how large an answer may be: the one place of these defaults."""

    connect: float = 10.0
    """Until the TCP connection stands."""
    login: float = 30.0
    """Each of: until the SSH banner, the key exchange, the answer to the login."""
    prompt: float = 30.0
    """From the login to the first prompt, the post-login banner included."""
    command: float = 60.0
    """Without a single byte of output while the answer to a command that reads is awaited."""
    answer: float = 300.0
    """For a whole answer to a command that reads, from the command to its prompt."""
    line: float = 300.0
    """For the answer to lines that change something: until then they are waited for, then they are undecided."""
    size: int = 256 << 20
    """Bytes of one answer."""

    def limited(self, seconds: float, size: int | None) -> Deadlines:
        """No answer may take longer than that, silence and lines that change something included."""
        command = min(self.command, seconds)
        return replace(self, command=command, answer=seconds, line=seconds, size=size or self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A unit's address and login."""

    name: str
    host: str
    port: int = 22
    username: str = ""
    password: SecretRef | Secret | None = None
    key_files: tuple[Path, ...] = ()
    passphrase: SecretRef | Secret | None = None
    """Of the key files; without it the password is tried."""
    allow_agent: bool = False
    """The ssh agent's keys log in: those of `key_files`, or all where none is named."""
    key_tries: int = KEY_TRIES
    """Keys that are tried at most. Three failed logins lock an administrator by default; whether FortiOS counts a
    refused key as one is not established."""
    jump: Target | None = None
    """The jump host that the connection goes through, which may have one of its own."""
    host_key_alias: str = ""
    """The name in `known_hosts`, where it is not the address."""
    known_hosts: Path = Path("known_hosts")
    platform: str = ""
    kex: tuple[str, ...] = ()
    """The only key exchanges to negotiate; empty for all."""
    legacy_algorithms: bool = False
    """Weak SSH algorithms and small RSA keys are allowed as well."""
    disabled_algorithms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Algorithms that are not offered, by paramiko's kinds: kex, ciphers, macs, keys, pubkeys."""
    keepalive: int = 0
    """Seconds between SSH keepalive messages; 0 for none."""
    deadlines: Deadlines = field(default_factory=Deadlines)
    data: Mapping[str, object] = field(default_factory=dict)
    """The host's `data`, that of its groups and the defaults laid under it."""
    position: Position | None = None
    """Where the host is written, if the inventory is a file."""

    @property
    def key_name(self) -> str:
        """The unit as `known_hosts` spells it."""
        if self.host_key_alias:
            return self.host_key_alias
        return self.host if self.port == 22 else f"[{self.host}]:{self.port}"

    @property
    def jumps(self) -> tuple[Target, ...]:
        """The jump hosts in the order of the connections."""
        return () if self.jump is None else (*self.jump.jumps, self.jump)

    @property
    def secrets(self) -> tuple[SecretRef | Secret, ...]:
        """What the logins need: those of the jump hosts and of the unit."""
        given = [value for one in (*self.jumps, self) for value in (one.password, one.passphrase)]
        return tuple(value for value in given if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All units of an inventory, by name."""

    source: Path
    targets: Mapping[str, Target]
    known_hosts: Path
    """The file that host keys are kept in by default."""
    warnings: tuple[str, ...] = ()
