"""What has to be there before a draft, or a change package of drafts, is put before others."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Package
from approvals.models.package import FEWEST
from documents.access import may_write
from documents.desk import check_saved
from documents.models import Document, Revision
from documents.remarks import check_resolved
from tenants.errors import Refused, sentence
from tenants.models import Member


def check_ready(revision: Revision, by: Member) -> None:
    """Refuse, and say so, when something is missing for this person to submit a draft."""
    if not may_write(by, revision):
        raise Refused(_("Only the author or a document controller can submit this revision."))
    if not by.tenant.is_live():
        raise Refused(_("Documents can be submitted once your zone is live; it is being set up."))
    check_saved(revision, by)
    check_resolved(revision)
    if not (revision.summary.strip() and revision.reason.strip()):
        raise Refused(_("Say what changes and why before you submit."))
    if revision.document.act == Document.Act.RETIRE or revision.document.retires_on:
        raise Refused(_("This document is about to be retired; nothing of it can be submitted."))
    if revision.effective_on and revision.effective_on < timezone.localdate():
        raise Refused(_("The effective date is past. Choose a later one, or “at once”."))


def check_package(package: Package, revisions: Sequence[Revision]) -> None:
    """Refuse a package that holds too little, or whose day is past."""
    if len(revisions) < FEWEST:
        raise Refused(
            _("A change package holds at least two documents. Add more, or submit it alone.")
        )
    if package.effective_on and package.effective_on < timezone.localdate():
        raise Refused(_("The effective date is past. Choose a later one, or “at once”."))


def check_item(revision: Revision, by: Member) -> None:
    """Refuse when this draft of a package cannot be submitted, and say which it is."""
    try:
        if revision.state != Revision.State.DRAFT:
            raise Refused(_("It is no draft any more. Take it out."))
        check_ready(revision, by)
    except Refused as refused:
        words = {"number": revision.document.number, "what": sentence(refused)}
        raise Refused("%(number)s: %(what)s", params=words) from refused
