"""What the signatures of a round bind to, as it is now."""

import hashlib

from approvals.models import Round
from documents import content


def sha256_now(round: Round) -> str:
    """Return the hash of what is signed from the bytes as they are; "" when any no longer fits."""
    if not round.is_act:
        return content.manifest_sha256(round.revision)
    if round.manifest is None or content.fingerprint(round.revision) != _content_of(round):
        return ""
    return hashlib.sha256(bytes(round.manifest)).hexdigest()


def _content_of(round: Round) -> str:
    sha256: str = round.request()["content_sha256"]
    return sha256
