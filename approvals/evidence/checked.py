"""How far what was verified is proven: what could not be checked, and which keys sealed it."""

from collections.abc import Sequence
from typing import Any

from approvals.evidence.archive import program_sha256
from approvals.evidence.asking import Verified
from approvals.sealing import keys


def checked(verified: Sequence[Verified]) -> dict[str, Any]:
    """Return what the page says beside its findings, of one revision or of a whole package."""
    known = keys.known()
    reports = [report for each in verified for report in each.reports]
    sealed_by = {seal.key for report in reports for seal in report.seals}
    return {
        "signed": sum(len(report.signatures) for report in reports),
        "unsealed": sum(len(report.unsealed()) for report in reports),
        "unkept": [report.round for report in reports if report.manifest is None],
        "unstamped": sum(report.unstamped() for report in reports),
        "keys": [key for key in known.values() if key.name in sealed_by],
        "is_sealing": keys.is_on(),
        "current": keys.current(known),
        "program": program_sha256(),
    }
