"""Connections, host keys and logins, against stand-in units over real SSH."""

from __future__ import annotations

import contextlib
import logging
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from fgsp_cli.base.errors import (
    CheckRefused,
    HostKeyError,
    InputError,
    InventoryError,
    LoginRefused,
    SecretError,
    SessionLost,
    UnitError,
    Unreachable,
)
from fgsp_cli.base.secrets import Secret, SecretRef
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.device.trust import accept, fetch_shown_key
from fgsp_cli.inventory import Deadlines, Target
from fgsp_cli.testing import Lab, Quirks, UnitSpec

sys.path.insert(0, str(Path(__file__).parent))
from raw_unit import raw_unit
from units import QUICK, running, target_of


def opened(target: Target) -> Session:
    """A session."""
    return Session.open(target, Resolver())


def test_a_key_that_is_not_known_is_refused_with_its_fingerprint_and_the_cure(tmp_path: Path) -> None:
    """Before anything of the login is sent."""
    with running(tmp_path) as (unit, target):
        (tmp_path / "known_hosts").unlink()
        with pytest.raises(HostKeyError, match=r"is not known: ssh-ed25519 SHA256:\S+") as caught:
            opened(target)
        assert "fgsp trust -I" in caught.value.hint
        assert unit.logins == 0


def test_a_key_that_has_changed_is_told_from_an_unknown_one(tmp_path: Path) -> None:
    """Both fingerprints are in the message."""
    with running(tmp_path) as (_, target):
        (tmp_path / "known_hosts").rename(tmp_path / "old")
        old = fetch_shown_key(target)
        accept([old])
    with running(tmp_path, port=target.port) as (_, second):
        accept([replace(old, target=replace(old.target, port=second.port))])
        with pytest.raises(HostKeyError, match="HAS CHANGED") as caught:
            opened(second)
        assert old.key.fingerprint in str(caught.value)
        assert "--changed" in caught.value.hint
        assert fetch_shown_key(second).has_changed
        accept([fetch_shown_key(second)])
        opened(second).close()


def test_trust_makes_a_unit_known_without_logging_in(tmp_path: Path) -> None:
    """What `ssh-keyscan` would fetch, with the fingerprint that the unit's own console shows."""
    with running(tmp_path) as (unit, target):
        kind, blob = unit.host_key_line.split()[:2]
        (tmp_path / "known_hosts").unlink()
        shown = fetch_shown_key(target)
        assert (shown.is_known, shown.has_changed) == (False, False)
        assert shown.key.line("x") == f"x {kind} {blob}"
        accept([shown])
        assert fetch_shown_key(target).is_known
        assert unit.logins == 0
        opened(target).close()


def test_keys_of_many_units_go_into_the_file_of_their_inventory_at_once(tmp_path: Path) -> None:
    """And of other kinds of file each into its own."""
    with Lab([UnitSpec(name=name, fortios="7.4.4") for name in "abc"]) as lab:
        targets = [target_of(unit, tmp_path / ("one" if unit.name < "c" else "two")) for unit in lab]
        accept([fetch_shown_key(target) for target in targets])
        assert len((tmp_path / "one" / "known_hosts").read_text().splitlines()) == 2
        for target in targets:
            opened(target).close()


def test_all_key_exchanges_are_negotiated_unless_the_inventory_names_some(tmp_path: Path) -> None:
    """netmiko's driver leaves one of them."""
    with running(tmp_path) as (_, target):
        for kex in ((), ("curve25519-sha256@libssh.org",), ("ecdh-sha2-nistp256",), ("diffie-hellman-group14-sha256",)):
            opened(replace(target, kex=kex)).close()
        with pytest.raises(Unreachable, match="no key exchange in common") as caught:
            opened(replace(target, kex=("diffie-hellman-group16-sha512",)))
        assert "ssh-kex-algo" in caught.value.hint


def test_a_wrong_password_is_a_refused_login_and_tried_once(tmp_path: Path) -> None:
    """The message names the login and not the password."""
    with running(tmp_path) as (_, target):
        with pytest.raises(LoginRefused, match=r"refused the login of admin@127\.0\.0\.1") as caught:
            opened(replace(target, password=Secret("hush-hush")))
        assert "hush" not in str(caught.value)


def test_a_login_with_nothing_to_show_says_so(tmp_path: Path) -> None:
    """Neither a password nor a key."""
    with running(tmp_path) as (_, target), pytest.raises(LoginRefused, match="neither a password nor a key file"):
        opened(replace(target, password=None))


def test_a_key_file_logs_in(tmp_path: Path) -> None:
    """With a passphrase or without; the password is no hindrance."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(tmp_path / "id")
    key.write_private_key(tmp_path / "id_locked", passphrase="open sesame", rounds=50)
    public = key.export_public_key().decode()
    with running(tmp_path, authorized_keys=(public,)) as (_, target):
        keyed = replace(target, password=None, key_files=(tmp_path / "id",))
        opened(keyed).close()
        opened(replace(keyed, password=Secret("whatever"))).close()
        opened(replace(keyed, key_files=(tmp_path / "id_locked",), passphrase=Secret("open sesame"))).close()
        for wrong in (
            replace(keyed, key_files=(tmp_path / "none",)),
            replace(keyed, key_files=(tmp_path / "id_locked",)),
            replace(keyed, key_files=(tmp_path / "id_locked",), passphrase=Secret("x")),
            replace(keyed, key_files=(tmp_path / "known_hosts",)),
        ):
            with pytest.raises(InputError, match="key file"):
                opened(wrong)


def test_a_key_that_the_unit_does_not_take_falls_back_to_the_password(tmp_path: Path) -> None:
    """And without one it is a refused login."""
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(tmp_path / "id")
    with running(tmp_path) as (_, target):
        opened(replace(target, key_files=(tmp_path / "id",))).close()
        with pytest.raises(LoginRefused):
            opened(replace(target, key_files=(tmp_path / "id",), password=None))


def test_a_secret_that_cannot_be_had_stops_before_the_first_connection(tmp_path: Path) -> None:
    """65, and the unit sees nothing."""
    with running(tmp_path) as (unit, target):
        with pytest.raises(SecretError, match="FGSP_NONE"):
            opened(replace(target, password=SecretRef.parse("${env:FGSP_NONE}")))
        with pytest.raises(InventoryError, match="no username"):
            opened(replace(target, username=""))
        assert unit.logins == 0


def test_nobody_there_is_unreachable() -> None:
    """A closed port, and a name that does not exist."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable, match=rf"no connection to 127\.0\.0\.1 port {port}: Connection refused"):
        opened(Target(name="x", host="127.0.0.1", port=port, username="a", password=Secret("b")))
    with pytest.raises(Unreachable, match=r"no connection to no\.such\.host\.invalid"):
        opened(Target(name="x", host="no.such.host.invalid", username="a", password=Secret("b")))


@contextmanager
def server(answer: bytes, *, stay: bool = True) -> Iterator[int]:
    """Something that listens, says one thing, and waits, or hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(answer)
                while stay and connection.recv(1000):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_something_that_is_no_ssh_server_is_unreachable_in_time(
    answer: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """A port that accepts and says nothing, or something else; and nothing is printed by the libraries."""
    deadlines = Deadlines(connect=1, login=0.5, prompt=1, command=1)
    with server(answer) as port:
        target = Target(name="x", host="127.0.0.1", port=port, username="a", password=Secret("b"), deadlines=deadlines)
        with pytest.raises(Unreachable, match=r"no SSH session with 127\.0\.0\.1"):
            opened(target)
    with server(answer) as port, pytest.raises(Unreachable):
        fetch_shown_key(replace(target, port=port))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "settings",
    [
        {"pre_login_banner": "WARNING # authorised only $ \n"},
        {"post_login_banner": "Customer # 7 $ \nPrice: 5$ \n"},
        {"hostname": "a-very-long-host-name-of-36-letters"},
        {"ha_mode": "a-p", "ha_role": "primary", "role_in_prompt": True},
        {"latency": 0.02},
    ],
)
def test_banners_and_prompts_of_every_kind_are_passed(tmp_path: Path, settings: dict[str, object]) -> None:
    """Banners hold `#` and `$`; prompts are shortened or hold a role; lines are long."""
    with running(tmp_path, **settings) as (_, target), opened(target) as session:
        assert session.status.release is not None
        assert session.show("system ha") is not None


def test_a_unit_that_opens_no_more_shells_says_so(tmp_path: Path) -> None:
    """Too many sessions: logged in, and no channel."""
    with running(tmp_path, quirks=Quirks(channels=0)) as (_, target), pytest.raises(LoginRefused, match="no shell"):
        opened(target)


def test_one_time_codes_are_asked_for_once(tmp_path: Path) -> None:
    """A login in two steps; without anybody to ask it is refused, and never sent blank."""
    asked: list[str] = []
    with two_step_server(tmp_path) as target:
        with pytest.raises(LoginRefused, match="asks for more than a password: 'FortiToken Code:'"):
            opened(target)

        def code(question: str) -> str:
            asked.append(question)
            return "123456"

        with pytest.raises((CheckRefused, SessionLost)):  # logged in, but to nothing that is a FortiGate
            Session.open(target, Resolver(), ask_code=code)
        assert asked == ["FortiToken Code:"]
        with pytest.raises(LoginRefused):
            Session.open(target, Resolver(), ask_code=lambda question: asked.append(question) or "000000")
        assert len(asked) == 2


@contextmanager
def two_step_server(folder: Path) -> Iterator[Target]:
    """An SSH server that wants a password and then a code."""
    import asyncio

    key = asyncssh.generate_private_key("ssh-ed25519")

    class Server(asyncssh.SSHServer):
        def kbdint_auth_supported(self) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return False

        def get_kbdint_challenge(self, username: str, lang: str, submethods: str) -> object:
            self.step = 0
            return "", "", "", [("Password:", False)]

        def validate_kbdint_response(self, username: str, responses: list[str]) -> object:
            self.step += 1
            if self.step == 1:
                return ("", "", "", [("FortiToken Code:", False)]) if responses == ["right"] else False
            return responses == ["123456"]

    async def handle(process: asyncssh.SSHServerProcess) -> None:
        process.stdout.write("login-server # ")
        async for line in process.stdin:
            process.stdout.write("\r\n% unknown\r\n\r\nlogin-server # " if line.strip() else "\r\nlogin-server # ")

    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(
        asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=[key], process_factory=handle)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = listener.get_port()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key.export_public_key().decode()}")
    yield Target(
        name="x",
        host="127.0.0.1",
        port=port,
        username="a",
        password=Secret("right"),
        known_hosts=folder / "known_hosts",
        deadlines=QUICK,
    )
    loop.call_soon_threadsafe(listener.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


def test_the_loggers_of_the_libraries_hear_nothing_of_what_is_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where somebody has turned everything on."""
    for name in ("", "netmiko", "paramiko", "paramiko.transport"):
        caplog.set_level(logging.DEBUG, logger=name)
    with running(tmp_path) as (_, target), opened(target) as session:
        session.send(["config system ha", "    set session-pickup enable", "end"])
        password = target.password.reveal() if isinstance(target.password, Secret) else ""
        assert password not in caplog.text
    assert "session-pickup" not in "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("asyncssh")
    )


@pytest.mark.parametrize(
    ("offer", "name", "setting"),
    [
        ({"kex_algs": ["diffie-hellman-group18-sha512"]}, "key exchange", "ssh-kex-algo"),
        ({"encryption_algs": ["chacha20-poly1305@openssh.com"]}, "cipher", "ssh-enc-algo"),
        ({"mac_algs": ["umac-64@openssh.com"], "encryption_algs": ["aes256-ctr"]}, "MAC", "ssh-mac-algo"),
        ({"signature_algs": ["ssh-ed448"]}, "host key", "system ssh-config"),
    ],
)
def test_offers_without_a_match_are_named_with_their_setting(
    tmp_path: Path, offer: dict[str, list[str]], name: str, setting: str
) -> None:
    """Which list, both offers, and where FortiOS has it; `trust` says the same as a login."""
    kind = "ssh-ed448" if name == "host key" else "ssh-ed25519"
    with raw_unit(tmp_path, _mute, QUICK, kind=kind, **offer) as target:
        for attempt in (opened, fetch_shown_key):
            with pytest.raises(Unreachable, match=f"no {name} in common: it offers ") as caught:
                attempt(target)
            assert next(iter(offer.values()))[0] in str(caught.value)
            assert "; we offer " in str(caught.value)
            assert setting in caught.value.hint
            assert "7.0.2 to 7.4.3" in caught.value.hint


async def _mute(process: object) -> None:
    """No session comes that far."""


def test_the_known_kind_of_key_is_asked_for_first(tmp_path: Path) -> None:
    """A unit that offers more kinds has not changed."""
    with raw_unit(tmp_path, _mute, QUICK, kind="ssh-rsa", more=("ssh-ed25519", "ecdsa-sha2-nistp256")) as target:
        assert fetch_shown_key(target).is_known
        with pytest.raises((SessionLost, CheckRefused)):  # past the host key, to a shell that says nothing
            opened(target)
        (tmp_path / "known_hosts").write_text("")
        assert fetch_shown_key(target).key.kind != "ssh-rsa"


def test_a_revoked_key_lets_nobody_in(tmp_path: Path) -> None:
    """Though the same line without the marker stands beside it; `trust` accepts it as little."""
    with running(tmp_path) as (_, target):
        line = (tmp_path / "known_hosts").read_text()
        (tmp_path / "known_hosts").write_text(
            f"a damaged line\n|1|x|y z\n{line}@revoked {line.replace(target.key_name, '*')}"
        )
        for attempt in (opened, fetch_shown_key):
            with pytest.raises(HostKeyError, match="is revoked in"):
                attempt(target)


@pytest.mark.parametrize("host", ["fw1..example.net", "x" * 70, "no-such-host.invalid", "a\x00b"])
def test_an_address_that_is_none_is_an_unreachable_unit(tmp_path: Path, host: str) -> None:
    """Whoever made the target: no other error comes of it, for sessions and for `trust`."""
    target = Target(
        name="x", host=host, username="a", password=Secret("b"), known_hosts=tmp_path / "k", deadlines=QUICK
    )
    for attempt in (opened, fetch_shown_key):
        with pytest.raises(Unreachable, match="no connection to "):
            attempt(target)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-x\r\n" + bytes(range(256)) * 4,
        b"SSH-2.0-\xff\xfe\r\n\x00\x00\x00\x0c\x0a\x14" + b"\x00" * 64,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"SSH-1.5-old\r\n",
        b"SSH-2.0-x\r\n\x00\x00\x01\x0c\x06\x14" + b"\xff" * 400,
    ],
)
def test_whatever_answers_at_the_port_is_one_units_failure(tmp_path: Path, said: bytes) -> None:
    """Closed at once, no SSH, broken SSH: an error of that unit, with likely causes, and no internal one."""

    for attempt in (opened, fetch_shown_key):
        with server(said, stay=len(said) > 30) as port:
            target = Target(
                name="x",
                host="127.0.0.1",
                port=port,
                username="a",
                password=Secret("b"),
                known_hosts=tmp_path / "k",
                deadlines=replace(QUICK, login=2),
            )
            with pytest.raises(UnitError) as caught:
                attempt(target)
        assert "internal error" not in str(caught.value)
        assert "allowaccess" in caught.value.hint
        assert "admin" in caught.value.hint
