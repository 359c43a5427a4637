"""References to secrets, and every way in which one can lead nowhere."""

from __future__ import annotations

import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from fgsp_cli.base import secret_sources
from fgsp_cli.base.errors import SecretError, UsageError
from fgsp_cli.base.secrets import ReferenceName, Secret, SecretRef
from fgsp_cli.device.secret_resolver import Resolver


def look_up(text: str, **literals: str) -> str:
    """The value behind a reference."""
    reference = SecretRef.parse(text)
    assert reference is not None
    return Resolver(literals={name: Secret(value) for name, value in literals.items()}).resolve(reference).reveal()


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


def test_a_name_leads_to_a_reference_of_this_call_or_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What a plan, a journal or a line names is looked up only if the operator's own files name it too."""
    monkeypatch.setenv("FGSP_TEST", "s3cret")
    canary = tmp_path / "canary"
    given = SecretRef.parse("${env:FGSP_TEST}")
    assert given is not None
    resolver = Resolver([given])
    assert resolver.named(ReferenceName("${env:FGSP_TEST}")).reveal() == "s3cret"
    for text in (f"${{cmd:touch {canary}}}", "${env:HOME}", "${file:/etc/hostname}", "${keyring:a/b}", "${intent:a}"):
        for method in (resolver.named, resolver.check):
            with pytest.raises(SecretError, match="is not named by the intent, the inventory or an option"):
                method(ReferenceName(text))
    assert not canary.exists()


@pytest.mark.parametrize(
    ("setting", "text"), [("env,keyring", "cmd"), ("env", "file"), ("", "env"), ("cmd", "keyring")]
)
def test_a_source_that_is_switched_off_is_never_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, text: str
) -> None:
    """A preview of somebody's merge request runs no command and reads no file of theirs."""
    canary, file = tmp_path / "canary", tmp_path / "file"
    file.write_text("s3cret")
    monkeypatch.setenv("FGSP_TEST", "s3cret")
    argument = {"cmd": f"touch {canary}", "file": str(file), "env": "FGSP_TEST", "keyring": "fgsp/edge"}[text]
    reference = SecretRef.parse(f"${{{text}:{argument}}}")
    assert reference is not None
    monkeypatch.setenv("FGSP_SECRET_SOURCES", setting)
    for method in (Resolver([reference]).named, Resolver([reference]).check):
        with pytest.raises(SecretError, match="must not be looked up"):
            method(reference.name)
    assert not canary.exists()
    monkeypatch.setenv("FGSP_SECRET_SOURCES", "env,vault")
    with pytest.raises(UsageError, match="no secret source vault"):
        Resolver()


def test_what_can_be_known_without_looking_up_is_known_beforehand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A plan says what a push would say; it runs nothing for that."""
    canary = tmp_path / "canary"
    for text, reason in (
        ("${env:FGSP_NONE}", "is not set"),
        (f"${{file:{tmp_path}/none}}", "No such file"),
        ("${keyring:fgsp}", "is not of the form"),
        ("${cmd:/no/such/program x}", "is no program"),
    ):
        reference = SecretRef.parse(text)
        assert reference is not None
        with pytest.raises(SecretError, match=reason):
            Resolver([reference]).check(reference.name)
    reference = SecretRef.parse(f"${{cmd:touch {canary}}}")
    assert reference is not None
    Resolver([reference]).check(reference.name)
    assert not canary.exists()


@pytest.mark.parametrize(
    "script", ["while True: pass", "print('x', flush=True); time.sleep(60)", "import os; os.close(1); time.sleep(60)"]
)
def test_a_command_has_a_time_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """Silent, talking, and with its output closed: it is killed then."""
    monkeypatch.setattr(secret_sources, "COMMAND_SECONDS", 0.4)
    file = tmp_path / "slow.py"
    file.write_text(f"import time\n{script}\n")
    assert "took more than 0.4 seconds" in failure(f"${{cmd:{sys.executable} {file}}}")


def test_an_endless_output_is_no_secret() -> None:
    """Nor is an endless file."""
    assert "are no secret" in failure("${cmd:yes}")
    assert "are no secret" in failure("${file:/dev/zero}")


def test_what_a_command_says_of_its_failure_is_shown_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    """It may hold a part of the secret."""
    said = failure(f'${{cmd:{sys.executable} -c \'import sys; sys.exit("hu" + "sh")\'}}')
    assert "exit code 1" in said
    assert "hush" not in said + "".join(capfd.readouterr())
