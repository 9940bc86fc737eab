"""Run a script of this folder where it can do no harm: little memory, little time, no secrets."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from documents.converting.limits import Limits, TookTooLong, run

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
    said = folder / "said"
    with said.open("wb") as errors:
        limits = Limits(seconds * 2, MOST_BYTES, seconds, MOST_WRITTEN)
        command = [sys.executable, "-I", str(FOLDER / f"{script}.py")]
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        try:
            code = run(command, limits, environment=environment, errors=errors, folder=folder)
        except TookTooLong:
            raise Unfit(f"{script}: no end after {seconds * 2} seconds") from None
    return _answer(script, folder, code, said.read_bytes())


def _answer(script: str, folder: Path, code: int, said: bytes) -> dict[str, Any]:
    last = said.decode(errors="replace").strip().rpartition("\n")[2][:200]
    try:
        answer: dict[str, Any] = json.loads((folder / "answer.json").read_text())
    except (OSError, ValueError):
        raise Unfit(f"{script}: {code} {last}") from None
    if code:
        raise Unfit(f"{script}: {code} {last}")
    return answer
