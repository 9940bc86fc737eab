"""Which text of a document held on a day: what an audit of that day looked at."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from approvals.distribution.told import end_of
from documents.models import Document, Revision


def revision_on(document: Document, day: dt.date) -> Revision | None:
    """Return the revision that was in force at the end of a day, or is now on one to come."""
    ends = min(end_of(day), timezone.now())
    held = document.revisions.filter(effective_at__lte=ends).defer("markdown", "manifest")
    return held.order_by("-effective_at", "-n").first()
