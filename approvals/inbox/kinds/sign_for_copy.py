"""Sign for a paper copy that was issued to the member."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from documents.labels import deadline
from documents.models import PaperCopy


class SignForCopy(Kind):
    """Copies of texts in force that went to the member, who has yet to say so."""

    name, label = "sign_for_copy", pgettext_lazy("tasks", "Paper copies")
    icon = "files"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        issued = PaperCopy.objects.to_sign().filter(member=place.member).named()
        for copy in wanted.narrow(issued, revision="revision"):
            copy.revision.document = copy.document
            url = place.address("documents:copy", copy.document.number, copy.number)
            yield Task(
                kind=cls.name,
                id=copy.pk,
                about=place.about(copy.revision, "documents:revision")._replace(url=url),
                act=_("Sign for your copy"),
                said=_("Copy No. %(n)d, issued by %(name)s")
                % {"n": copy.number, "name": copy.issued_by.name},
                due_on=None,
                due=deadline(None, place.today),
                icon=cls.icon,
                document=copy.document,
            )
