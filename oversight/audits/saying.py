"""What every word about a finding goes through: it is locked, read to the end, and written down."""

from __future__ import annotations

from typing import IO, Any, Final

from django.utils.translation import gettext as _

from documents.files import kinds
from documents.files.taking import take_in
from oversight.models import Finding, FindingEntry
from tenants import audit as trail
from tenants.errors import Refused
from tenants.models import Member

EVIDENCE: Final = (*kinds.SOURCES, *kinds.PICTURES)
type Brought = tuple[IO[bytes], str]  # a file and its name, as they arrived


def locked(finding: Finding, read: int | None = None) -> Finding:
    """Lock it; refused to who has not read all that was said: `read` counts the entries shown."""
    found = Finding.objects.locked().select_related(
        *("audit", "clause", "owner", "verifier", "draft")
    )
    held: Finding = found.get(pk=finding.pk)
    check_read(held, read)
    return held


def check_read(finding: Finding, read: int | None) -> None:
    if read is not None and finding.entries.count() != read:
        raise Refused(_("Something was said about it meanwhile. Read it, then say yours."))


def say(
    finding: Finding,
    kind: FindingEntry.Kind,
    words: str,
    by: Member,
    file: Brought | None = None,
    **facts: Any,
) -> int:
    n = finding.entries.count() + 1
    said = {"n": n, "kind": kind, "words": words.strip(), "by": by}
    if file is not None:
        checked, kept = take_in(*file, EVIDENCE)
        said |= {"file": kept, "file_name": checked.name}
    FindingEntry.objects.create(finding=finding, **said, **facts)
    return n


def record(event: str, finding: Finding, by: Member, **facts: Any) -> None:
    trail.record(event, finding, by=by, number=finding.code, title=finding.audit.title, **facts)


def check_words(words: str, asked: str) -> None:
    if not words.strip():
        raise Refused(asked)


def check_people(finding: Finding) -> None:
    if finding.owner is None or finding.verifier is None or finding.due_on is None:
        raise Refused(_("Say who answers it by when, and who verifies the answer."))
    if finding.owner_id == finding.verifier_id:
        raise Refused(_("Who answers it does not verify the answer: choose somebody else."))
