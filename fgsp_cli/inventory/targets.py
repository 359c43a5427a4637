"""Hosts as Nornir gives them -> targets, every value typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from fgsp_cli.base import InventoryError, Position, Problem, Secret, SecretRef
from fgsp_cli.inventory.hostnames import address_fault
from fgsp_cli.inventory.nornir import PlainHost
from fgsp_cli.inventory.ssh_options import option_problems, option_warnings
from fgsp_cli.inventory.target import Deadlines, Target

_LAST_PORT = 65535
_KINDS = ("kex", "ciphers", "macs", "keys", "pubkeys")


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
        problems += option_problems(host.name, host.extras, places.get(host.name))
        warnings |= dict.fromkeys(option_warnings(host.name, host.extras))
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
            known_hosts=self._path("known_hosts", extras.get("known_hosts") or extras.get("alt_key_file"))
            or known_hosts,
            platform=self._text("platform", host.platform),
            kex=self._words("kex", extras.get("kex")),
            legacy_algorithms=self._legacy(extras.get("ssh_algorithms")),
            disabled_algorithms=self._disabled(extras.get("disabled_algorithms")),
            keepalive=int(self._seconds("keepalive", 0)) if extras.get("keepalive") else 0,
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

    def _legacy(self, value: object) -> bool:
        if value not in (None, "strong", "legacy"):
            self._wrong("ssh_algorithms", str(value), "strong, legacy")
        return value == "legacy"

    def _disabled(self, value: object) -> dict[str, tuple[str, ...]]:
        if value is None:
            return {}
        if not isinstance(value, dict) or set(value) - set(_KINDS):
            self._wrong("disabled_algorithms", str(value), f"a mapping of lists: {', '.join(_KINDS)}")
            return {}
        return {kind: self._words("disabled_algorithms", names) for kind, names in value.items()}

    def _deadlines(self) -> Deadlines:
        standard = Deadlines()
        connect = self._seconds("timeout", standard.connect)
        banner = self._host.extras.get("banner_timeout") is not None
        return Deadlines(
            connect=self._seconds("conn_timeout", connect),
            login=max(
                self._seconds("auth_timeout", 0 if banner else standard.login), self._seconds("banner_timeout", 0)
            ),
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
