"""The evidence of a revision verifies without the product; each changed byte is named."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from approvals.sealing import keys
from tenants.exports import MOST_AN_HOUR
from tenants.models import AuditEntry
from tests.approvals.conftest import Office, approve
from tests.approvals.proving import UNREADABLE, Files, found, returned_once, rewritten
from tests.approvals.test_verify_page import page_of
from tests.world import Cast, signed_in


@pytest.fixture
def evidence(acme: Cast, office: Office) -> Files:
    return returned_once(acme, office)


def test_it_fits_without_the_product(evidence: Files, tmp_path: Path) -> None:
    for name, content in evidence.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    key = keys.current()
    assert key is not None
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), "--fingerprint", key.fingerprint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FITS. 5 signatures are sealed." in done.stdout
    assert "相符" in done.stdout
    (tmp_path / "round-2" / "text.json").unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 1
    assert "缺少文件：round-2/text.json A file is missing: round-2/text.json" in done.stdout


def test_a_changed_byte_of_any_file_is_found(fast: None, evidence: Files) -> None:
    assert found(evidence) == set()
    drawn = random.Random(8)
    for name, content in evidence.items():
        for at in {0, len(content) - 1, *(drawn.randrange(len(content)) for _ in range(2))}:
            other = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with suppress(*UNREADABLE):  # which the program says
                assert found(evidence | {name: other}), f"{name} at {at}"


def leaves(said: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of some JSON."""
    inner = said.items() if isinstance(said, dict) else enumerate(said)
    for key, value in inner:
        if isinstance(value, (dict, list)):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def changed(value: Any, drawn: random.Random) -> Any:
    """Return another value of the same kind: one character, or one more."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    at = drawn.randrange(len(value) + 1)
    return value[:at] + drawn.choice("0aZ证") + value[at:]


# What no signature says: only the seal over the list of files holds it.
ONLY_LISTED = {
    "vouch",
    "vouched_by",
    "is_unkept",
    "deputy_name",
    "required",
    "given",
    "since",
    "until",
}


def test_every_value_is_held_by_a_seal(fast: None, evidence: Files) -> None:
    drawn, said = random.Random(3), json.loads(evidence["evidence.json"])
    ways = list(leaves(said))
    for way in drawn.sample(ways, min(len(ways), 400)):

        def change(whole: Any, way: tuple[Any, ...] = way) -> None:
            inner = whole
            for key in way[:-1]:
                inner = inner[key]
            inner[way[-1]] = changed(inner[way[-1]], drawn)

        try:
            names = found(rewritten(evidence, change))
        except UNREADABLE:
            continue
        assert "index" in names, way
        is_named = names != {"index"} or way[0] == "document" or way[-1] in ONLY_LISTED
        assert is_named, f"{way} is not named"


def test_the_export_is_recorded_and_limited(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    address = page_of(revision).replace("/verify/", "/evidence/")
    client = signed_in(acme.cora)
    answer = client.post(address)
    assert answer["Content-Type"] == "application/zip"
    entry = AuditEntry.objects.get(event="export.made", by=acme.cora)
    assert b'"form":"zip"' in bytes(entry.body)
    for _ in range(MOST_AN_HOUR - 1):
        client.post(address)
    refused = client.post(address, follow=True)
    assert "files an hour are handed out" in refused.content.decode()
