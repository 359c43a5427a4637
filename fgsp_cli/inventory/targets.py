"""Hosts as Nornir gives them -> targets, every value typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from fgsp_cli.base import InventoryError, Position, Problem, Secret, SecretRef
from fgsp_cli.inventory.hostnames import address_fault
from fgsp_cli.inventory.nornir import PlainHost
from fgsp_cli.inventory.target import Deadlines, Target

_LAST_PORT = 65535
_USED = frozenset(
    {"key_file", "ssh_key_file", "passphrase", "known_hosts", "kex"}
    | {"conn_timeout", "auth_timeout", "prompt_timeout", "command_timeout", "answer_timeout", "line_timeout"}
)
_OF_NETMIKO = frozenset(
    {"allow_agent", "allow_auto_change", "alt_host_keys", "alt_key_file", "auto_connect", "banner_timeout"}
    | {"blocking_timeout", "default_enter", "device_type", "disable_lf_normalization", "disable_sha2_fix"}
    | {"disabled_algorithms", "encoding", "fast_cli", "global_cmd_verify", "global_delay_factor", "keepalive", "pkey"}
    | {"read_timeout_override", "response_return", "secret", "session_log", "session_log_file_mode"}
    | {"session_log_record_writes", "session_timeout", "sock", "ssh_config_file", "ssh_strict", "system_host_keys"}
    | {"timeout", "use_keys", "verbose"}
)
"""Options that an inventory shared with netmiko may hold, and that mean nothing here."""


def make_targets(
    hosts: Iterable[PlainHost], folder: Path, known_hosts: Path, places: Mapping[str, Position]
) -> tuple[Mapping[str, Target], tuple[str, ...]]:
    """The targets by name, and warnings; InventoryError names every host that cannot be one."""
    problems: list[Problem] = []
    warnings: dict[str, None] = {}
    targets: dict[str, Target] = {}
    for host in hosts:
        reader = _Reader(host, folder, places.get(host.name))
        targets[host.name] = reader.target(known_hosts)
        problems += reader.problems
        unused = sorted(set(host.extras) - _USED - _OF_NETMIKO)
        warnings |= dict.fromkeys(f"connection_options: extras: {name} is not used by fgsp" for name in unused)
    if problems:
        raise InventoryError(problems)
    return targets, tuple(warnings)


class _Reader:
    """One host, read value by value; what is wrong is collected."""

    def __init__(self, host: PlainHost, folder: Path, position: Position | None) -> None:
        self.problems: list[Problem] = []
        self._host = host
        self._folder = folder
        self._position = position

    def target(self, known_hosts: Path) -> Target:
        """The target; meaningless where `problems` is not empty."""
        host, extras = self._host, self._host.extras
        return Target(
            name=host.name,
            host=self._address(host.hostname) or host.name,
            port=self._port(host.port),
            username=self._text("username", host.username),
            password=self._secret("password", host.password),
            key_file=self._path("key_file", extras.get("key_file") or extras.get("ssh_key_file")),
            passphrase=self._secret("passphrase", extras.get("passphrase")),
            known_hosts=self._path("known_hosts", extras.get("known_hosts")) or known_hosts,
            platform=self._text("platform", host.platform),
            kex=self._words("kex", extras.get("kex")),
            deadlines=self._deadlines(),
            data=dict(host.data),
            position=self._position,
        )

    def _wrong(self, name: str, text: str, allowed: str) -> None:
        path = f"{self._host.name}.{name}"
        self.problems.append(
            Problem(message="wrong type", position=self._position, path=path, found=text, allowed=allowed)
        )

    def _text(self, name: str, value: object) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        self._wrong(name, type(value).__name__, "text")
        return ""

    def _address(self, value: object) -> str:
        text = self._text("hostname", value)
        if fault := address_fault(text) if text else "":
            path = f"{self._host.name}.hostname"
            self.problems.append(
                Problem(message="is no address", position=self._position, path=path, found=text, hint=fault)
            )
        return text

    def _port(self, value: object) -> int:
        if value is None:
            return 22
        if isinstance(value, int) and 1 <= value <= _LAST_PORT:
            return value
        self._wrong("port", str(value), "a number from 1 to 65535")
        return 22

    def _secret(self, name: str, value: object) -> SecretRef | Secret | None:
        text = self._text(name, value)
        return (SecretRef.parse(text) or Secret(text)) if text else None

    def _path(self, name: str, value: object) -> Path | None:
        """A file; relative to the folder of the inventory."""
        text = self._text(name, value)
        return self._folder / Path(text).expanduser() if text else None

    def _words(self, name: str, value: object) -> tuple[str, ...]:
        words = [value] if isinstance(value, str) else value
        if words is None:
            return ()
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return tuple(words)
        self._wrong(name, type(value).__name__, "a list of names")
        return ()

    def _deadlines(self) -> Deadlines:
        standard = Deadlines()
        return Deadlines(
            connect=self._seconds("conn_timeout", standard.connect),
            login=self._seconds("auth_timeout", standard.login),
            prompt=self._seconds("prompt_timeout", standard.prompt),
            command=self._seconds("command_timeout", standard.command),
            answer=self._seconds("answer_timeout", standard.answer),
            line=self._seconds("line_timeout", standard.line),
        )

    def _seconds(self, name: str, standard: float) -> float:
        value = self._host.extras.get(name)
        if value is None:
            return standard
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
        self._wrong(name, str(value), "seconds, above 0")
        return standard
