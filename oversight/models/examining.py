"""How a round is judged. Rows of the city; what passes between it and a tenant is in both."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from oversight.models.examination import Criterion, Examination
from oversight.models.self_report import Kept
from oversight.models.signed_text import SignedText
from tenants.models import Member, Tenant, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, MayDelete, TenantForeignKey, UniqueInTenant


class HandedIn(TenantOwned):
    """A report as it was handed in: a copy in the tenant, and one in the city to be read there."""

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()  # the bytes that the leader signed
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["HandedIn"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("round", "zone", name="a_report_is_handed_in_once"),
            AppendOnly(name="what_was_handed_in_stays"),
        )

    def __str__(self) -> str:
        return f"{self.zone_id} {self.at:%Y-%m-%d}"


class Examiner(TenantOwned):
    """Who of the city examines a tenant in a round; the third one decides where two are apart."""

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    is_third = models.BooleanField(default=False)

    objects = TenantQuerySet["Examiner"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("is_third", "id")
        constraints = (
            UniqueInTenant("round", "zone", "member", name="an_examiner_examines_once"),
            UniqueInTenant(
                "round", "zone", condition=models.Q(is_third=True), name="one_third_examiner"
            ),
            MayDelete(name="an_examiner_who_has_scored_nothing_goes"),
        )

    def __str__(self) -> str:
        return f"{self.member_id}"


class ScoreQuerySet(TenantQuerySet["Score"]):
    def standing(self) -> Self:
        """Of each examiner's scores of a criterion the last one."""
        about = ("examiner_id", "criterion_id")
        newest = self.order_by(*about, "-n").distinct(*about)
        return self.filter(pk__in=newest.values("pk"))


class Score(TenantOwned):
    """An examiner's points for a judged criterion. Changing one's mind is another row."""

    examiner = TenantForeignKey(Examiner, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    n = models.PositiveSmallIntegerField(default=0)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    objects = ScoreQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("at", "id")
        constraints = (
            UniqueInTenant("examiner", "criterion", "n", name="scores_follow_one_another"),
            AppendOnly(name="scores_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.points}"


class PromiseVerdict(TenantOwned):
    """Whether a promise of last time was kept, as an examiner sees it; the last one counts."""

    examiner = TenantForeignKey(Examiner, on_delete=models.PROTECT, related_name="verdicts")
    position = models.PositiveSmallIntegerField()  # in the report that promised it
    verdict = models.CharField(max_length=6, choices=Kept)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["PromiseVerdict"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("at", "id")
        constraints = (AppendOnly(name="verdicts_on_promises_are_append_only"),)

    def __str__(self) -> str:
        return self.verdict


class ResultSignature(SignedText):
    """The city leader's signature under the results of a round, or under a correction of one."""

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")

    objects = TenantQuerySet["ResultSignature"].as_manager()

    class Meta(SignedText.Meta):
        ordering = ("signed_at", "id")
        constraints = (AppendOnly(name="signatures_under_results_are_append_only"),)


class Explained(TenantOwned):
    """What examiners said of a tenant, written into the tenant when its result is published."""

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(default=dict)  # criterion → sentences
    verdicts = models.JSONField(default=dict)  # position of a promise → verdict, reason

    objects = TenantQuerySet["Explained"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("round", name="a_result_is_explained_once"),
            AppendOnly(name="explanations_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.round_id}"


class Objection(TenantOwned):
    """A tenant's objection to its result: kept by both, the tenant and the city."""

    round = models.ForeignKey(Examination, on_delete=models.PROTECT, related_name="+")
    zone = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()  # the same on both sides
    text = models.TextField(gettext_lazy("objection"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Objection"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("at", "id")
        constraints = (
            UniqueInTenant("key", name="an_objection_is_raised_once"),
            AppendOnly(name="objections_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.zone_id} {self.at:%Y-%m-%d}"


class Answer(TenantOwned):
    """The city's answer to an objection, on both sides as well."""

    objection = TenantForeignKey(Objection, on_delete=models.PROTECT, related_name="answers")
    is_upheld = models.BooleanField()
    text = models.TextField(gettext_lazy("answer"), max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Answer"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("objection", name="an_objection_is_answered_once"),
            AppendOnly(name="answers_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
