"""Test runs that begin together share one secret, and with it one cluster."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.local.places import Places
from config.local.servers import Servers


def test_runs_that_begin_together_keep_one_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Places, "home", tmp_path, raising=False)

    def begin(_: int) -> str:
        servers = Servers("test")
        with servers.alone():
            return servers.keep_secret()

    with ThreadPoolExecutor(8) as runs:
        assert len(set(runs.map(begin, range(40)))) == 1
