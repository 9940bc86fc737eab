"""Start a program of its own session, find it again by its pid file, and stop it."""

import contextlib
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path


def command_line(pid: int) -> str:
    """Return how this process was started, or nothing if there is none."""
    if Path("/proc/self/cmdline").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return ""
    shown = subprocess.run(
        ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


def group_members(group: int) -> list[int]:
    """Return the processes of this group; its leader may be gone."""
    if not Path("/proc/self/stat").exists():
        shown = subprocess.run(["pgrep", "-g", str(group)], capture_output=True, check=False)
        return [int(pid) for pid in shown.stdout.split()]
    members = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # "pid (name) state ppid pgrp …"; a name may hold spaces and brackets
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[2]) == group and fields[0] != "Z":
                    members.append(int(entry.name))
    return members


class Process:
    """A program in a session of its own; survives us if we are killed, and is found again."""

    def __init__(self, pid_file: Path, mark: str, stop_with: signal.Signals = signal.SIGTERM):
        self.pid_file = pid_file
        self.mark = mark  # stands in the command line of every process that is really ours
        self.stop_with = stop_with
        self.child: subprocess.Popen[bytes] | None = None

    def group(self) -> int:
        """Return the number of the process group that we, or a killed run before us, started."""
        if self.child is not None:
            self.child.poll()  # lets a dead child go
            return self.child.pid
        try:
            return int(self.pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def members(self) -> list[int]:
        """Return its living processes."""
        group = self.group()
        # The number may have gone to a stranger since; then no command line bears our mark.
        return [pid for pid in group_members(group) if self.mark in command_line(pid)]

    def start(
        self,
        argv: list[str],
        *,
        user: pwd.struct_passwd | None = None,
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        """Start the program; its output goes to the log, or to a pipe without one."""
        out = log.open("ab") if log else subprocess.PIPE
        self.child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd="/" if user else None,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            start_new_session=True,
        )
        self.pid_file.write_text(str(self.child.pid))

    def stop(self, patience_seconds: float = 20) -> None:
        """Stop it kindly, then by force."""
        self.send(self.stop_with, leader_only=True)
        if not wait_until(lambda: not self.members(), patience_seconds):
            self.send(signal.SIGKILL)
            wait_until(lambda: not self.members(), 5)
        self.pid_file.unlink(missing_ok=True)

    def send(self, number: signal.Signals, *, leader_only: bool = False) -> None:
        """Send a signal to the leader, or to all if it is gone or all are meant."""
        members = self.members()
        leader = [pid for pid in members if leader_only and pid == os.getpgid(pid)]
        for pid in leader or members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def wait_until(is_so: Callable[[], bool], patience_seconds: float) -> bool:
    """Ask again and again; return whether it came true in time."""
    end = time.monotonic() + patience_seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
