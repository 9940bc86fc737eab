"""Change a package that was returned, and submit it again."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.decide_package import about, open_package
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import PackageItem
from documents.labels import deadline


class SubmitPackageAgain(Kind):
    """Packages the member leads that came back from their approval."""

    name = "submit_package_again"
    label = pgettext_lazy("tasks", "Returned packages")
    icon = "undo-2"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        items = PackageItem.objects.standing().filter(
            package__lead=place.member,
            package__state="draft",
            package__returned_at__isnull=False,
        )
        first = items.order_by("package_id", "position", "pk").distinct("package_id")
        shown = PackageItem.objects.filter(pk__in=first.values("pk"))
        shown = shown.select_related("package", "revision__document")
        for item in wanted.narrow(shown, revision="revision"):
            yield Task(
                kind=cls.name,
                id=item.pk,
                about=about(item.package, item.revision, place, "approvals:package"),
                act=_("Change and submit again"),
                said=_("Returned: %(reason)s") % {"reason": item.package.comment},
                due_on=None,
                due=deadline(None, place.today),
                icon=cls.icon,
                document=item.revision.document,
            )

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        return open_package(task, place)
