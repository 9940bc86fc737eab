"""Which packages a member may look at, lead and decide on: views get them here. Else: 404."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from approvals.models import Package, PackageQuerySet, Round, Step
from approvals.rounds import lockstep
from documents.models import Revision
from tenants.models import Member


def packages_of(member: Member) -> PackageQuerySet:
    """Return the packages this member may read all of, or is asked to decide on."""
    seen = Package.objects.visible_to(member).values("pk")
    asked = Step.objects.to_decide(member).filter(round__package__isnull=False)
    mine = Q(pk__in=seen) | Q(pk__in=asked.values("round__package"))
    packages: PackageQuerySet = Package.objects.filter(mine)
    return packages


def get_package(member: Member, number: int) -> Package:
    """Return a package this member may look at, or 404."""
    found = packages_of(member).select_related("lead", "tenant")
    package: Package = get_object_or_404(found, number=number)
    return package


def get_package_to_lead(member: Member, number: int) -> Package:
    """Return a package this member leads, or as a controller looks after; or 404."""
    package = get_package(member, number)
    if not package.may_lead(member):
        raise Http404
    return package


def package_shown(member: Member, revision: Revision) -> Package | None:
    """Return the package a revision is part of, where this member may look at it."""
    if revision.package_number is None:
        return None
    return Package.objects.visible_to(member).filter(number=revision.package_number).first()


def get_item(package: Package, number: str, n: int) -> Revision:
    """Return a revision that is part of the package, or 404."""
    items = package.items.standing().select_related("revision__document")
    item = get_object_or_404(items, revision__document__number=number, revision__n=n)
    revision: Revision = item.revision
    return revision


def steps_in(package: Package, member: Member) -> list[Step]:
    """Return what waits for this member in the package, in the own place or another's."""
    if package.state != Package.State.IN_APPROVAL or not member.can("approvals.decide"):
        return []
    rounds = Round.objects.filter(package=package, state=Round.State.OPEN)
    return lockstep.steps_for(list(rounds), member)


def get_signed(member: Member, package: Package) -> list[Revision]:
    """Return what was submitted last in a package, in the order as signed; or 404.

    Nothing was signed of one that was never submitted; what is hidden hides all of it.
    """
    rounds = Round.objects.filter(package=package).order_by("-started_at")
    newest = rounds.filter(started_at=rounds.values("started_at")[:1])
    submitted = list(newest.values_list("revision", flat=True))
    seen = Revision.objects.visible_to(member).filter(pk__in=submitted)
    related = ("document__document_type", "document__unit", "source", "prepared_by")
    found = sorted(seen.select_related(*related), key=lambda each: str(each.document.number))
    if not found or len(found) < len(submitted):
        raise Http404
    return found
