"""How long the processors worked: on a machine with much else to do the clock says little."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


def seconds_worked(run: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds this process and the database worked on it; Linux only."""
    served, here = _database(), time.process_time()
    run()
    return time.process_time() - here, _database() - served


def _database() -> float:
    """Return the seconds that all servers of connections have worked so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE usename = current_user")
        pids = [pid for (pid,) in cursor.fetchall()]
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9
