"""Run the product's processes in one terminal, each line behind the name of its process."""

import os
import signal
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.local.processes import Process

QUIET = {
    "PYTHONUNBUFFERED": "1",
    # True, but a demo run by root is no news to root.
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
}


class Foreground:
    """Some processes that live and end together."""

    def __init__(self, folder: Path, commands: Mapping[str, list[str]]) -> None:
        self.commands = commands
        # Each command line of ours begins with a program of this environment.
        self.processes = {
            name: Process(folder / f"{name}.pid", mark=sys.prefix) for name in commands
        }
        self.width = max(map(len, commands))
        self.ending = threading.Event()

    def stop_leftovers(self) -> None:
        """Stop what a killed run left."""
        for process in self.processes.values():
            process.stop(patience_seconds=10)  # a task cut off comes back: it may run twice

    def run(self) -> int:
        """Run until Ctrl-C or until one of them ends; return the exit code."""
        with stop_signals_to(self.ending):
            try:
                for name, command in self.commands.items():
                    self.processes[name].start(command, env=os.environ | QUIET)
                    threading.Thread(target=self.relay, args=[name], daemon=True).start()
                self.ending.wait()
                ended = self.ended()
            finally:
                self.stop_leftovers()
        if ended:
            print(f"{ended} ended by itself, so everything was stopped.", flush=True)
        return 1 if ended else 0

    def ended(self) -> str:
        """Return the name of a process that is no longer there."""
        for name, process in self.processes.items():
            if process.child is None or process.child.poll() is not None:
                return name
        return ""

    def relay(self, name: str) -> None:
        """Print what this process prints; when it ends, all end."""
        child = self.processes[name].child
        if child is not None and child.stdout is not None:
            for line in child.stdout:
                text = line.decode(errors="replace").rstrip()
                print(f"{name:{self.width}} | {text}", flush=True)
            child.wait()
        self.ending.set()


@contextmanager
def stop_signals_to(event: threading.Event) -> Generator[None]:
    """Turn Ctrl-C and a polite kill into an event, so that the end is always orderly."""

    def end(_number: int, _frame: FrameType | None) -> None:
        event.set()

    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    old = {number: signal.signal(number, end) for number in stops}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
