"""What the people of a round say to each other: comments, questions, answers; written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models.round import Round
from documents.models import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant

# A round that was returned or recalled goes on being talked about until the text is decided.
GOES_ON = Q(round__state=Round.State.OPEN) | Q(
    round__purpose=Round.Purpose.ISSUE,
    round__revision__state__in=(Revision.State.DRAFT, Revision.State.IN_REVIEW),
)


class MessageQuerySet(TenantQuerySet["Message"]):
    def unanswered(self) -> MessageQuerySet:
        """Questions that wait for an answer which still matters."""
        answers = Message.objects.filter(answers=OuterRef("pk"), kind=Message.Kind.ANSWER)
        return self.filter(GOES_ON, ~Exists(answers), kind=Message.Kind.QUESTION)

    def in_order(self) -> MessageQuerySet:
        """All with their people, oldest first."""
        return self.select_related("by", "to").order_by("at", "id")


class Message(TenantOwned):
    """A comment to the round, a question to one of its people, or an answer to one."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    to = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="questions")
    answers = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    body = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True)  # of a question: the day by which it is answered
    key = models.UUIDField(null=True)  # of the request that wrote it: same key, same message

    objects = MessageQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="message_key_is_unique"),
            models.CheckConstraint(
                condition=Q(kind="question", to__isnull=False, due_on__isnull=False)
                | Q(~Q(kind="question"), to__isnull=True, due_on__isnull=True),
                name="a_question_is_put_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="answer", answers__isnull=False)
                | Q(~Q(kind="answer"), answers__isnull=True),
                name="an_answer_answers_something",
            ),
            models.CheckConstraint(condition=~Q(by=F("to")), name="nobody_asks_themselves"),
            models.CheckConstraint(condition=~Q(body=""), name="a_message_says_something"),
            AppendOnly(name="messages_are_append_only"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "to", "due_on"],
                condition=Q(kind="question"),
                name="message_questions",
            ),
            models.Index(
                fields=["tenant", "answers"],
                condition=Q(kind="answer"),
                name="message_answers",
            ),
        )
