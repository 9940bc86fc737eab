"""Decide on a change package, or look at one: a single task, however many documents it holds."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.decide import NOT_READ
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import Package, PackageItem, Step, StepQuerySet
from approvals.packages.access import packages_of
from approvals.packages.shown import entries_of
from approvals.rounds.wording import act_of
from documents.labels import deadline
from documents.models import Revision


class DecidePackage(Kind):
    """The first open step of the member, or of whom they stand in for, in each package."""

    name = "decide_package"
    label = pgettext_lazy("tasks", "Change packages")
    icon = "package"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        mine: StepQuerySet = Step.objects.to_decide(place.member, place.today)
        earlier = mine.filter(round__package=OuterRef("round__package"), pk__lt=OuterRef("pk"))
        first = mine.filter(~Exists(earlier), round__package__isnull=False)
        about = ("round__revision__document", "round__package", "round__started_by", "member")
        first = first.select_related(*about, "deputy").defer(*NOT_READ)
        first = first.with_deputies(place.today)
        for step in wanted.narrow(first, revision="round__revision", due="due_on"):
            yield cls._task(step, place)

    @classmethod
    def _task(cls, step: Step, place: Place) -> Task:
        package, revision = step.round.package, step.round.revision
        assert package is not None  # noqa: S101 - asked for above
        return Task(
            kind=cls.name,
            id=step.pk,
            about=about(package, revision, place, "approvals:decide_package"),
            act=act_of(step),
            said=_("Submitted by %(name)s") % {"name": step.round.started_by.name},
            due_on=step.due_on,
            due=deadline(step.due_on, place.today),
            icon="eye" if step.only_views else cls.icon,
            document=revision.document,
            names=step.names_beside(place.member),
        )

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
