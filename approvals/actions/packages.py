"""Put a change package together: begin one, say what it is for, choose what is part of it."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Package, PackageItem
from approvals.models.package import MOST
from approvals.packages.holding import hold_draft, mark, take_out
from documents.access import may_write
from documents.models import Document, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant


@transaction.atomic
def make_package(
    *,
    title: str,
    reason: str,
    by: Member,
    effective_on: dt.date | None = None,
    lead: Member | None = None,
    key: UUID | None = None,
) -> Package:
    """Begin a package, to which drafts are added; the same key is answered as before."""
    Tenant.hold(by.tenant_id)  # so that two do not count up to the same number
    made = Package.objects.one_or_none(key=key) if key else None
    if made is not None:
        return made
    newest: int | None = Package.objects.aggregate(number=Max("number"))["number"]
    package = Package(number=(newest or 0) + 1, lead=by, key=key)
    _describe(package, title, reason, effective_on, lead, by)
    package.save(force_insert=True)
    audit.record("package.made", package, by=by, number=package.number, title=package.title)
    return package


@transaction.atomic
def change_package(
    package: Package,
    *,
    title: str,
    reason: str,
    by: Member,
    effective_on: dt.date | None = None,
    lead: Member | None = None,
) -> None:
    """Say anew what a package is for, when it takes effect, who leads it."""
    package = hold_draft(package, by)
    facts = {
        "title": title.strip(),
        "reason": reason.strip(),
        "effective_on": effective_on,
        "lead": lead or package.lead,
    }
    changes = audit.changes(package, facts)
    _describe(package, title, reason, effective_on, lead, by)
    package.save(update_fields=["title", "reason", "effective_on", "lead"])
    audit.record("package.changed", package, by=by, number=package.number, changes=changes)


@transaction.atomic
def add_drafts(package: Package, revisions: Sequence[Revision], *, by: Member) -> None:
    """Make drafts part of a package; one that is part of it already stays where it is."""
    package = hold_draft(package, by)
    documents = [revision.document_id for revision in revisions]
    list(Document.objects.locked().filter(pk__in=documents).order_by("pk"))
    there = {revision.pk for revision in package.revisions()}
    new = [revision for revision in revisions if revision.pk not in there]
    if len(there) + len(new) > MOST:
        raise Refused(
            _("A change package holds at most %(most)s documents."), params={"most": MOST}
        )
    position = package.items.aggregate(last=Max("position"))["last"] or 0
    for revision in new:
        position += 1
        _add(package, revision, position, by=by)


@transaction.atomic
def remove_draft(package: Package, revision: Revision, *, by: Member) -> None:
    """Take a draft out of a package: it goes its own way again."""
    package = hold_draft(package, by)
    Document.objects.locked().get(pk=revision.document_id)
    item = package.items.standing().filter(revision=revision).first()
    if item is not None:
        take_out(package, item, by=by)


@transaction.atomic
def move_up(package: Package, revision: Revision, *, by: Member) -> None:
    """Let a draft stand one place earlier on the pages of its package."""
    package = hold_draft(package, by)
    items = list(package.items.standing().order_by("position", "id"))
    at = next((n for n, item in enumerate(items) if item.revision_id == revision.pk), 0)
    if at:
        items[at - 1 : at + 1] = items[at], items[at - 1]
    for position, item in enumerate(items, start=1):
        item.position = position
    PackageItem.objects.bulk_update(items, ["position"])


def _describe(
    package: Package,
    title: str,
    reason: str,
    effective_on: dt.date | None,
    lead: Member | None,
    by: Member,
) -> None:
    if not (title.strip() and reason.strip()):
        raise Refused(_("Say what the change package is for: a title and a reason."))
    if effective_on is not None and effective_on < timezone.localdate():
        raise Refused(_("The effective date is past. Choose a later one, or “at once”."))
    if lead is not None and lead != by and not lead.can("documents.draft"):
        raise Refused(_("%(name)s writes no drafts."), params={"name": lead.name})
    package.title, package.reason = title.strip(), reason.strip()
    package.effective_on, package.lead = effective_on, lead or package.lead


def _add(package: Package, revision: Revision, position: int, *, by: Member) -> None:
    revision.refresh_from_db(fields=["state", "package_number", "prepared_by"])
    number = revision.document.number
    if not may_write(by, revision):
        raise Refused(
            _("%(number)s: only its author or a document controller puts a draft into a package."),
            params={"number": number},
        )
    if revision.state != Revision.State.DRAFT:
        raise Refused(
            _("%(number)s is no draft: only drafts become part of a package."),
            params={"number": number},
        )
    if revision.package_number is not None:
        raise Refused(
            _("%(number)s is part of change package %(package)s already. Take it out there first."),
            params={"number": number, "package": revision.package_number},
        )
    PackageItem.objects.create(package=package, revision=revision, position=position)
    mark(revision, package.number)
    audit.record("package.draft_added", package, by=by, number=number, label=revision.label)
