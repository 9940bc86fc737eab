"""What is done to signatures, keys and files of an evidence is found and named."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from approvals.sealing import keys
from tests.approvals.conftest import Office
from tests.approvals.proving import Files, found, relisted, returned_once, rewritten
from tests.world import Cast


@pytest.fixture
def evidence(acme: Cast, office: Office) -> Files:
    return returned_once(acme, office)


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


def test_what_was_done_to_signatures_is_named(fast: None, evidence: Files) -> None:
    for kind, (change, names) in KINDS.items():
        assert names <= found(rewritten(evidence, change)), kind


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


def test_only_the_fingerprint_tells_a_swapped_key(fast: None, evidence: Files) -> None:
    key = keys.current()
    assert key is not None
    forged, _name = resealed(evidence)
    assert found(forged) == set(), "that is why the fingerprint is printed elsewhere"
    assert found(forged, key.fingerprint) == {"fingerprint"}
    assert found(evidence, key.fingerprint) == set()


def test_added_and_removed_files_are_named(fast: None, evidence: Files) -> None:
    assert found(evidence | {"round-2/late.pdf": b"%PDF"}) == {"added"}
    for name in evidence:
        if name not in ("evidence.json", "index.json", "index.seal", "audit.json"):
            fewer = {path: content for path, content in evidence.items() if path != name}
            assert "removed" in found(fewer), name
    bare = {path: content for path, content in evidence.items() if path != "index.seal"}
    assert found(bare) == {"no_index"}


def test_a_changed_entry_of_the_trail_is_named(fast: None, evidence: Files) -> None:
    def change(entries: Any) -> None:
        entries[0]["body"] = entries[0]["body"].replace("Ada", "Eve")

    assert "audit" in found(rewritten(evidence, change, "audit.json"))
