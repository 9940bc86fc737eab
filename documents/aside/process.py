"""Run a script of this folder where it can do no harm: little memory, little time, no secrets."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MOST_BYTES = 3 * 2**30  # of addresses; what is really used stays far below
MOST_WRITTEN = 400 * 2**20
# Python's own start, and nothing of this product: neither settings nor passwords.
KEPT = ("PATH", "LANG", "LC_ALL", "TZ")


class Unfit(Exception):
    """The script gave up, was stopped, or left nothing behind."""


def run_aside(script: str, folder: Path, order: dict[str, Any], *, seconds: int) -> dict[str, Any]:
    """Let the script do what the order says with the files of the folder; return its answer."""
    (folder / "order.json").write_text(json.dumps(order))
    (folder / "answer.json").unlink(missing_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-I", str(FOLDER / f"{script}.py")],
        cwd=folder,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    _limit(process.pid, seconds)
    try:
        _out, said = process.communicate(timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Unfit(f"{script}: no end after {seconds * 2} seconds") from None
    return _answer(script, folder, process.returncode, said)


def _limit(pid: int, seconds: int) -> None:
    limits = {
        resource.RLIMIT_AS: MOST_BYTES,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: MOST_WRITTEN,
        resource.RLIMIT_CORE: 0,
    }
    try:
        for what, most in limits.items():
            resource.prlimit(pid, what, (most, most))
    except ProcessLookupError:
        return  # it has ended already


def _answer(script: str, folder: Path, code: int, said: bytes) -> dict[str, Any]:
    last = said.decode(errors="replace").strip().rpartition("\n")[2][:200]
    try:
        answer: dict[str, Any] = json.loads((folder / "answer.json").read_text())
    except (OSError, ValueError):
        raise Unfit(f"{script}: {code} {last}") from None
    if code:
        raise Unfit(f"{script}: {code} {last}")
    return answer
