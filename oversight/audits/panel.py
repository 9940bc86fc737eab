"""What the page of a document shows of its findings, and a periodic review of them."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.template.loader import render_to_string

from approvals.reviews.evidence import Fact
from documents.dossier import Dossier
from documents.models import Document, Revision
from oversight.audits.finding_list import GRADES, STATES
from oversight.models import Finding
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.panels import Piece

MOST_SHOWN: Final = 5


def has_findings() -> Exists:
    """Ask along with a document whether a finding names it."""
    return Exists(Finding.objects.filter(document=OuterRef("pk")))


def show_findings(
    request: MemberRequest, *, dossier: Dossier, revision: Revision | None
) -> Iterator[Piece]:
    """Show the newest findings about a document; first those that the revision was opened for."""
    if not (dossier.asked("has_findings") and request.member.can("certificates.read")):
        return
    of_page = Q(draft=revision.pk) if revision else Q(pk=None)
    found = Finding.objects.filter(document=dossier.document).annotate(
        is_of_page=ExpressionWrapper(of_page, output_field=BooleanField())
    )
    found = found.order_by("-is_of_page", "-number")[: MOST_SHOWN + 1]
    labels = {each.pk: each.label for each in dossier.revisions}
    lines = [
        {
            "finding": finding,
            "grade": GRADES[Finding.Grade(finding.grade)],
            "state": STATES[Finding.State(finding.state)],
            "draft": labels.get(finding.draft_id) if finding.draft_id else None,
        }
        for finding in found
    ]
    context = {"lines": lines[:MOST_SHOWN], "document": dossier.document}
    context["has_more"] = len(lines) > MOST_SHOWN
    yield "rail", render_to_string("oversight/parts/findings_panel.html", context, request)


def findings_since(document: Document, since: dt.datetime, _reader: Member) -> Iterator[Fact]:
    """Name what audits found about it: a text that led to a nonconformity is looked at closely."""
    found = Finding.objects.filter(document=document, raised_at__gte=since).order_by("number")
    notes = [f"{each.code} {each.get_grade_display()}: {each.seen}"[:200] for each in found]
    yield Fact(len(notes), notes=notes, speaks=found.nonconformities().exists())
