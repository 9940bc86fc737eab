"""Which text of a document held on a day: what an audit of that day looked at."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from approvals.distribution.told import end_of
from documents.models import Document, Revision


def end_on(day: dt.date) -> dt.datetime:
    """Return the end of a day, or now on one that is not over."""
    return min(end_of(day), timezone.now())


def revision_on(document: Document, day: dt.date) -> Revision | None:
    """Return the revision that was in force at the end of a day, or is now on one to come."""
    held = document.revisions.filter(effective_at__lte=end_on(day)).defer("markdown", "manifest")
    return held.order_by("-effective_at", "-n").first()
