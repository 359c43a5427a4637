"""The SSH algorithms that fgsp offers: explicit lists, so that they do not depend on the version of paramiko."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fgsp_cli.inventory import Target

LEGACY_OPTION = (
    "`connection_options: {netmiko: {extras: {ssh_algorithms: legacy}}}` in the inventory allows weak algorithms"
)
SMALLEST_RSA = 2048
"""Bits of an RSA key, of a unit or of a login; `ssh_algorithms: legacy` allows smaller ones."""
_KEYS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)
STRONG: Mapping[str, tuple[str, ...]] = {
    "kex": (
        "mlkem768x25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
        "diffie-hellman-group16-sha512",
        "diffie-hellman-group-exchange-sha256",
        "diffie-hellman-group14-sha256",
    ),
    "ciphers": (
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
        "aes256-ctr",
        "aes192-ctr",
        "aes128-ctr",
    ),
    "macs": (
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512",
    ),
    "keys": _KEYS,
    "pubkeys": _KEYS,
}
LEGACY: Mapping[str, tuple[str, ...]] = {
    "kex": ("diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1", "diffie-hellman-group1-sha1"),
    "ciphers": ("aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"),
    "macs": ("hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96"),
    "keys": ("ssh-rsa",),
    "pubkeys": ("ssh-rsa",),
}
"""Offered after the strong ones where the inventory says `ssh_algorithms: legacy`, as far as paramiko has them."""


def offered(target: Target, kind: str, available: Collection[str]) -> tuple[str, ...]:
    """What is offered to a unit, in order of preference."""
    names = STRONG[kind] + (LEGACY[kind] if target.legacy_algorithms else ())
    removed = set(target.disabled_algorithms.get(kind, ()))
    if kind == "kex" and target.kex:
        names = tuple(name for name in names if name in target.kex)
    return tuple(name for name in names if name in available and name not in removed)


def is_weak(target: Target, kind: str, blob: bytes) -> bool:
    """Is a public key an RSA key that is too small for the target?"""
    if kind != "ssh-rsa" or target.legacy_algorithms:
        return False
    parts = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        parts.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return int.from_bytes(parts[-1], "big").bit_length() < SMALLEST_RSA
