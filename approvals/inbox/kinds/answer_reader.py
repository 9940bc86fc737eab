"""Answer what readers ask about a document one owns."""

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.answer import MOST_SHOWN
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import Inquiry
from documents.labels import deadline


class AnswerReader(Kind):
    """Questions of readers that nobody has answered."""

    name, label = "answer_reader", pgettext_lazy("tasks", "Questions of readers")
    icon = "message-circle-question-mark"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        asked = Inquiry.objects.unanswered().filter(revision__document__owner=place.member)
        asked = asked.select_related("revision__document", "by")
        asked = asked.defer("revision__markdown", "revision__manifest")
        for inquiry in wanted.narrow(asked, revision="revision", due="due_on"):
            said = {"name": inquiry.by.name, "body": Truncator(inquiry.body).chars(MOST_SHOWN)}
            at = f"#inquiry-{inquiry.pk}"
            yield Task(
                kind=cls.name,
                id=inquiry.pk,
                about=place.about(inquiry.revision, "approvals:inquiries", at),
                act=_("Answer"),
                said=_("%(name)s asks: %(body)s") % said,
                due_on=inquiry.due_on,
                due=deadline(inquiry.due_on, place.today),
                icon=cls.icon,
                document=inquiry.revision.document,
            )
