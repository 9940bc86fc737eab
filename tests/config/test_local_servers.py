"""The small runner of local servers: it finds again what is ours and leaves strangers alone."""

import os
import signal
import socket
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from config.local import ports
from config.local.processes import Process, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def sleeper(tmp_path: Path) -> Generator[Process]:
    """Start a process that a killed run might have left."""
    process = Process(tmp_path / "sleeper.pid", mark=sys.executable)
    process.start(SLEEPER, log=tmp_path / "log")
    # It runs before the kernel shows its command line; on a busy machine that can be seen.
    assert wait_until(lambda: process.members() != [], 30)
    yield process
    process.stop()


def left_by(process: Process) -> Process:
    """Return how the next run sees this process: by its pid file alone."""
    return Process(process.pid_file, process.mark)


def test_a_process_left_by_a_killed_run_is_found_and_stopped(sleeper: Process) -> None:
    found = left_by(sleeper)
    assert found.members() == sleeper.members() != []
    found.stop()
    assert sleeper.members() == []
    assert not sleeper.pid_file.exists()


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(); "
    process = Process(tmp_path / "deaf.pid", mark=sys.executable)
    process.start([sys.executable, "-uc", deaf + "time.sleep(60)"], log=tmp_path / "log")
    assert wait_until(lambda: (tmp_path / "log").read_text() != "", 10)
    process.stop(patience_seconds=0.2)
    assert process.members() == []


def test_a_stranger_who_got_the_number_is_left_alone(sleeper: Process, tmp_path: Path) -> None:
    stale = Process(sleeper.pid_file, mark="/another/place")
    stale.send(signal.SIGKILL)
    assert stale.members() == []
    assert sleeper.members() == [os.getpgid(sleeper.members()[0])]


@pytest.mark.parametrize("content", ["", "not a number", "999999999"])
def test_a_broken_pid_file_names_nobody(content: str, tmp_path: Path) -> None:
    file = tmp_path / "half.pid"
    file.write_text(content)
    assert Process(file, mark="python").members() == []


def test_a_port_stays_until_a_stranger_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "VAR", tmp_path)
    kept = ports.keep_port("demo.web", is_running=False)
    assert ports.keep_port("demo.web", is_running=False) == kept
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", kept))
        stranger.listen()
        assert ports.keep_port("demo.web", is_running=True) == kept  # it is our own server
        assert ports.keep_port("demo.web", is_running=False) != kept


def test_a_half_written_ports_file_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "VAR", tmp_path)
    (tmp_path / "ports").write_text('{"demo.po')
    kept = ports.keep_port("demo.web", is_running=False)
    assert ports.keep_port("demo.web", is_running=False) == kept
