"""Connection options of netmiko: each is honoured, without effect for a stated reason, or refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fgsp_cli.base import Position, Problem, meant

OWN = frozenset(
    {"known_hosts", "kex", "ssh_algorithms", "ssh_key_file", "proxy_jump", "host_key_alias", "key_tries"}
    | {"prompt_timeout", "command_timeout", "answer_timeout", "line_timeout"}
)
"""Options of fgsp only."""
HONOURED = frozenset(
    {"key_file", "passphrase", "allow_agent", "ssh_config_file"}
    | {"disabled_algorithms", "keepalive", "alt_key_file"}
    | {"conn_timeout", "timeout", "auth_timeout", "banner_timeout"}
)
"""Options of netmiko that fgsp does what it says."""
_TIMES = "fgsp waits for the prompt of each command; `command_timeout`, `answer_timeout` and `line_timeout` limit it"
_TEXT = "fgsp reads the answers by itself"
_NO_ENABLE = "FortiOS has no enable mode"
WITHOUT_EFFECT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("blocking_timeout", "session_timeout", "read_timeout_override", "global_delay_factor", "fast_cli"),
            *("delay_factor_compat", "_legacy_mode"),
        ),
        _TIMES,
    ),
    **dict.fromkeys(
        (
            *(
                "default_enter",
                "response_return",
                "encoding",
                "global_cmd_verify",
                "disable_lf_normalization",
                "verbose",
            ),
            *("allow_auto_change", "auto_connect", "session_log_file_mode", "session_log_record_writes"),
        ),
        _TEXT,
    ),
    "secret": _NO_ENABLE,
}
"""Options that change neither where nor how fgsp connects, and why."""
_NAMED_KEYS = "name the keys with `key_file`, or use an ssh agent with `allow_agent: true`"
_DIRECT = "fgsp connects directly or through `proxy_jump`"
REFUSED: Mapping[str, tuple[tuple[object, ...], str]] = {
    "device_type": (("fortinet", "autodetect"), "fgsp connects to FortiGates, by SSH"),
    "use_keys": ((False,), _NAMED_KEYS),
    "pkey": ((), _NAMED_KEYS),
    "ssh_strict": ((True,), "an unknown host key is always refused; `fgsp trust` stores it"),
    "system_host_keys": ((False,), "name the file with `known_hosts: ~/.ssh/known_hosts`"),
    "alt_host_keys": ((False,), "name the file with `alt_key_file` or `known_hosts`"),
    "disable_sha2_fix": ((False,), "RSA keys sign with SHA-2 only"),
    "sock": ((), _DIRECT),
    "sock_telnet": ((), _DIRECT),
    "serial_settings": ((), _DIRECT),
    "session_log": ((), "it would hold secrets; a run folder has the transcript, with secrets masked"),
}
"""Options that fgsp does not honour: the values that say what it does anyway, and the fix for any other value."""
_KNOWN = sorted(OWN | HONOURED | set(WITHOUT_EFFECT) | set(REFUSED))


def option_problems(host: str, extras: Mapping[str, object], position: Position | None) -> Iterator[Problem]:
    """The options of a host that are refused."""
    for name, value in extras.items():
        path = f"{host}.connection_options.extras.{name}"
        if name in REFUSED and value is not None and not _accepted(name, value, extras):
            yield Problem(message="is not supported", position=position, path=path, hint=REFUSED[name][1])
        elif name not in _KNOWN:
            hint = meant(name, _KNOWN) or "neither netmiko nor fgsp has it"
            yield Problem(message="unknown option", position=position, path=path, hint=hint)
    if extras.get("alt_key_file") and extras.get("alt_host_keys") is not True:
        path = f"{host}.connection_options.extras.alt_key_file"
        hint = "add `alt_host_keys: true`, or use `known_hosts`"
        yield Problem(message="has no effect alone", position=position, path=path, hint=hint)


def _accepted(name: str, value: object, extras: Mapping[str, object]) -> bool:
    """Is the value what fgsp does anyway, alone or with the other options?"""
    if any(value is accepted or (isinstance(value, str) and value == accepted) for accepted in REFUSED[name][0]):
        return True
    by_name = {"use_keys": ("key_file", "ssh_key_file"), "alt_host_keys": ("alt_key_file",)}
    return value is True and any(extras.get(other) for other in by_name.get(name, ()))


def option_warnings(host: str, extras: Mapping[str, object]) -> Iterator[str]:
    """Options without effect, and weak algorithms that a host allows."""
    for name in sorted(extras):
        if name in WITHOUT_EFFECT and extras[name] is not None:
            yield f"connection_options: extras: {name} has no effect: {WITHOUT_EFFECT[name]}"
    if extras.get("ssh_algorithms") == "legacy":
        yield (
            f"{host}: ssh_algorithms: legacy allows weak SSH: CBC ciphers and 3DES, MACs with MD5 or SHA-1, key "
            "exchanges and signatures with SHA-1, RSA keys under 2048 bits"
        )
