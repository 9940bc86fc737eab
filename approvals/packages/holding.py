"""Hold a package while it is put together; mark what is part of it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Package, PackageItem
from documents.models import Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


def hold_draft(package: Package, by: Member) -> Package:
    """Lock a package that is still put together, for those who may do that."""
    package = Package.objects.locked().get(pk=package.pk)
    if not package.may_lead(by):
        raise Refused(_("Only who leads a change package, or a document controller, does this."))
    if not package.is_draft():
        raise Refused(
            _("The change package is “%(state)s” and can no longer be changed."),
            params={"state": package.get_state_display()},
        )
    return package


def free(package: Package, *, by: Member) -> None:
    """Take everything out of a locked package that comes to nothing."""
    for item in package.items.standing().select_related("revision__document"):
        take_out(package, item, by=by)


def take_out(package: Package, item: PackageItem, *, by: Member) -> None:
    """Let a draft go its own way again; the row tells that it had been there."""
    item.removed_at = timezone.now()
    item.save(update_fields=["removed_at"])
    mark(item.revision, None)
    facts = {"number": item.revision.document.number, "label": item.revision.label}
    audit.record("package.draft_removed", package, by=by, **facts)


def mark(revision: Revision, number: int | None) -> None:
    """Say on the revision of which package it is part."""
    revision.package_number = number
    revision.save(update_fields=["package_number"])
