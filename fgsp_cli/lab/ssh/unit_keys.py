"""Host keys of stand-ins: ed25519, which costs next to nothing to make."""

from __future__ import annotations

from hashlib import sha256


def new_host_key() -> str:
    """A private key in OpenSSH form, never seen before."""
    import asyncssh

    return asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()


def steady_host_key(name: str) -> str:
    """The private key that every lab gives the unit of that name, so that a `known_hosts` stays right between runs.

    Anybody can compute it. What it guards is a stand-in on loopback whose password is public as well; the lab uses it
    only for units that are started again and again under one name.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.from_private_bytes(sha256(f"fgsp stand-in {name}".encode()).digest())
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def public_line(private_key: str) -> str:
    """`ssh-ed25519 AAAA...` of a private key."""
    import asyncssh

    public = asyncssh.import_private_key(private_key).export_public_key().decode()
    return " ".join(public.split()[:2])
