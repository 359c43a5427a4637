"""Sessions on stand-in units: what is read is what is there, and what is sent is done whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fgsp_cli.base.errors import (
    CheckRefused,
    LineRefused,
    SecretError,
    SessionLost,
    UnexpectedQuestion,
)
from fgsp_cli.base.secrets import Secret, ShownSecret
from fgsp_cli.device import Question
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.testing import Login, Quirks

sys.path.insert(0, str(Path(__file__).parent))
from units import GIVEN, running, session_on, target_of

PEERS = """\
config system standalone-cluster
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
            set syncvd "root"
        next
        edit 2
            set peerip 10.0.0.2
            set hb-interval 5
        next
    end
end
""".splitlines()
IDS = ["config system standalone-cluster", "    set standalone-group-id 7", "end"]
PARSE_ERROR = "\ncommand parse error before 'peerip'\nCommand fail. Return code -61\n"
KINDS = [
    {},
    {"vdoms": ("root", "web")},
    {"quirks": Quirks(max_rows=24)},
    {"vdoms": ("root", "web"), "quirks": Quirks(max_rows=24)},
    {"ha_mode": "a-p", "ha_role": "primary", "role_in_prompt": True},
]


def planned(question: Question) -> bool:
    """Every question at `end`."""
    return question.line.strip() == "end"


@pytest.mark.parametrize("settings", KINDS)
def test_facts_say_what_the_unit_is(tmp_path: Path, settings: dict[str, object]) -> None:
    """With VDOMs and without, on a terminal that pages after 22 rows too."""
    interfaces = {f"port{number}": f"10.0.{number}.1/24" for number in range(1, 25)}
    with session_on(tmp_path, interfaces=interfaces, cfg_save="manual", **settings) as (unit, session):
        facts = session.facts()
        assert str(facts.release) == "7.4.4"
        assert (facts.serial, facts.hostname) == (unit.serial, "fgt")
        assert facts.vdoms == (("root", "web") if "vdoms" in settings else ("root",))
        assert facts.interfaces is not None
        assert set(facts.interfaces) >= set(interfaces)
        owner = facts.address_owner("10.0.24.1")
        assert owner is not None
        assert owner.name == "port24"
        assert facts.ha_role == ("primary" if "ha_role" in settings else "standalone")
        assert facts.cfg_save == "manual"
        assert facts.standalone_config_sync is False
        assert facts.vdom_exceptions == ()
        assert facts.central_management == "none"


@pytest.mark.parametrize(
    ("fortios", "settings"),
    [*((release, {}) for release in ("6.0.4", "6.4.5", "7.0.0", "8.0.0")), *(("7.2.1", kind) for kind in KINDS)],
)
def test_what_is_sent_is_read_back(tmp_path: Path, fortios: str, settings: dict[str, object]) -> None:
    """On releases of every syntax, in every kind of session."""
    nested = fortios in ("7.2.1", "8.0.0")
    lines = PEERS if nested else ["config system cluster-sync", *(line[4:] for line in PEERS[2:-2]), "end"]
    with session_on(tmp_path, fortios=fortios, **settings) as (_, session):
        session.send(lines)
        state, tree = session.read()
        assert sorted(state.peers) == [1, 2]
        assert state.peers[2].text("peerip") == "10.0.0.2"
        assert state.notes == ()
        assert tree.child(*session.dialect.peers_path) is not None


@pytest.mark.parametrize("settings", KINDS)
def test_reading_leaves_the_unit_as_it_was_byte_for_byte(tmp_path: Path, settings: dict[str, object]) -> None:
    """Facts, sections, single shows and the whole configuration: the pager's setting is still what it was."""
    with session_on(tmp_path, **settings) as (unit, session):
        before = unit.stored_text()
        session.facts()
        session.read()
        session.show("system ha", full=True)
        session.show_all()
        assert unit.stored_text() == before
        verbs = {line.split()[0] for line in unit.log if line.strip()}
        assert verbs <= {"get", "show", "diagnose", "config", "end"}
        assert {line for line in unit.log if line.startswith("config")} <= {"config global"}


@pytest.mark.parametrize("rows", [24, 60, None])
def test_the_whole_configuration_is_read_however_it_is_paged(tmp_path: Path, rows: int | None) -> None:
    """A few hundred lines on 24 rows are many pages."""
    interfaces = {f"port{number}": f"10.1.{number}.1/24" for number in range(1, 120)}
    with session_on(tmp_path, interfaces=interfaces, quirks=Quirks(max_rows=rows)) as (unit, session):
        assert session.show_all() == unit.config_text()


def test_a_row_costs_one_round_trip(tmp_path: Path) -> None:
    """Fifteen rows at a distance of 40 ms take far less than a round trip per line."""
    from time import monotonic

    rows = [
        line
        for number in range(1, 16)
        for line in (f"edit {number}", f"set peerip 10.0.1.{number}", 'set syncvd "root"', "set hb-interval 3", "next")
    ]
    lines = ["config system standalone-cluster", "config cluster-peer", *rows, "end", "end"]
    with session_on(tmp_path, latency=0.04) as (_, session):
        before = monotonic()
        session.send(lines)
        assert monotonic() - before < 0.04 * 40


@pytest.mark.parametrize("settings", KINDS)
def test_a_refused_line_stops_everything_and_its_entry_is_not_saved(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    """What was closed before stays, as on a unit; the session is at the root prompt again."""
    with session_on(tmp_path, **settings) as (unit, session):
        unit.refuse("            set peerip 10.0.0.2", PARSE_ERROR)
        with pytest.raises(LineRefused) as caught:
            session.send(PEERS)
        error = caught.value
        assert (error.unit, error.index, error.line.strip()) == ("fgt", 7, "set peerip 10.0.0.2")
        assert error.reply == "command parse error before 'peerip'\nCommand fail. Return code -61"
        assert sorted(session.read().state.peers) == [1]
        assert "edit 2" not in unit.stored_text()
        session.send(["config system ha", "set session-pickup enable", "end"])


@pytest.mark.parametrize(("place", "kept"), [(5, []), (9, [1]), (2, []), (0, [])])
def test_a_refused_verb_leaves_nothing_half_done(tmp_path: Path, place: int, kept: list[int]) -> None:
    """`next`, `edit` and `config`: a refused `next` drops the entry [confirmed]; nothing behind it is saved."""
    with session_on(tmp_path) as (unit, session):
        unit.refuse(place + 1, "object set operator error, -15 discard the setting\nCommand fail. Return code 1\n")
        with pytest.raises(LineRefused) as caught:
            session.send(PEERS)
        assert caught.value.index == place
        assert sorted(session.read().state.peers) == kept


def test_a_line_that_leads_nowhere_without_an_error_text_is_noticed(tmp_path: Path) -> None:
    """The prompt is not where it should be, so the lines behind would be typed somewhere else."""
    with session_on(tmp_path) as (unit, session):
        unit.refuse("        edit 1", "Something that nobody has seen yet\n")
        with pytest.raises(
            LineRefused, match=r"nobody has seen yet / the prompt is at \(cluster-peer\) and not at \(1\)"
        ):
            session.send(PEERS)
        assert not session.read().state.peers


def test_a_question_is_answered_only_where_it_was_planned_for(tmp_path: Path) -> None:
    """The caller sees line and question."""
    asked: list[Question] = []
    with session_on(tmp_path) as (unit, session):
        session.send(IDS, on_question=lambda question: not asked.append(question))
        assert [(question.index, question.line) for question in asked] == [(2, "end")]
        assert "Do you want to continue? (y/n)" in asked[0].text
        assert "set standalone-group-id 7" in unit.stored_text()
        assert "y" in unit.log


@pytest.mark.parametrize("settings", KINDS)
@pytest.mark.parametrize("planned", [None, lambda question: question.index == 99])
def test_an_unexpected_question_gets_no_and_is_an_error(
    tmp_path: Path, settings: dict[str, object], planned: object
) -> None:
    """Nothing is changed, and the session goes on at the root prompt."""
    with session_on(tmp_path, **settings) as (unit, session):
        with pytest.raises(UnexpectedQuestion, match=r"at `end`, and got `n`: .*standalone-group-id"):
            session.send(IDS, on_question=planned)  # type: ignore[arg-type]
        assert "standalone-group-id" not in unit.stored_text()
        assert "y" not in unit.log
        session.send(PEERS)


def test_secrets_arrive_intact_and_are_told_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, backslashes, blanks, a question mark and letters beyond ASCII."""
    told: list[str] = []
    lines = [
        "config system standalone-cluster",
        "    set encryption enable",
        "    set psksecret ${env:FGSP_PSK}",
        "end",
    ]
    values = ["a\"b\\c ?d'e$ #f", "?", "plain-secret", "ключ?\\", "x" * 60]
    with session_on(tmp_path, transcript=told.append) as (unit, session):
        for value in values:
            monkeypatch.setenv("FGSP_PSK", value)
            session._resolver = Resolver(GIVEN)
            session.send(lines)
            assert session.read().state.standalone_cluster["psksecret"] == ShownSecret.of()
            typed = next(line for line in reversed(unit.log) if "psksecret" in line and line.strip().startswith("set"))
            assert arrived(typed) == value
        text = "".join(told)
        assert "set psksecret ${env:FGSP_PSK}" in text
        for value in values[:1] + values[2:]:
            assert value not in text
        assert "plain-secret" not in text
        assert "ENC ********" in text


def arrived(line: str) -> str:
    """The value that a unit makes of the line that it got."""
    quoted = line.split(None, 2)[2]
    assert quoted[0] == quoted[-1] == '"'
    value, rest = "", quoted[1:-1]
    while rest:
        step = 2 if rest[0] == "\\" and rest[1:2] in ("\\", '"', "'") else 1
        value += rest[step - 1]
        rest = rest[step:]
    return value


def test_a_refused_secret_is_not_in_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Units repeat the value that they refuse, or a part of it."""
    told: list[str] = []
    monkeypatch.setenv("FGSP_PSK", "correct-horse-battery")
    with session_on(tmp_path, transcript=told.append) as (unit, session):
        words = "value parse error before 'correct-hor'\nCommand fail. Return code -1\n"
        unit.refuse('    set psksecret "correct-horse-battery"', words)
        with pytest.raises(LineRefused) as caught:
            session.send(["config system standalone-cluster", "    set psksecret ${env:FGSP_PSK}", "end"])
        assert "set psksecret ${env:FGSP_PSK}" in str(caught.value)
        assert "Return code -1" in str(caught.value)
        for text in (str(caught.value), caught.value.reply, "".join(told)):
            assert "correct" not in text
            assert "horse" not in text


def test_a_secret_that_cannot_be_had_stops_before_the_first_line(tmp_path: Path) -> None:
    """Nothing is typed."""
    with session_on(tmp_path) as (unit, session):
        unit.clear_log()
        with pytest.raises(SecretError):
            session.send(["config system standalone-cluster", "set psksecret ${env:FGSP_PSK}", "end"])
        assert unit.log == ()


def test_a_login_that_may_only_read_reads_everything_and_is_told_why_it_cannot_write(tmp_path: Path) -> None:
    """Its prompt ends in `$`, which proves nothing: the unit's refusal does."""
    logins = (Login(username="viewer", read_only=True),)
    with running(tmp_path, logins=logins, vdoms=("root",)) as (unit, target):
        before = unit.stored_text()
        viewer = target_of(unit, tmp_path, username="viewer", password=Secret(logins[0].password))
        with Session.open(viewer, Resolver()) as session:
            session.facts()
            assert not session.read().state.peers
            with pytest.raises(LineRefused) as caught:
                session.send(PEERS)
            assert caught.value.index == 0
            assert "may only read" in caught.value.hint
            assert session.facts().vdoms == ("root",)
        assert unit.stored_text() == before
        del target


def test_a_login_of_one_vdom_is_told_that_it_sees_no_fgsp(tmp_path: Path) -> None:
    """FGSP is configured in the global part; nothing else is tried."""
    logins = (Login(username="web-admin", vdom="web"),)
    with running(tmp_path, logins=logins, vdoms=("root", "web")) as (unit, _):
        admin = target_of(unit, tmp_path, username="web-admin", password=Secret(logins[0].password))
        with Session.open(admin, Resolver()) as session:
            facts = session.facts()
            assert (facts.vdom_mode, facts.cfg_save, facts.interfaces) == ("multiple", None, None)
            with pytest.raises(LineRefused, match="sees one VDOM only"):
                session.read()
            with pytest.raises(LineRefused, match="config global"):
                session.send(PEERS)


def test_a_connection_that_is_cut_says_how_far_it_got(tmp_path: Path) -> None:
    """The last line that was accepted for certain; the session is over."""
    with running(tmp_path) as (unit, target):
        session = Session.open(target, Resolver())
        unit.before("            set peerip 10.0.0.2", lambda: hang_up(session))
        with pytest.raises(
            SessionLost, match=r"the last line it accepted was `set syncvd \"root\"` \(5 of 12\)"
        ) as caught:
            session.send(PEERS)
        assert caught.value.accepted == 5
        with pytest.raises(SessionLost, match="the session is closed"):
            session.read()


def hang_up(session: Session) -> None:
    """Cut the connection underneath."""
    session._terminal._wire._channel.get_transport().sock.close()  # type: ignore[attr-defined]


def test_what_is_no_fortigate_is_refused(tmp_path: Path) -> None:
    """A FortiManager speaks almost the same language."""
    from recorded_unit import Replay
    from replay.recordings import DATA

    from fgsp_cli.device.dialogue.terminal import Terminal
    from fgsp_cli.device.masking import Masking
    from fgsp_cli.inventory import Deadlines, Target

    status = (DATA / "status-FMG-VM64-7.4.6-not-a-fortigate.txt").read_bytes().partition(b"# ----\n")[2]
    replay = Replay([(b"", b"FMG # "), (b"get system status\n", b"get system status\r\r\n" + status + b"\r\nFMG # ")])
    terminal = Terminal(replay, "fmg", Deadlines())
    session = Session(Target(name="fmg", host="x"), terminal, Masking(), Resolver())
    with pytest.raises(CheckRefused, match="is no FortiGate but a FortiManager"):
        session._learn()
    del tmp_path


def test_lines_that_begin_or_end_elsewhere_than_at_the_root_are_a_mistake(tmp_path: Path) -> None:
    """Nothing is typed."""
    with session_on(tmp_path) as (unit, session):
        unit.clear_log()
        with pytest.raises(ValueError, match="inside"):
            session.send(PEERS[:-1])
        session.send([])
        session.send(["# nothing but a comment"])
        assert unit.log == ()


def test_a_section_that_a_login_may_not_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    """An empty answer would look like a unit without peers."""
    with session_on(tmp_path) as (unit, session):
        unit.refuse("show system standalone-cluster | grep .", PARSE_ERROR.replace("peerip", "standalone-cluster"))
        unit.refuse("show system standalone-cluster", PARSE_ERROR.replace("peerip", "standalone-cluster"))
        with pytest.raises(LineRefused, match="may not read it"):
            session.read()


def test_a_fact_that_a_login_may_not_read_is_none(tmp_path: Path) -> None:
    """And the others are there."""
    with session_on(tmp_path) as (unit, session):
        unit.refuse("show system central-management | grep .", PARSE_ERROR)
        facts = session.facts()
        assert facts.central_management is None
        assert facts.vdom_exceptions == ()


def test_a_unit_without_pipes_is_asked_one_by_one(tmp_path: Path) -> None:
    """Sister products lack them, and so may a login."""
    with session_on(tmp_path) as (unit, session):
        session.send(PEERS)
        error = "command parse error before '|'\n"
        unit.refuse("show system standalone-cluster | grep .", error)
        assert sorted(session.read().state.peers) == [1, 2]
        unit.clear_log()
        session.read()
        assert not [line for line in unit.log if "|" in line]


@pytest.mark.parametrize("echo", ["in order", "at once"])
def test_no_piece_of_a_secret_is_in_the_transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, echo: str) -> None:
    """Where a unit echoes what is typed as it arrives, too: nothing is typed beside a secret."""
    secret = "Vary-long#Secret$With(9)Signs"
    monkeypatch.setenv("PSK", secret)
    said: list[str] = []
    lines = ["config system standalone-cluster", "set standalone-group-id 7", "set encryption enable"]
    lines += ["set psksecret ${env:PSK}", "set group-member-id 1", "end"]
    with session_on(tmp_path, transcript=said.append, quirks=Quirks(echo_ahead=echo)) as (_, session):  # type: ignore[arg-type]
        session.send(lines, on_question=planned)
        assert session.read().state.standalone_cluster["psksecret"] is not None
    text = "".join("\n".join(said).split())
    assert not [secret[start : start + 6] for start in range(len(secret) - 5) if secret[start : start + 6] in text]
    assert "setgroup-member-id1" in text
