"""Questions of understanding: what a reader answers before they acknowledge a revision."""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from documents.models.revision import Revision
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant

MOST_QUESTIONS: Final = 3
MOST_CHOICES: Final = 5


class ReadingQuestionQuerySet(TenantQuerySet["ReadingQuestion"]):
    def hand_on(self, revision: Revision) -> None:
        """Give the next revision the same questions."""
        self.bulk_create(
            ReadingQuestion(
                revision=revision,
                **{name: getattr(asked, name) for name in ("position", *SAID)},
            )
            for asked in self
        )


SAID: Final = ("text", "choices", "right", "clause", "passage")


class ReadingQuestion(TenantOwned):
    """A question with its choices, those that are right, and the passage that says so.

    The passage is kept by its words: a block of the text as it is submitted.
    """

    revision = TenantForeignKey(
        Revision, on_delete=models.PROTECT, related_name="reading_questions"
    )
    position = models.PositiveSmallIntegerField()  # from 1
    text = models.CharField(max_length=300)
    choices = ArrayField(models.CharField(max_length=200))
    right = ArrayField(models.PositiveSmallIntegerField())  # places of choices, from 0
    clause = models.CharField(max_length=60, blank=True)
    passage = models.TextField()

    objects = ReadingQuestionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position",)
        constraints = (
            UniqueInTenant("revision", "position", name="reading_questions_count_up"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_QUESTIONS),
                name="a_revision_asks_three_questions_at_most",
            ),
            models.CheckConstraint(
                condition=Q(choices__len__gte=2, choices__len__lte=MOST_CHOICES),
                name="a_reading_question_has_two_to_five_choices",
            ),
            models.CheckConstraint(
                condition=Q(right__len__gte=1), name="a_reading_question_has_a_right_choice"
            ),
            MayDelete(name="questions_of_drafts_are_written_anew"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def has_several(self) -> bool:
        """Tell whether more than one choice is right."""
        return len(self.right) > 1

    def marked(self) -> list[tuple[str, bool]]:
        """Return the choices, each with whether it is right."""
        return [(choice, n in self.right) for n, choice in enumerate(self.choices)]
