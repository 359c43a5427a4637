"""Canaries in the intent, in the inventory and on the units: nothing that the program writes or says holds one.

The raw backup aside: it is what the unit shows, `ENC` texts and all.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import paramiko
import pytest
from push_lab import MEMBERS, TRIO, Bench, bench

from fgsp_cli.cli.main import main
from fgsp_cli.testing import UnitSpec

PASSWORD = "canary-password-7f3a"
PSK = "canary-psk-91bc"
NEW_PSK = "canary-rotated-55d0"
UNIT_SECRET = "canary-on-the-unit-c4"
LITERAL = "canary-literal-08ee"
ENC = "Q0FOQVJZRU5DT05VTklU"
HA = f"config system ha\n    set password ENC {ENC}\nend\n"
CANARIES = (PASSWORD, PSK, NEW_PSK, UNIT_SECRET, LITERAL, ENC)
TEXT = TRIO.format(fortios="7.4.4")
ENCRYPTED = "standalone_cluster: {encryption: enable, psksecret: SECRET}\n    cluster_sync:"


def units() -> list[UnitSpec]:
    """With a password of their own, and a secret of another owner on them."""
    return [UnitSpec(name=name, fortios="7.4.4", password=PASSWORD, config=HA) for name in MEMBERS]


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger there is, at its loudest."""
    names = ("", "netmiko", "paramiko", "paramiko.transport", "nornir", "fgsp_cli")
    with ExitStack() as levels:
        for name in names:
            levels.enter_context(caplog.at_level(logging.DEBUG, logger=name))
        yield caplog


class Voice:
    """Everything that was printed, and who printed it."""

    def __init__(self, work: Bench, capsys: pytest.CaptureFixture[str]) -> None:
        self.work = work
        self.capsys = capsys
        self.said: list[str] = []

    def __call__(self, *arguments: object) -> int:
        code = main([*(str(argument) for argument in arguments), "-vvv"])
        printed = self.capsys.readouterr()
        self.said.append(f"$ fgsp {' '.join(map(str, arguments))}\n{printed.out}{printed.err}")
        return code


def written(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file that the program wrote, raw backups aside; names too."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or "inventory" in path.parts or path.name == "edge.yaml":
            continue
        if "backups" in path.parts and path.suffix == ".conf":
            continue
        yield str(path), path.read_text(encoding="utf-8", errors="surrogateescape")


def clean(folder: Path, voice: Voice, loud: pytest.LogCaptureFixture) -> None:
    """Not one canary anywhere."""
    places = [*written(folder), *(("stdout and stderr", said) for said in voice.said), ("logs", loud.text)]
    leaks = [(place, canary) for place, text in places for canary in CANARIES if canary in text or canary in place]
    assert not leaks


@pytest.mark.parametrize("fortios", ["7.4.4", "7.0.12"])
def test_no_canary_is_written_or_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    loud: pytest.LogCaptureFixture,
    fortios: str,
) -> None:
    """Plan, saved plan, push, rotation, failures, rollback, recover: files, streams, logs and errors."""
    monkeypatch.setenv("FGSP_PSK", PSK)
    monkeypatch.setenv("FGSP_OLD", PSK)
    text = TRIO.format(fortios=fortios).replace("cluster_sync:", ENCRYPTED.replace("SECRET", "'${env:FGSP_PSK}'"))
    specs = [UnitSpec(name=name, fortios=fortios, password=PASSWORD, config=HA) for name in MEMBERS]
    with bench(tmp_path, specs, text) as work:
        intent, inventory = tmp_path / "edge.yaml", work.inventory.source
        intent.write_text(text, encoding="utf-8")
        fgsp = Voice(work, capsys)
        assert fgsp("plan", "-i", intent, "-I", inventory, "--out", tmp_path / "plan.json") == 2
        assert fgsp("plan", "-i", intent, "-I", inventory, "--format", "json") == 2
        assert fgsp("push", tmp_path / "plan.json", "-i", intent, "-I", inventory, "--yes") == 0
        for unit in work.lab:
            assert PSK in "\n".join(unit.log)
        monkeypatch.setenv("FGSP_PSK", NEW_PSK)
        work["fgt-b"].refuse(2, f"value parse error before '{NEW_PSK}'\nCommand fail. Return code -61")
        rotate = ("push", "-i", intent, "-I", inventory, "--yes", "--rotate-psk")
        assert fgsp(*rotate, "--old-psk", "${env:FGSP_OLD}", "--format", "json") == 3
        work["fgt-b"].refuse(2, f"value parse error before '{NEW_PSK}'\nCommand fail. Return code -61")
        assert fgsp(*rotate) == 4
        assert fgsp(*rotate) == 0
        runs = sorted((tmp_path / ".fgsp" / "runs").iterdir(), key=lambda path: path.stat().st_ctime_ns)
        run = [path for path in runs if path.is_dir()][-1]
        assert fgsp("verify", "-i", intent, "-I", inventory) == 0
        assert fgsp("recover", run, "-I", inventory, "--yes") == 0
        assert fgsp("rollback", run, "-i", intent, "-I", inventory, "--yes", "--old-psk", "${env:FGSP_OLD}") == 0
        assert fgsp("rollback", run, "-I", inventory, "--old-psk", PSK) == 64
        fgsp.said.pop()  # it repeats what was typed on the command line, which the shell has shown already
        assert fgsp("backup", "-I", inventory, "--to", tmp_path / "kept" / "backups") == 0
        work["fgt-c"].refuse("get system status", f"Login incorrect: {PASSWORD}", times=None)
        assert fgsp("plan", "-i", intent, "-I", inventory) == 1
        clean(tmp_path, fgsp, loud)
        journal = (run / "journal.jsonl").read_text()
        assert "${env:FGSP_PSK}" in journal
        assert json.loads((run / "secrets" / "fgt-a.json").read_text())["psksecret"] == "${env:FGSP_PSK}"


def test_a_literal_in_the_intent_is_written_as_a_reference_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], loud: pytest.LogCaptureFixture
) -> None:
    """`${intent:PATH}`: in the journal and in a plan, which cannot be pushed without the intent."""
    text = TEXT.replace("cluster_sync:", ENCRYPTED.replace("SECRET", LITERAL))
    with bench(tmp_path, units(), text) as work:
        intent, inventory = tmp_path / "edge.yaml", work.inventory.source
        intent.write_text(text, encoding="utf-8")
        fgsp = Voice(work, capsys)
        assert fgsp("plan", "-i", intent, "-I", inventory, "--out", tmp_path / "plan.json") == 2
        assert fgsp("push", tmp_path / "plan.json", "-I", inventory, "--yes") == 65
        assert "${intent:" in fgsp.said[-1]
        assert fgsp("push", "-i", intent, "-I", inventory, "--yes") == 0
        assert "${intent:" in next((tmp_path / ".fgsp" / "runs").rglob("journal.jsonl")).read_text()
        clean(tmp_path, fgsp, loud)


def test_what_a_unit_shows_of_its_secrets_is_in_no_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], loud: pytest.LogCaptureFixture
) -> None:
    """`ENC` texts can be turned back into secrets: they are in the raw backup, and nowhere else."""
    own = f"config system standalone-cluster\nset encryption enable\nset psksecret {UNIT_SECRET}\nend"
    with bench(tmp_path, units(), TEXT) as work:
        for unit in work.lab:
            unit.admin_change(own)
        shown = work["fgt-a"].stored_text().partition("set psksecret ENC ")[2].split()[0]
        fgsp = Voice(work, capsys)
        intent, inventory = tmp_path / "edge.yaml", work.inventory.source
        intent.write_text(TEXT, encoding="utf-8")
        work["fgt-c"].refuse(5, "value parse error before 'x'\nCommand fail. Return code -61")
        assert fgsp("push", "-i", intent, "-I", inventory, "--yes", "--format", "json") == 3
        assert fgsp("push", "-i", intent, "-I", inventory, "--yes") == 0
        clean(tmp_path, fgsp, loud)
        texts = [*written(tmp_path), *(("streams", said) for said in fgsp.said)]
        assert not [place for place, said in texts if shown in said]
        raw = next((tmp_path / ".fgsp" / "runs").rglob("backups/fgt-a.conf"))
        assert shown in raw.read_text()


def test_no_error_of_ours_prints_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not its text, not its repr, not those of what it holds."""
    from fgsp_cli.base.errors import SecretError
    from fgsp_cli.base.secrets import SecretRef
    from fgsp_cli.device.secret_resolver import Resolver

    monkeypatch.setenv("FGSP_PSK", f"{PSK}\nsecond line")
    with pytest.raises(SecretError) as wrong:
        Resolver().resolve(SecretRef.parse("${env:FGSP_PSK}"))
    assert PSK not in f"{wrong.value}{wrong.value!r}{wrong.value.problems!r}"
    with bench(
        tmp_path, units(), TEXT.replace("cluster_sync:", ENCRYPTED.replace("SECRET", "'${env:FGSP_PSK}'"))
    ) as work:
        refused = work.push()
        assert refused.exit_code() == 65
        assert PSK not in f"{refused}{refused.to_json()}"


def by_files(folder: Path, inventory: Path) -> str:
    """The intent with its secret, and the inventory with its password, in files of their own."""
    (folder / "kept").mkdir()
    (folder / "kept" / "password").write_text(PASSWORD, encoding="utf-8")
    (folder / "kept" / "psk").write_text(PSK, encoding="utf-8")
    hosts = inventory / "hosts.yaml"
    text = hosts.read_text(encoding="utf-8")
    assert f"password: {PASSWORD}" in text
    hosts.write_text(text.replace(PASSWORD, f"'${{file:{folder / 'kept' / 'password'}}}'"), encoding="utf-8")
    return TRIO.format(fortios="7.4.4").replace(
        "cluster_sync:", ENCRYPTED.replace("SECRET", f"'${{file:{folder / 'kept' / 'psk'}}}'")
    )


@pytest.mark.parametrize("moment", ["password", PSK])
def test_an_internal_error_with_its_traceback_holds_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    """A library that fails with what it was given in its message: the worst that it can do."""
    with bench(tmp_path, units(), TEXT) as work:
        text = by_files(tmp_path, work.inventory.source)
        (tmp_path / "edge.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(paramiko.Channel, "sendall", failing(paramiko.Channel.sendall, moment))
        monkeypatch.setattr(paramiko.Transport, "auth_password", failing(paramiko.Transport.auth_password, moment))
        monkeypatch.setattr(paramiko.SSHClient, "_auth", failing(paramiko.SSHClient._auth, moment))
        code = main(["push", "-i", str(tmp_path / "edge.yaml"), "-I", str(work.inventory.source), "--yes", "-vvv"])
        printed = capsys.readouterr()
        assert code in (1, 3, 4)
        files = [text for place, text in written(tmp_path) if "kept" not in Path(place).parts]
        for canary in CANARIES:
            assert canary not in "\n".join([printed.out, printed.err, *files])


def failing(real: Callable[..., object], moment: str) -> Callable[..., object]:
    """The function, failing with its arguments where it is given what is to fail."""

    def call(*given: object, **named: object) -> object:
        arguments = f"{given[1:]}{named}"
        if (moment in arguments) or (moment == "password" and PASSWORD in arguments):
            raise RuntimeError(f"cannot take {arguments}")
        return real(*given, **named)

    return call


def test_no_process_shows_a_secret(tmp_path: Path) -> None:
    """Arguments and environment can be read by other programs of the user: of ours, and of the commands it starts."""
    with bench(tmp_path, units(), TEXT) as work:
        text = by_files(tmp_path, work.inventory.source)
        spy = tmp_path / "kept" / "spy"
        record = tmp_path / "record"
        spy.write_text(
            f"cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline /proc/$PPID/environ >> {record}\n"
            f"cat {tmp_path}/kept/psk\n",
            encoding="utf-8",
        )
        text = text.replace(f"${{file:{tmp_path / 'kept' / 'psk'}}}", f"${{cmd:sh {spy}}}")
        (tmp_path / "edge.yaml").write_text(text, encoding="utf-8")
        code = "import sys; from fgsp_cli.cli.main import main; sys.exit(main())"
        push = ["push", "-i", str(tmp_path / "edge.yaml"), "-I", str(work.inventory.source), "--yes"]
        done = subprocess.run([sys.executable, "-c", code, *push], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        visible = record.read_text(encoding="utf-8", errors="replace")
        assert "push" in visible
        for canary in CANARIES:
            assert canary not in visible + done.stdout + done.stderr


def test_reports_of_what_units_and_backups_hold_have_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loud: pytest.LogCaptureFixture
) -> None:
    """`audit` in all its forms, `diff`, `import`, `lint`, `status`: of units and of raw backups."""
    monkeypatch.setenv("FGSP_PSK", PSK)
    own = f"config system standalone-cluster\nset encryption enable\nset psksecret {UNIT_SECRET}\nend"
    with bench(tmp_path, units(), TEXT) as work:
        for unit in work.lab:
            unit.admin_change(own)
        shown = work["fgt-a"].stored_text().partition("set psksecret ENC ")[2].split()[0]
        text = TEXT.replace("cluster_sync:", ENCRYPTED.replace("SECRET", "'${env:FGSP_PSK}'"))
        intent, inventory, kept = tmp_path / "edge.yaml", work.inventory.source, tmp_path / "raw" / "backups"
        intent.write_text(text, encoding="utf-8")
        fgsp = Voice(work, capsys)
        fgsp("backup", "-I", inventory, "--to", kept)
        for form in ("text", "json", "junit", "html", "markdown"):
            assert fgsp("audit", "-i", intent, "-I", inventory, "--format", form) == 2
            assert fgsp("audit", "-i", intent, "--against", kept, "--format", form) == 2
        work["fgt-a"].admin_change(own.replace(UNIT_SECRET, f"{UNIT_SECRET}-2"))
        fgsp("backup", "-I", inventory, "--to", tmp_path / "later" / "backups")
        for form in ("text", "json"):
            fgsp("diff", kept, tmp_path / "later" / "backups", "--format", form)
            fgsp("lint", "-i", intent, "-I", inventory, "--format", form)
            fgsp("lint", "--against", kept, "--format", form)
            fgsp("status", "-I", inventory, "-i", intent, "--interval", "0", "--format", form)
            fgsp("audit", "--history", "fgt-a", "--against", kept, "--format", form)
        assert fgsp("import", kept) == 0, fgsp.said[-1]
        assert "${env:FGSP_PSK" in fgsp.said[-1]
        assert fgsp("import", "-I", inventory) == 0
        clean(tmp_path, fgsp, loud)
        assert not [said for said in fgsp.said if shown in said]
