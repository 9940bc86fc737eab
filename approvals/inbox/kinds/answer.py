"""Answer a question about a revision that is being approved."""

from collections.abc import Iterator

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.decide import NOT_READ
from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import Message
from documents.labels import deadline

MOST_SHOWN = 120


class Answer(Kind):
    """Questions that were put to the member, and that nobody has answered."""

    name, label = "answer", pgettext_lazy("tasks", "Questions")
    icon = "message-circle-question-mark"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        questions = Message.objects.unanswered().filter(to=place.member)
        questions = questions.select_related("round__revision__document", "by").defer(*NOT_READ)
        for question in wanted.narrow(questions, revision="round__revision", due="due_on"):
            yield cls._task(question, place)

    @classmethod
    def _task(cls, question: Message, place: Place) -> Task:
        revision = question.round.revision
        said = {"name": question.by.name, "body": Truncator(question.body).chars(MOST_SHOWN)}
        return Task(
            kind=cls.name,
            id=question.pk,
            about=place.about(revision, "approvals:talk", f"#message-{question.pk}"),
            act=_("Answer"),
            said=_("%(name)s asks: %(body)s") % said,
            due_on=question.due_on,
            due=deadline(question.due_on, place.today),
            icon=cls.icon,
            document=revision.document,
            is_act=question.round.is_act,
        )
