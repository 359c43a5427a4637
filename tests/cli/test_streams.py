"""Stdout for results, stderr for everything else; whoever reads them may go away."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp, program

from fgsp_cli.base.secrets import Secret
from fgsp_cli.cli.shared.console import Console, printable


def run(*arguments: str | Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    return subprocess.run(program(*arguments), text=True, timeout=60, check=False, **settings)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """An intent whose rendering is far longer than what a pipe holds."""
    members = "".join(f"      m{n}: {{group_member_id: {n}, peerip: 10.0.0.{n + 1}}}\n" for n in range(16))
    rows = "".join(f"      r{n}: {{syncvd: [vd{n}]}}\n" for n in range(8))
    path = tmp_path / "many.yaml"
    path.write_text(f"clusters:\n  c:\n    fortios: 7.4.4\n    rows:\n{rows}    members:\n{members}", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_that_has_read_enough_is_no_error(many: Path, form: str) -> None:
    """`fgsp render | head -1` says nothing on stderr, and the exit code is that of the work."""
    process = subprocess.Popen(
        program("render", "-i", many, "--format", form), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()

    assert (process.wait(60), said) == (0, b"")


@pytest.mark.parametrize("arguments", [("--help",), ("schema",)])
def test_a_reader_that_was_never_there_is_no_error(arguments: tuple[str, ...]) -> None:
    """The reader's end of the pipe is closed before the first byte."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = run(*arguments, stdout=gone, stderr=subprocess.PIPE)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_talk_that_nobody_reads_does_not_change_what_comes_out(tmp_path: Path) -> None:
    """`2>&1 | head -1` closes stderr too."""
    path = tmp_path / "wrong.yaml"
    path.write_text("clusters: {}\n", encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ran = run("render", "-i", path, stdout=subprocess.PIPE, stderr=gone)

    assert ran.returncode == 65


def test_a_full_disk_is_an_error_of_the_program(edge: Path) -> None:
    """A result that is not there is not done, though the work was. A file opened for reading takes as little."""
    with edge.open(encoding="utf-8") as full:
        ran = run("render", "-i", edge, stdout=full, stderr=subprocess.PIPE)

    assert ran.returncode == 1
    assert ran.stderr == "fgsp: error: the result could not be written: Bad file descriptor\n"


def test_a_closed_stdout_is_no_traceback(edge: Path) -> None:
    """`>&-`: there is no stdout at all."""
    ran = run("render", "-i", edge, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))

    assert "Traceback" not in ran.stderr


def test_characters_that_the_terminal_lacks_are_escaped(tmp_path: Path) -> None:
    """A member's name may be anything; an ASCII terminal is no reason to fail."""
    path = tmp_path / "edge.yaml"
    path.write_text(EDGE.replace("fgt-b", "größe"), encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    ran = run("render", "-i", path, "-l", "größe", stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)

    assert ran.returncode == 0
    assert "gr\\xf6\\xdfe" in ran.stdout


def test_a_pipe_gets_no_colours_and_no_control_characters(edge: Path) -> None:
    """Whatever the terminal of whoever started it can do."""
    ran = run("schema", stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TERM": "xterm-256color"})

    assert "\x1b" not in ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("arguments", "variables", "colored"),
    [
        ((), {}, True),
        (("--no-color",), {}, False),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
    ],
)
def test_a_terminal_gets_colours_unless_somebody_minds(
    tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], colored: bool
) -> None:
    """The word `error:` stands out on a terminal: not with --no-color, NO_COLOR or a dumb terminal."""
    env = {**os.environ, "TERM": "xterm", **variables}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(program("render", "-i", tmp_path / "none.yaml", *arguments), stderr=theirs, env=env)
    os.close(theirs)
    assert process.wait(60) == 65
    said = os.read(ours, 4096).decode()
    os.close(ours)

    assert ("\x1b[31;1merror:\x1b[0m" in said) is colored


def test_control_c_ends_with_130(tmp_path: Path) -> None:
    """Here while the intent is being read, from a pipe that nobody writes to."""
    pipe = tmp_path / "intent.yaml"
    os.mkfifo(pipe)
    process = subprocess.Popen(program("render", "-i", pipe), stderr=subprocess.PIPE)
    with pipe.open("wb"):  # which waits until the program has opened the other end
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, b"fgsp: interrupted\n")


def test_what_a_unit_says_cannot_drive_the_terminal() -> None:
    """Control characters are shown, not obeyed; lines and tabs stay."""
    assert printable("a\x1b[2Jb\r\x07\tc\nd\x9b") == "a\\x1b[2Jb\\x0d\\x07\tc\nd\\x9b"


def test_known_secrets_are_masked_in_everything_that_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors, warnings and hints alike."""
    console = Console()
    console.hide([Secret("s3cret")])

    console.fail("the unit said s3cret", "not s3cret")
    console.warn("s3cret")

    assert "s3cret" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "agreed"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_only_a_clear_yes_is_yes(
    answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the question goes to stderr, as it is no result."""
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))

    assert Console().asked("Push?") is agreed
    told = capsys.readouterr()
    assert (told.out, told.err.startswith("Push? [y/N] ")) == ("", True)


def test_what_is_told_goes_to_stderr_alone(fgsp: Fgsp, tmp_path: Path) -> None:
    """A pipe gets results, or nothing."""
    ran = fgsp("render", "-i", tmp_path / "none.yaml")

    assert ran.out == ""
    assert ran.err == f"fgsp: error: {tmp_path}/none.yaml: cannot be read: No such file or directory\n"


def test_known_secrets_are_masked_in_results_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A unit may repeat a password in its name or in a refusal, and reports hold what units say."""
    console = Console()
    console.hide([Secret('s3cret"x')])
    assert console.show('{"error": "refused s3cret\\"x"}', 2) == 2
    console.to_stderr('\x1b[1mplan\x1b[0m with s3cret"x\n')
    told = capsys.readouterr()
    assert "s3cret" not in told.out + told.err
    assert "\x1b[1mplan" in told.err
