"""Review documents as people do: by the page of the review."""

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone

from approvals.models import Review
from documents.models import Document
from tenants.models import Member
from tests.approvals.acting import page
from tests.world import PASSWORD, signed_in

BECAUSE = "The law and the practice are unchanged."


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def judge(
    member: Member, document: Document, verdict: str = "keep", *, query: str = "", **more: object
) -> Any:
    """Send the verdict, whatever is answered."""
    data = {
        "verdict": verdict,
        "comment": BECAUSE,
        "act_by": in_days(60),
        "password": PASSWORD,
        "key": uuid.uuid4(),
        **more,
    }
    return signed_in(member).post(page(document, f"review/{query}"), data)


def give(
    member: Member, document: Document, verdict: str = "keep", *, query: str = "", **more: object
) -> Review:
    """Give a verdict; return the review."""
    answer = judge(member, document, verdict, query=query, **more)
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    return Review.objects.filter(document=document).order_by("-id")[0]
