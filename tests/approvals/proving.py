"""Evidence as a stranger takes it in hand, and changes it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.evidence import verify
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from documents import files
from tests.approvals.conftest import Office, approve, issue, step_of
from tests.world import Cast

UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)

type Files = dict[str, bytes]


def returned_once(acme: Cast, office: Office) -> Files:
    """Return the evidence of a revision that was returned once and then passed, with a form."""
    revision = office.draft()
    form = files.store(b"Name:", "text/plain")
    revision.attachments.create(number="QR-01", title="Receipt", file=form, name="receipt.txt")
    first = submit(revision, by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Say who archives.")
    revision.refresh_from_db()
    approve(office, revision)
    issue(acme, revision)
    return unpacked(evidence_of(acme.tenant, revision, Verified.of(revision).reports, by=acme.otto))


def unpacked(made: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found(given: Files, fingerprint: str = "") -> set[str]:
    """Return what the program finds, of a package in each of its documents as well."""
    check = (verify.Package if "package.json" in given else verify.Check)(given, fingerprint)
    check.run()
    return {what for each in (check, *check.members) for what, _names in each.findings}


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
