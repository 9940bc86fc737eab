"""Decide on a change package, or look at one: a single task, however many documents it holds."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.decide import Decide
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.models import Package, PackageItem, Step, StepQuerySet
from approvals.packages.access import packages_of
from approvals.packages.shown import entries_of
from documents.models import Revision


class DecidePackage(Decide):
    """The first open step of the member, or of whom they stand in for, in each package."""

    name = "decide_package"
    label = pgettext_lazy("tasks", "Change packages")
    icon = "package"

    @classmethod
    def steps(cls, mine: StepQuerySet) -> StepQuerySet:
        earlier = mine.filter(round__package=OuterRef("round__package"), pk__lt=OuterRef("pk"))
        return mine.filter(~Exists(earlier), round__package__isnull=False)

    @classmethod
    def about(cls, step: Step, place: Place) -> About:
        package = step.round.package
        assert package is not None  # noqa: S101 - asked for above
        return about(package, step.round.revision, place, "approvals:decide_package")

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        return open_package(task, place)


def about(package: Package, revision: Revision, place: Place, page: str) -> About:
    """Return what a line says of a package; it leads to the page of this name."""
    number = _("Change package %(number)s") % {"number": package.number}
    url = place.package_address(page, package.number)
    return About(revision.pk, number, "", package.title, place.tenant.name, url)


def open_package(task: Task, place: Place) -> Opened | None:
    """Return a package with the documents in it and who has decided; None when it is not theirs."""
    standing = PackageItem.objects.standing().filter(revision=task.about.revision_id)
    package = packages_of(place.member).filter(pk__in=standing.values("package")).first()
    if package is None:
        return None
    parts = "；".join(f"{r.document.number} {r.label} {r.title}" for r in package.revisions())
    said = {"title": package.title, "reason": package.reason, "summary": parts}
    shown = Revision(document=task.document, **said)
    return Opened(task, shown, None, 0, [], entries_of(package))
