"""Answers to questions of understanding: what proves that somebody understood what they read."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from documents.models import ReadingQuestion
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class ReadingAnswer(TenantOwned):
    """One try of one person: that it was right or not, never what was chosen wrongly."""

    question = TenantForeignKey(ReadingQuestion, on_delete=models.PROTECT, related_name="answers")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_right = models.BooleanField()
    key = models.UUIDField()  # of the form: sent twice, it is one try

    objects = TenantQuerySet["ReadingAnswer"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("question", "member", "key", name="a_form_is_one_try"),
            UniqueInTenant(
                "question",
                "member",
                condition=Q(is_right=True),
                name="a_question_is_understood_once",
            ),
            AppendOnly(name="reading_answers_are_append_only"),
        )
