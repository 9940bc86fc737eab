"""Acts on a document decided by a round: withdrawal, restoration, retirement.

An act stands on the revision in force, which keeps its state; the document changes when the round
ends. A withdrawal comes first and is confirmed by its round; a no takes it back.
"""

import datetime as dt
import json
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Round
from approvals.rounds import reviewing
from approvals.tasks import put_in_force, queue_packages, tell_readers
from documents import ending
from documents.actions import life
from documents.manifest import fingerprint
from documents.models import Document, Rendition, Revision
from documents.retirement import RetirementPlan
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope.queue import after_commit

Act = Document.Act
# What the audit trail calls what a round decides about.
SUBJECTS: Final[dict[str, str]] = {
    Round.Purpose.ISSUE: "revision",
    Round.Purpose.WITHDRAW: "withdrawal",
    Round.Purpose.RESTORE: "restoration",
    Round.Purpose.RETIRE: "retirement",
    Round.Purpose.REVIEW: "review",
}


def request_for(
    revision: Revision,
    act: Document.Act,
    *,
    reason: str,
    effective_on: dt.date | None = None,
    plan: RetirementPlan | None = None,
) -> bytes:
    """Write down the act, its reason and day, and the content of the document it is about."""
    asked: dict[str, Any] = {}
    if effective_on is not None:
        asked["effective_on"] = effective_on.isoformat()
    if plan is not None:
        asked |= plan.to_json()
    return statement(revision, act, reason=reason, **asked)


def statement(revision: Revision, act: Document.Act, *, reason: str, **more: Any) -> bytes:
    """Write down what is decided about the text in force, and that text's fingerprint.

    What is signed is what is carried out.

    Raises Refused when that content is no longer what was issued.
    """
    content_sha256 = fingerprint(revision)
    if not content_sha256:
        raise Refused(_("The content is not what was issued. Tell the document controller."))
    stated: dict[str, Any] = {
        "document": revision.document.number,
        "revision": revision.label,
        "title": revision.title,
        "content_sha256": content_sha256,
        "purpose": act.value,
        "reason": reason,
        **more,
    }
    text = json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def hold(round: Round) -> None:
    """Lock what the end of this round will change, before anything is written to the trail."""
    if round.is_act:
        round.revision.document = ending.hold(round.revision.document)


def settle(round: Round, to: Round.State, *, by: Member) -> None:
    """Do to the document what the end of the round means."""
    document = round.revision.document
    document.act = ""
    document.save(update_fields=["act"])
    passed = to == Round.State.PASSED
    if round.purpose == Round.Purpose.WITHDRAW:
        if to in (Round.State.REJECTED, Round.State.RECALLED):
            _bring_back(round, by=by, reason=round.comment)
    elif round.purpose == Round.Purpose.RESTORE and passed:
        _bring_back(round, by=by, reason=round.request()["reason"])
    elif round.purpose == Round.Purpose.RETIRE and passed:
        _retire_on_its_day(round, by=by)
    elif round.purpose == Round.Purpose.REVIEW:
        reviewing.settle(round, passed=passed, by=by)


def spread(round: Round, news: str) -> None:
    """Let everybody who works by the document be told, however many they are."""
    round.news = news
    round.save(update_fields=["news"])
    after_commit(tell_readers, round.pk)


def retire_now(round: Round, *, by: Member | None) -> None:
    """Carry out an approved retirement, exactly as it was signed."""
    asked = round.request()
    document = round.revision.document
    life.retire(document, RetirementPlan.from_json(asked), by=by, reason=asked["reason"])
    spread(round, "document_retired")


def _retire_on_its_day(round: Round, *, by: Member) -> None:
    document, day = round.revision.document, round.request().get("effective_on")
    if day is None or dt.date.fromisoformat(day) <= timezone.localdate():
        retire_now(round, by=by)
        return
    document.retires_on = dt.date.fromisoformat(day)
    document.save(update_fields=["retires_on"])
    audit.record("document.retirement_scheduled", document, by=by, day=document.retires_on)


def _bring_back(round: Round, *, by: Member, reason: str) -> None:
    """Put the document in force again; a newer text that waits takes effect in the same moment."""
    document = round.revision.document
    life.bring_back(document, by=by, reason=reason)
    issued = Revision.objects.filter(renditions__kind=Rendition.Kind.CONTROLLED)
    waiting = issued.due_to_take_effect(timezone.localdate()).filter(document=document)
    for revision in waiting.select_related("document__document_type"):
        put_in_force(revision, timezone.localdate())
    for revision in document.revisions.open():
        queue_packages(revision)
    spread(round, "document_restored")
