"""Hosts as Nornir gives them -> targets, every value typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from fgsp_cli.base import InventoryError, Position, Problem, Secret, SecretRef
from fgsp_cli.inventory.hostnames import address_fault
from fgsp_cli.inventory.nornir import PlainHost
from fgsp_cli.inventory.ssh_config import HostSettings, host_settings
from fgsp_cli.inventory.ssh_options import option_problems, option_warnings
from fgsp_cli.inventory.target import KEY_TRIES, Deadlines, Target

_LAST_PORT = 65535
_MOST_HOPS = 8
_HOP = re.compile(r"(?:ssh://)?(?:([^@\s]+)@)?(\[[^\]\s]+\]|[^@:\[\]\s]+)(?::([0-9]{1,5}))?/?")
"""`[user@]host[:port]`, as OpenSSH's ProxyJump spells a jump host."""
_HOP_KEYS = ("hostname", "port", "username", "password")
_OF_UNIT = ("key_file", "ssh_key_file", "passphrase", "allow_agent", "key_tries", "ssh_config_file", "known_hosts")
"""Options of a unit that hold for a jump host written as an address alone. Its password is not one of them."""
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
        warnings |= dict.fromkeys(reader.warnings)
    if problems:
        raise InventoryError(problems)
    return targets, tuple(warnings)


class _Reader:
    """One host, read value by value; what is wrong is collected."""

    def __init__(self, host: PlainHost, folder: Path, position: Position | None, depth: int = 0) -> None:
        self.problems: list[Problem] = [*option_problems(host.name, host.extras, position)]
        self.warnings: list[str] = [*option_warnings(host.name, host.extras)]
        self._host = host
        self._folder = folder
        self._position = position
        self._depth = depth
        """How many jump hosts lead here."""

    def target(self, known_hosts: Path) -> Target:
        """The target; meaningless where `problems` is not empty."""
        host, extras = self._host, self._host.extras
        config = self._config()
        known = self._path("known_hosts", extras.get("known_hosts") or extras.get("alt_key_file"))
        keys = self._words("key_file", extras.get("key_file") or extras.get("ssh_key_file"))
        return Target(
            name=host.name,
            host=self._address(config.hostname if config else host.hostname) or host.name,
            port=self._port(int(config.one("port") or 0) or None if config and host.port is None else host.port),
            username=self._text("username", host.username) or (config.one("user") if config else ""),
            password=self._secret("password", host.password),
            key_files=tuple(self._folder / Path(name).expanduser() for name in keys) or self._identities(config),
            passphrase=self._secret("passphrase", extras.get("passphrase")),
            allow_agent=extras.get("allow_agent") is True,
            key_tries=self._key_tries(extras.get("key_tries")),
            jump=self._jump(extras.get("proxy_jump"), config, known or known_hosts),
            host_key_alias=self._text("host_key_alias", extras.get("host_key_alias"))
            or (config.one("hostkeyalias") if config else ""),
            known_hosts=known or self._known_hosts(config) or known_hosts,
            platform=self._text("platform", host.platform),
            kex=self._words("kex", extras.get("kex")),
            legacy_algorithms=self._legacy(extras.get("ssh_algorithms")),
            disabled_algorithms=self._disabled(extras.get("disabled_algorithms")),
            keepalive=int(self._seconds("keepalive", 0)) if extras.get("keepalive") else 0,
            deadlines=self._deadlines(),
            data=dict(host.data),
            position=self._position,
        )

    def _config(self) -> HostSettings | None:
        """What the host's SSH configuration says of it, if it has one."""
        path = self._path("ssh_config_file", self._host.extras.get("ssh_config_file"))
        if path is None:
            return None
        alias = self._text("hostname", self._host.hostname) or self._host.name
        config = host_settings(path, alias, self._text("username", self._host.username))
        where = f"{self._host.name}: {path}"
        for keyword, hint in config.refused:
            self._config_problem(config, keyword, hint)
        if config.without_effect:
            self.warnings.append(f"{where}: no effect on fgsp: {', '.join(config.without_effect)}")
        if (port := config.one("port")) and not port.isdecimal():
            self._config_problem(config, "port", "a number from 1 to 65535")
            del config.words["port"]
        return config

    def _config_problem(self, config: HostSettings, keyword: str, hint: str) -> None:
        message = f"{self._host.name}: {keyword} is not supported"
        self.problems.append(Problem(message=message, position=Position(source=str(config.path)), hint=hint))

    def _identities(self, config: HostSettings | None) -> tuple[Path, ...]:
        """The keys that the SSH configuration names and that exist: OpenSSH goes past the others."""
        files = [config.file(text) for text in config.many("identityfile") if text != "none"] if config else []
        return tuple(file for file in files if file.exists() or file.with_name(f"{file.name}.pub").exists())

    def _known_hosts(self, config: HostSettings | None) -> Path | None:
        files = config.many("userknownhostsfile") if config else ()
        if config is None or not files:
            return None
        path = config.file(files[0])
        if len(files) > 1 or files[0] == "none" or (path.exists() and not path.is_file()):
            self._config_problem(config, "userknownhostsfile", "name one file")
        return path

    def _key_tries(self, value: object) -> int:
        if value is None:
            return KEY_TRIES
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self._wrong("key_tries", str(value), "a number above 0")
        return 1

    def _jump(self, value: object, config: HostSettings | None, known_hosts: Path) -> Target | None:
        """The last jump host, with those before it; of the inventory, or else of the SSH configuration."""
        if value is None and config is not None:
            value = config.one("proxyjump") or None
        if value is None or (isinstance(value, str) and value.lower() == "none"):
            return None
        hops = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
        if self._depth + len(hops) > _MOST_HOPS:
            self._wrong("proxy_jump", f"more than {_MOST_HOPS} jump hosts", "a jump host that needs none says `none`")
            return None
        jump: Target | None = None
        for number, hop in enumerate(hops):
            host = self._hop(hop)
            if host is None:
                return None
            if number:
                host = replace(host, extras={**host.extras, "proxy_jump": "none"})
            reader = _Reader(host, self._folder, self._position, self._depth + len(hops))
            target = reader.target(known_hosts)
            if not target.username:
                self._wrong("proxy_jump", host.name, "[user@]host[:port] with a user, here or in the SSH configuration")
            self.problems += reader.problems
            self.warnings += reader.warnings
            jump = replace(target, name=target.key_name, jump=jump or target.jump)
        return jump

    def _hop(self, value: object) -> PlainHost | None:
        """A jump host as a host of its own: `[user@]host[:port]`, or a mapping with its own login."""
        name = f"{self._host.name}.proxy_jump"
        if isinstance(value, dict) and isinstance(value.get("hostname"), str):
            extras = {str(key): given for key, given in value.items() if key not in _HOP_KEYS}
            return PlainHost(
                name=name,
                hostname=value["hostname"],
                port=value.get("port"),
                username=value.get("username"),
                password=value.get("password"),
                platform=None,
                extras=extras,
            )
        match = _HOP.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            self._wrong("proxy_jump", type(value).__name__, "[user@]host[:port], a mapping with hostname, or a list")
            return None
        extras = {key: self._host.extras[key] for key in _OF_UNIT if key in self._host.extras}
        port = int(match[3]) if match[3] else None
        address = match[2].strip("[]")
        return PlainHost(
            name=name, hostname=address, port=port, username=match[1], password=None, platform=None, extras=extras
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
