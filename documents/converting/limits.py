"""Run a program that may be led astray by what it reads: limits of its own, and an end.

Standard library only: started as `python -I -S limits.py MEMORY CPU FILE program …`, it takes the
limits upon itself and becomes the program, so that no thread of ours is forked into it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

MB: Final = 2**20
_OPEN_FILES: Final = 256


class TookTooLong(Exception):
    """The program was stopped: its time was up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may take."""

    seconds: int
    memory: int
    cpu_seconds: int
    file_bytes: int


def run(
    command: Sequence[str],
    limits: Limits,
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | None = None,
    errors: IO[bytes] | None = None,
    folder: Path | None = None,
) -> int:
    """Run the program to its end and return its exit code; raise TookTooLong when it has none."""
    numbers = (limits.memory, limits.cpu_seconds, limits.file_bytes)
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, *map(str, numbers), *command],
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=errors or subprocess.DEVNULL,
        env=dict(environment),
        cwd=folder,
        start_new_session=True,
    )
    try:
        return child.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave nothing of it behind, whatever ended the waiting."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _become(memory: str, cpu_seconds: str, file_bytes: str, *command: str) -> None:
    for kind, limit in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(cpu_seconds)),
        (resource.RLIMIT_FSIZE, int(file_bytes)),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    os.execvp(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    _become(*sys.argv[1:])
