"""Which drafts a member may put into a package, and into which packages."""

from django.db import models
from django.db.models import Q

from approvals.models import Package, PackageQuerySet
from documents.models import Revision, RevisionQuerySet
from tenants.models import Member


def drafts_for(member: Member) -> RevisionQuerySet:
    """Return the drafts this member may write that are part of no package, by number."""
    drafts: RevisionQuerySet = Revision.objects.visible_to(member)
    drafts = drafts.filter(state=Revision.State.DRAFT, package_number=None)
    if not member.can("documents.control"):
        drafts = drafts.filter(Q(prepared_by=member) | Q(document__owner=member))
    shown = drafts.select_related("document").defer("markdown", "manifest")
    return shown.order_by("document__number").fetch_mode(models.FETCH_RAISE)


def packages_for(member: Member) -> PackageQuerySet:
    """Return the packages this member puts together, the newest first."""
    packages: PackageQuerySet = Package.objects.filter(state=Package.State.DRAFT)
    if not member.can("documents.control"):
        packages = packages.filter(lead=member)
    return packages.order_by("-number")
