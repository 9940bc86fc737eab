"""A package takes effect: all its revisions in one transaction, or none of them yet."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Package
from approvals.reading.readers import refresh_readership
from documents.actions.revisions import activate
from documents.models import Document, Rendition, Revision
from tenants import audit
from tenants.notices import notify


@transaction.atomic
def take_effect(pk: UUID, today: dt.date) -> bool:
    """Put everything of an approved package in force if its day has come and nothing holds it.

    The package is locked first and its documents after it, in one order; of two at once the second
    finds it done.
    """
    package = Package.objects.locked().due(today).filter(pk=pk).first()
    if package is None:
        return False
    list(
        Document.objects.locked()
        .filter(revisions__in=[revision.pk for revision in package.revisions()])
        .order_by("pk")
    )
    revisions = package.revisions()
    if holds := what_holds(revisions):
        _tell_lead(package, holds)
        return False
    for revision in revisions:
        activate(revision)
        refresh_readership(revision)
    package.move(Package.State.EFFECTIVE, effective_at=timezone.now())
    numbers = [f"{revision.document.number} {revision.label}" for revision in revisions]
    audit.record("package.activated", package, by=None, number=package.number, documents=numbers)
    return True


def what_holds(revisions: Sequence[Revision]) -> list[str]:
    """Say what keeps an approved package from taking effect; nothing when it can."""
    made = Rendition.objects.filter(
        revision__in=[revision.pk for revision in revisions], kind=Rendition.Kind.CONTROLLED
    )
    issued = set(made.values_list("revision_id", flat=True))
    said = []
    for revision in revisions:
        document = revision.document
        words = {"number": document.number, "state": document.get_state_display()}
        if document.state != Document.State.ACTIVE:
            said.append(_("%(number)s is “%(state)s”: first it has to be in force again.") % words)
        elif revision.state != Revision.State.APPROVED:
            said.append(_("%(number)s has changed meanwhile.") % words)
        elif revision.pk not in issued:
            said.append(_("The controlled PDF of %(number)s is still to be made.") % words)
    return said


def _tell_lead(package: Package, holds: Sequence[str]) -> None:
    """Tell who leads it, once, that a document is out of force; a PDF is made sooner or later."""
    there = package.items.standing()
    if there.exclude(revision__document__state=Document.State.ACTIVE).exists():
        notify(
            package.lead,
            "package_held",
            subject=package,
            number=package.number,
            title=package.title,
            comment=" ".join(holds),
        )
