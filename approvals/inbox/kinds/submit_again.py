"""Change what was returned, and submit it again."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import Round
from documents.labels import deadline
from documents.models import Revision
from tenants.models import Member, TenantQuerySet


class SubmitAgain(Kind):
    """Drafts of the member that came back from their round."""

    name = "submit_again"
    label = pgettext_lazy("tasks", "Returned")
    icon = "undo-2"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        for round in wanted.narrow(_returned_to(place.member), revision="revision"):
            yield Task(
                kind=cls.name,
                id=round.pk,
                about=place.about(round.revision, "documents:draft"),
                act=_("Change and submit again"),
                said=_("Returned: %(reason)s") % {"reason": round.comment},
                due_on=None,
                due=deadline(None, place.today),
                icon=cls.icon,
                document=round.revision.document,
            )


def _returned_to(member: Member) -> TenantQuerySet[Round]:
    """Return the rounds whose no was the last word on a draft of this member."""
    later = Round.objects.filter(revision=OuterRef("revision"), number__gt=OuterRef("number"))
    returned: TenantQuerySet[Round] = Round.objects.filter(
        ~Exists(later),
        state=Round.State.RETURNED,
        revision__state=Revision.State.DRAFT,
        revision__package_number=None,
        revision__prepared_by=member,
    )
    return returned.select_related("revision__document").defer(
        "manifest", "revision__markdown", "revision__manifest"
    )
