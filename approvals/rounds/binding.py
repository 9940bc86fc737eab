"""What the signatures of a round bind to, as it is now.

In a change package they bind to one manifest of all its documents: a changed byte in any of them is
found in each.
"""

import hashlib
import json
from collections.abc import Sequence

from approvals.models import Package, Round, Step
from approvals.rounds import identity
from documents.manifest import fingerprint, manifest_sha256, manifest_sha256_of_each
from documents.models import Revision


def sha256_now(round: Round) -> str:
    """Return the hash of what is signed from the bytes as they are; "" when any no longer fits."""
    if round.package is not None:
        return package_sha256_now(round.package)
    if not round.is_act:
        return manifest_sha256(round.revision)
    if round.manifest is None or fingerprint(round.revision) != _content_of(round):
        return ""
    return hashlib.sha256(bytes(round.manifest)).hexdigest()


def proof_for(step: Step) -> str:
    """Return what a proof of who signs is bound to: the step, or its package, and its content."""
    return identity.binding(step.round.package_id or step.pk, step.round.manifest_sha256)


def package_sha256_now(package: Package) -> str:
    """Return the hash of the package's manifest from the bytes of all its documents; "" if none."""
    revisions = package.revisions()
    hashes = manifest_sha256_of_each(revisions)
    if not all(hashes):
        return ""
    return hashlib.sha256(package_manifest(package, revisions, hashes)).hexdigest()


def package_manifest(
    package: Package, revisions: Sequence[Revision], hashes: Sequence[str]
) -> bytes:
    """Write down what is signed of a package: the hash of the manifest of each document in it."""
    documents = [
        {
            "number": revision.document.number,
            "revision": revision.label,
            "n": revision.n,
            "manifest_sha256": sha256,
        }
        for revision, sha256 in zip(revisions, hashes, strict=True)
    ]
    signed = {
        "package": package.number,
        "title": package.title,
        "reason": package.reason,
        "effective_on": package.effective_on.isoformat() if package.effective_on else None,
        "documents": sorted(documents, key=lambda each: str(each["number"])),
    }
    return json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _content_of(round: Round) -> str:
    sha256: str = round.request()["content_sha256"]
    return sha256
