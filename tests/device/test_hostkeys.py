"""The file of known host keys: OpenSSH's own, read once and rewritten whole."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.base.errors import InputError
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict, write_known_hosts

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


def key(number: int, kind: str = "ssh-ed25519") -> HostKey:
    """A key of its own."""
    name = kind.encode()
    blob = len(name).to_bytes(4, "big") + name + (32).to_bytes(4, "big") + bytes([number]) * 32
    return HostKey(kind=kind, blob=blob)


CORPUS = [
    "{name} {key}",
    "*.example.net,!fw9.example.net {key}",
    "!fw1.example.net,*.example.net {key}",
    "10.0.0.?,fw?.example.net {key} a remark # and more",
    "@revoked fw1.example.net {key}",
    "@cert-authority *.example.net {key}",
    "@unknown fw1.example.net {key}",
    "FW1.Example.NET {key}",
    "  fw1.example.net\t {key}",
    "fw1.example.net,[fw1.example.net]:2222 {key}",
    "[10.0.0.1]:2222 {key}",
    "[*]:2222 {key}",
    "# fw1.example.net {key}",
    "{hashed} {key}",
    "|1|broken|== {key}",
    "|1|only {key}",
    "fw1.example.net",
    "fw1.example.net ssh-ed25519",
    "fw1.example.net ssh-ed25519 !!!!",
    "fw1.example.net ssh-rsa {blob}",
    "fw1.example.net ssh-ed25519 AAAA",
    "fw1.example.net\x0bfw2.example.net {key}",
    "fw1.example.net \x85 {key}",
    "fw1.example.net {key}\r",
    "",
    "\x00\xff garbage \x1c line",
    "*,!10.* {key}",
    "fw1.* {key}",
]
NAMES = ["fw1.example.net", "fw9.example.net", "10.0.0.1", "[10.0.0.1]:2222", "[fw1.example.net]:2222", "other"]


def corpus_file(path: Path) -> list[HostKey]:
    """The corpus, each line with a key of its own."""
    keys, lines = [], []
    for number, line in enumerate(CORPUS):
        made = key(number + 1)
        kind, blob = made.line("x").split()[1:]
        keys.append(made)
        hashed = subprocess.run(
            ["ssh-keygen", "-H", "-f", str(plain_file(path, made))], check=True, capture_output=True
        )
        assert hashed.returncode == 0
        name = (path.parent / "plain").read_text().split()[0]
        lines.append(line.format(name=NAMES[0], key=f"{kind} {blob}", blob=blob, hashed=name))
    path.write_bytes("\n".join(lines).encode("latin-1"))
    return keys


def plain_file(path: Path, made: HostKey) -> Path:
    """One line, for `ssh-keygen -H`."""
    plain = path.parent / "plain"
    plain.write_text(made.line(NAMES[0]) + "\n")
    return plain


@pytest.mark.parametrize("name", NAMES)
def test_lines_count_for_a_host_as_they_do_for_openssh(tmp_path: Path, name: str) -> None:
    """Wildcards, exceptions, ports, hashed names, markers, damaged lines, odd blanks: as `ssh-keygen -F` finds them."""
    path = tmp_path / "known_hosts"
    keys = corpus_file(path)
    ran = subprocess.run(["ssh-keygen", "-F", name, "-f", str(path)], check=False, capture_output=True)
    matched = re.findall(r"found: line (\d+) ?(REVOKED|CA)?", ran.stdout.decode("latin-1"))
    # It looks at names alone: a key that is none is skipped when a host is judged.
    found = [(int(line), marker) for line, marker in matched if "{key}" in CORPUS[int(line) - 1]]
    known = KnownHosts.load(path)
    assert [line for line, marker in found if not marker] == sorted(keys.index(k) + 1 for k in known.keys(name))
    revoked = [number + 1 for number, k in enumerate(keys) if known.judge(name, k) is Verdict.REVOKED]
    assert [line for line, marker in found if marker == "REVOKED"] == revoked


def test_keys_are_judged_kind_by_kind() -> None:
    """A unit that shows a kind that is not known has not changed; a revoked key stays revoked wherever else it stands."""
    rsa, ed, other = key(1, "ssh-rsa"), key(2), key(3)
    known = KnownHosts(f"{ed.line('a')}\n{other.line('*')}\n@revoked {key(4).line('*')}\n{key(4).line('a')}\n")
    assert known.judge("a", rsa) is Verdict.NEW
    assert known.judge("a", ed) is known.judge("a", other) is known.judge("A", ed) is Verdict.KNOWN
    assert known.judge("a", key(5)) is Verdict.CHANGED
    assert known.judge("b", ed) is Verdict.CHANGED
    assert known.judge("a", key(4)) is Verdict.REVOKED
    assert KnownHosts().judge("a", ed) is Verdict.NEW


def test_a_new_kind_joins_and_a_changed_key_replaces(tmp_path: Path) -> None:
    """A replaced unit has none of its old keys; damaged lines, wildcards and revoked keys stay as they are."""
    path = tmp_path / "known_hosts"
    rest = f"@revoked {key(9).line('a')}\nbroken line of mine\n|1|x|y {key(8).line('q')}\n{key(7).line('*.net')}\n"
    path.write_text(rest + key(1).line("a") + "\n")
    write_known_hosts(path, [("a", key(2, "ssh-rsa"))])
    assert KnownHosts.load(path).keys("a") == (key(1), key(2, "ssh-rsa"))
    write_known_hosts(path, [("a", key(3))])
    assert KnownHosts.load(path).keys("a") == (key(3),)
    assert path.read_text().startswith(rest)


@given(st.binary(max_size=200), st.sampled_from(NAMES))
def test_no_bytes_break_the_reader(data: bytes, name: str) -> None:
    """A damaged file knows less, and ends nothing."""
    known = KnownHosts(data.decode("utf-8", "replace"))
    assert known.judge(name, KEY) in Verdict
