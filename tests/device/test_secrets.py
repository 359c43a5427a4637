"""References to secrets, and every way in which one can lead nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from fgsp_cli.base.errors import SecretError
from fgsp_cli.base.secrets import Secret, SecretRef
from fgsp_cli.device.secret_resolver import Resolver


def look_up(text: str, **literals: str) -> str:
    """The value behind a reference."""
    reference = SecretRef.parse(text)
    assert reference is not None
    return Resolver({name: Secret(value) for name, value in literals.items()}).resolve(reference).reveal()


def failure(text: str) -> str:
    """What is said of a reference that leads nowhere."""
    with pytest.raises(SecretError) as caught:
        look_up(text)
    assert text in str(caught.value)
    assert caught.value.exit_code == 65
    return str(caught.value)


def test_an_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set, empty, missing."""
    monkeypatch.setenv("FGSP_TEST", " x y ")
    assert look_up("${env:FGSP_TEST}") == " x y "
    monkeypatch.setenv("FGSP_TEST", "")
    assert "is empty" in failure("${env:FGSP_TEST}")
    monkeypatch.delenv("FGSP_TEST")
    assert "the environment variable FGSP_TEST is not set" in failure("${env:FGSP_TEST}")


def test_a_file_without_its_last_line_end(tmp_path: Path) -> None:
    """What editors put there is no part of the secret; a second line is a mistake."""
    file = tmp_path / "psk"
    for end in ("", "\n", "\r\n"):
        file.write_bytes(f"s3cret{end}".encode())
        assert look_up(f"${{file:{file}}}") == "s3cret"
    file.write_text("one\ntwo\n")
    assert "holds a line end" in failure(f"${{file:{file}}}")
    file.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in failure(f"${{file:{file}}}")
    assert "No such file" in failure(f"${{file:{tmp_path}/none}}")


def test_a_command_s_output_without_its_last_line_end() -> None:
    """No shell is between; exit codes count; nothing the command printed is told."""
    python = sys.executable
    assert look_up(f"${{cmd:{python} -c 'print(6*7)'}}") == "42"
    assert "exit code 3" in failure(f"${{cmd:{python} -c 'import sys; print(\"hush\"); sys.exit(3)'}}")
    assert "hush" not in failure(f'${{cmd:{python} -c \'import sys; print("hu"+"sh"); sys.exit(3)\'}}')
    assert "did not run: No such file" in failure("${cmd:/no/such/program x}")
    assert "did not run: it is no command" in failure("${cmd:'unclosed}")


class MemoryKeyring(KeyringBackend):
    """A keyring with one entry."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return "from-keyring" if (service, username) == ("fgsp", "edge") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


def test_an_entry_of_the_keyring() -> None:
    """There, not there, misspelt."""
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    try:
        assert look_up("${keyring:fgsp/edge}") == "from-keyring"
        assert "is not in the keyring" in failure("${keyring:fgsp/core}")
        assert "is not of the form" in failure("${keyring:fgsp}")
    finally:
        keyring.set_keyring(before)


def test_a_literal_of_the_intent_by_its_path() -> None:
    """The text of the intent is never copied anywhere, but its path is."""
    assert look_up("${intent:edge.psk}", **{"edge.psk": "abc"}) == "abc"
    assert "names no secret of this intent" in failure("${intent:other}")


def test_a_reference_is_looked_up_once(tmp_path: Path) -> None:
    """A command may ask a person, or cost a call to a vault."""
    counter = tmp_path / "count"
    script = f"open({str(counter)!r}, 'a').write('x'); print('s')"
    reference = SecretRef.parse(f'${{cmd:{sys.executable} -c "{script}"}}')
    assert reference is not None
    resolver = Resolver()
    assert resolver.resolve(reference) == resolver.resolve(reference) == Secret("s")
    assert counter.read_text() == "x"


def test_a_secret_is_itself() -> None:
    """Literal passwords of an inventory."""
    assert Resolver().resolve(Secret("x")) == Secret("x")
