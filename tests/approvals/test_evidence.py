"""The evidence of a revision verifies without the product; what was changed in it is named."""

import ast
import hashlib
import importlib.util
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from approvals.sealing import keys
from approvals.sealing.algorithms import ALGORITHMS
from documents import files
from tenants.exports import MOST_AN_HOUR
from tenants.models import AuditEntry
from tests.approvals.conftest import Office, approve, issue, step_of
from tests.approvals.test_verify_page import page_of
from tests.world import Cast, signed_in

PROGRAM = Path("approvals/evidence/verify.py")

# RFC 8032, 7.1: secret is left out; public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
        "46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
        "1d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
        "c6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.fixture(scope="session")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_evidence", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_checks_ed25519_as_the_rfc_has_it(program: ModuleType) -> None:
    for public, message, value in VECTORS:
        raw = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(value)
        assert program.ed25519(*raw)
        assert not program.ed25519(raw[0], raw[1] + b"x", raw[2])


def test_it_agrees_with_the_library_about_every_flipped_bit(program: ModuleType) -> None:
    key, message = Ed25519PrivateKey.generate(), b"agreed"
    public, value = key.public_key().public_bytes_raw(), key.sign(message)
    assert program.ed25519(public, message, value)
    order = program.ORDER
    again = (int.from_bytes(value[32:], "little") + order).to_bytes(32, "little")
    assert not program.ed25519(public, message, value[:32] + again), "S is below the order"
    for at in random.Random(1).sample(range(512), 24):
        flipped = bytearray(value)
        flipped[at // 8] ^= 1 << at % 8
        assert not program.ed25519(public, message, bytes(flipped))


def test_it_reads_on_python_3_8() -> None:
    ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


@pytest.fixture
def fast(program: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Let the library do the arithmetic, which has tests of its own, a thousand times faster."""
    monkeypatch.setitem(program.ALGORITHMS, "ed25519", ALGORITHMS["ed25519"].fits)
    return program


UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)

type Files = dict[str, bytes]


@pytest.fixture
def evidence(acme: Cast, office: Office) -> Files:
    """A revision that was returned once and then passed, with a form, as files."""
    revision = office.draft()
    form = files.store(b"Name:", "text/plain")
    revision.attachments.create(number="QR-01", title="Receipt", file=form, name="receipt.txt")
    first = submit(revision, by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Say who archives.")
    revision.refresh_from_db()
    approve(office, revision)
    issue(acme, revision)
    made = evidence_of(acme.tenant, revision, Verified.of(revision).reports, by=acme.otto)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found(program: ModuleType, given: Files, fingerprint: str = "") -> set[str]:
    check = program.Check(given, fingerprint)
    check.run()
    return {what for what, _names in check.findings}


def rewritten(given: Files, change: Callable[[Any], object], name: str = "evidence.json") -> Files:
    """Return files with one changed, and the list of hashes made to fit again."""
    said = json.loads(given[name])
    change(said)
    new = given | {name: json.dumps(said, ensure_ascii=False).encode()}
    return relisted(new)


def relisted(given: Files) -> Files:
    """Return files with an index that fits them, as whoever has no key can make it."""
    index = json.loads(given["index.json"])
    index["files"] = {
        path: hashlib.sha256(content).hexdigest()
        for path, content in given.items()
        if not path.startswith("index.")
    }
    return given | {"index.json": json.dumps(index, ensure_ascii=False).encode()}


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


def test_a_changed_byte_of_any_file_is_found(fast: ModuleType, evidence: Files) -> None:
    assert found(fast, evidence) == set()
    drawn = random.Random(8)
    for name, content in evidence.items():
        for at in {0, len(content) - 1, *(drawn.randrange(len(content)) for _ in range(2))}:
            other = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with suppress(*UNREADABLE):  # which the program says
                assert found(fast, evidence | {name: other}), f"{name} at {at}"


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
    "started_at",
    "is_unkept",
    "deputy_name",
    "required",
    "given",
    "since",
    "until",
}


def test_every_value_is_held_by_a_seal(fast: ModuleType, evidence: Files) -> None:
    drawn, said = random.Random(3), json.loads(evidence["evidence.json"])
    ways = list(leaves(said))
    for way in drawn.sample(ways, min(len(ways), 400)):

        def change(whole: Any, way: tuple[Any, ...] = way) -> None:
            inner = whole
            for key in way[:-1]:
                inner = inner[key]
            inner[way[-1]] = changed(inner[way[-1]], drawn)

        try:
            names = found(fast, rewritten(evidence, change))
        except UNREADABLE:
            continue
        assert "index" in names, way
        is_named = names != {"index"} or way[0] == "document" or way[-1] in ONLY_LISTED
        assert is_named, f"{way} is not named"


def round_two(said: Any) -> Any:
    return said["rounds"][1]


def drop(said: Any, at: int) -> None:
    del round_two(said)["signatures"][at]


def drop_with_seal(said: Any, at: int) -> None:
    drop(said, at)
    del round_two(said)["seals"][at]


def drop_last_and_end(said: Any) -> None:
    drop_with_seal(said, 3)
    del round_two(said)["seals"][-1]


def swap(said: Any) -> None:
    seals = round_two(said)["seals"]
    seals[1], seals[2] = seals[2], seals[1]


def move(said: Any) -> None:
    first, second = said["rounds"]
    second["signatures"][0] = first["signatures"][0]
    second["seals"][0] = first["seals"][0]


def other_revision(said: Any) -> None:
    for round in said["rounds"]:
        round["place"]["revision_id"] = "another"


def set_of(field: str, value: str) -> Callable[[Any], None]:
    return lambda said: round_two(said)["signatures"][3].update({field: value})


def approve_what_was_returned(said: Any) -> None:
    said["rounds"][0]["outcome"] = "passed"


KINDS: dict[str, tuple[Callable[[Any], object], set[str]]] = {
    "name": (set_of("name_signed", "Eve"), {"field"}),
    "post": (set_of("post", "Mayor"), {"field"}),
    "time": (set_of("signed_at", "2020-01-01T00:00:00+00:00"), {"field"}),
    "meaning": (set_of("meaning", "reviewed"), {"field"}),
    "method": (set_of("method", "session"), {"field"}),
    "order": (swap, {"previous"}),
    "first removed": (lambda said: drop(said, 0), {"gone", "field"}),
    "middle removed": (lambda said: drop(said, 1), {"gone", "field"}),
    "last removed": (lambda said: drop(said, 3), {"gone", "field"}),
    "first removed with its seal": (lambda said: drop_with_seal(said, 0), {"previous", "field"}),
    "middle removed with its seal": (lambda said: drop_with_seal(said, 1), {"previous", "field"}),
    "last removed with its seal": (lambda said: drop_with_seal(said, 3), {"previous", "field"}),
    "last removed with the end": (drop_last_and_end, {"no_end"}),
    "moved to another round": (move, {"moved"}),
    "moved to another revision": (other_revision, {"moved"}),
    "outcome": (approve_what_was_returned, {"field"}),
    "round removed": (lambda said: said["rounds"].pop(), {"round"}),
    "seal removed": (lambda said: round_two(said)["seals"].pop(2), {"previous", "unsealed"}),
}


def test_what_was_done_to_signatures_is_named(fast: ModuleType, evidence: Files) -> None:
    for kind, (change, names) in KINDS.items():
        assert names <= found(fast, rewritten(evidence, change)), kind


def resealed(given: Files) -> tuple[Files, str]:
    """Return the same evidence, every seal made anew with a key of a stranger's."""
    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes_raw()
    name, said = keys.name_of(public), json.loads(given["evidence.json"])
    said["keys"] = [{**said["keys"][0], "name": name, "public": public.hex(), "until": ""}]
    previous = ""
    for round in said["rounds"]:
        for seal in round["seals"]:
            payload = json.dumps(json.loads(seal["payload"]) | {"previous": previous}).encode()
            value = stranger.sign(payload)
            seal |= {"payload": payload.decode(), "key": name, "value": value.hex()}
            previous = hashlib.sha256(payload + value).hexdigest()
    new = relisted(given | {"evidence.json": json.dumps(said).encode()})
    value = stranger.sign(new["index.json"])
    seal = {"algorithm": "ed25519", "key": name, "value": value.hex()}
    return new | {"index.seal": json.dumps(seal).encode()}, name


def test_only_the_fingerprint_tells_a_swapped_key(fast: ModuleType, evidence: Files) -> None:
    key = keys.current()
    assert key is not None
    forged, _name = resealed(evidence)
    assert found(fast, forged) == set(), "that is why the fingerprint is printed elsewhere"
    assert found(fast, forged, key.fingerprint) == {"fingerprint"}
    assert found(fast, evidence, key.fingerprint) == set()


def test_added_and_removed_files_are_named(fast: ModuleType, evidence: Files) -> None:
    assert found(fast, evidence | {"round-2/late.pdf": b"%PDF"}) == {"added"}
    for name in evidence:
        if name not in ("evidence.json", "index.json", "index.seal", "audit.json"):
            fewer = {path: content for path, content in evidence.items() if path != name}
            assert "removed" in found(fast, fewer), name
    bare = {path: content for path, content in evidence.items() if path != "index.seal"}
    assert found(fast, bare) == {"no_index"}


def test_a_changed_entry_of_the_trail_is_named(fast: ModuleType, evidence: Files) -> None:
    def change(entries: Any) -> None:
        entries[0]["body"] = entries[0]["body"].replace("Ada", "Eve")

    assert "audit" in found(fast, rewritten(evidence, change, "audit.json"))


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
