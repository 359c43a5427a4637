"""Runs that are killed: a warm process without threads forks a child for each, and the child ends itself by SIGKILL.

`Killer` starts that process. It imports everything once; a child then costs what its run costs, and no more. Where the
child dies is counted in writes to a file: before the Nth, with half of it written, or right after it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

MOMENTS = ("before", "torn", "after")
Moment = Literal["before", "torn", "after"]
SIGKILLED = -signal.SIGKILL


@dataclass(frozen=True, slots=True)
class Died:
    """How a child ended."""

    status: int
    """Its exit code, or the negative number of the signal."""
    said: str

    @property
    def killed(self) -> bool:
        """Whether it came to the write at which it was to die."""
        return self.status == SIGKILLED


class Killer:
    """The process that forks."""

    def __enter__(self) -> Self:
        path = os.pathsep.join(
            [str(Path(__file__).parents[2]), str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
        )
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(
        self,
        arguments: list[str],
        *,
        file: str,
        write: int,
        moment: Moment,
        environment: Mapping[str, str] | None = None,
    ) -> Died:
        """Run the command line in a child that dies at that write, counted from 1, to a file of that name."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {
            "arguments": arguments,
            "file": file,
            "write": write,
            "moment": moment,
            "environment": dict(environment or {}),
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Died(answer["status"], answer["said"])


def _serve() -> None:
    """Fork for each order that comes."""
    from fgsp_cli.fortios.ccp import prepare

    prepare()
    import fgsp_cli.cli.push
    import fgsp_cli.cli.recover
    import fgsp_cli.cli.rollback
    import fgsp_cli.cli.shared.progress
    import fgsp_cli.device.ssh
    import fgsp_cli.fleet
    import fgsp_cli.report.text.results_text  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _die(order, writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status), "said": said}), flush=True)


def _die(order: dict[str, object], writing: int) -> None:
    """In the child: set the trap, and run."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(writing, 1)
    os.dup2(writing, 2)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(handle, mode) for handle, mode in ((0, "r"), (1, "w"), (2, "w")))
    os.environ.update(order["environment"])  # type: ignore[call-overload]
    _trap(str(order["file"]), int(str(order["write"])), str(order["moment"]))
    from fgsp_cli.cli.main import main

    code = 99
    try:
        code = main([str(argument) for argument in order["arguments"]])  # type: ignore[attr-defined]
    except BaseException:  # noqa: BLE001 - printed, and no more: this process must not come back
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _trap(file: str, write: int, moment: str) -> None:
    """Die at that write: it is the system's call that is watched, nothing of the program is replaced."""
    real, count = os.write, [0]

    def watched(handle: int, data: bytes) -> int:
        if not os.path.realpath(f"/proc/self/fd/{handle}").endswith(file):
            return real(handle, data)
        count[0] += 1
        if count[0] != write:
            return real(handle, data)
        if moment == "torn":
            real(handle, data[: len(data) // 2])
        elif moment == "after":
            real(handle, data)
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = watched  # type: ignore[assignment]


if __name__ == "__main__":
    _serve()
