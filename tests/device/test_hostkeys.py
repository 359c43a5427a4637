"""The file of known host keys: OpenSSH's own, read once and rewritten whole."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from fgsp_cli.base.errors import InputError
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, write_known_hosts

BLOB = base64.b64decode("AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")
KEY = HostKey(kind="ssh-ed25519", blob=BLOB)
HASHED = "|1|aQm5Vgq5wgs24m6acOW/o1N9DD8=|nnlFCB2Z/AJBCxEmJ/CXkH7KXz4="
"""`[192.0.2.1]:2222`"""
OTHER = HostKey(kind="ssh-ed25519", blob=BLOB[:-1] + b"x")


def test_the_fingerprint_is_the_one_that_openssh_shows() -> None:
    """That of github.com, published by GitHub."""
    assert KEY.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"


def test_a_key_is_found_by_any_of_its_names() -> None:
    """Several names, a port, comments, empty and broken lines, markers."""
    line = KEY.line("a,[b]:2222")
    known = KnownHosts(f"# comment\n\n{line} who\n@revoked {OTHER.line('a')}\nx ssh-rsa not-base64!\nshort line\n")
    assert known.keys("a") == known.keys("[b]:2222") == (KEY,)
    assert known.keys("b") == known.keys("x") == ()


def test_hashed_names_are_found_and_replaced(tmp_path: Path) -> None:
    """A name as OpenSSH's own `ssh-keygen -H` hashed it."""
    path = tmp_path / "known_hosts"
    path.write_text(f"{HASHED} {KEY.line('x').partition(' ')[2]}\n")
    assert KnownHosts.load(path).keys("[192.0.2.1]:2222") == (KEY,)
    assert KnownHosts.load(path).keys("[192.0.2.1]:22") == ()
    write_known_hosts(path, [("[192.0.2.1]:2222", OTHER)])
    assert KnownHosts.load(path).keys("[192.0.2.1]:2222") == (OTHER,)


def test_writing_replaces_the_keys_of_those_hosts_and_nothing_else(tmp_path: Path) -> None:
    """Comments, other hosts and other names on the same line stay; no temporary file is left."""
    path = tmp_path / "sub" / "known_hosts"
    write_known_hosts(path, [("a", KEY)])
    path.write_text(f"# mine\n{KEY.line('a,b')}\n{KEY.line('c')}\n")
    write_known_hosts(path, [("a", OTHER), ("d", KEY)])
    assert path.read_text() == f"# mine\n{KEY.line('b')}\n{KEY.line('c')}\n{OTHER.line('a')}\n{KEY.line('d')}\n"
    assert [file.name for file in path.parent.iterdir()] == ["known_hosts"]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """Read once per run, but `trust` may have written it meanwhile."""
    path = tmp_path / "known_hosts"
    assert KnownHosts.load(path).keys("a") == ()
    write_known_hosts(path, [("a", KEY)])
    first = KnownHosts.load(path)
    assert first.keys("a") == (KEY,)
    assert KnownHosts.load(path) is first
    write_known_hosts(path, [("a", OTHER)])
    assert KnownHosts.load(path).keys("a") == (OTHER,)


def test_a_file_that_cannot_be_read_is_an_error_and_not_an_empty_file(tmp_path: Path) -> None:
    """Else every key would be unknown for no visible reason."""
    with pytest.raises(InputError, match="cannot be read"):
        KnownHosts.load(tmp_path)
