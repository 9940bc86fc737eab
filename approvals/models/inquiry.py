"""What a reader asks the owner about a passage of a text that binds them, with its answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Document, Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class InquiryQuerySet(TenantQuerySet["Inquiry"]):
    def unanswered(self) -> InquiryQuerySet:
        """Questions that wait for an answer, of documents that live on."""
        retired = Q(revision__document__state=Document.State.RETIRED)
        return self.filter(~retired, answered_at=None)

    def named(self) -> InquiryQuerySet:
        """All with their people and the revision they were asked of, oldest first."""
        found = self.select_related("by", "answered_by", "revision", "draft")
        return found.defer(*LONG).order_by("at", "id")


LONG = ("revision__markdown", "revision__manifest", "draft__markdown", "draft__manifest")


class Inquiry(TenantOwned):
    """A question of a reader; answered once, by the owner or a document controller.

    It is kept with the words of the passage, so that later readers find it beside the same words.
    """

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="inquiries")
    clause = models.CharField(max_length=60, blank=True)
    quote = models.CharField(max_length=200, blank=True)  # how the passage begins; "": all of it
    body = models.TextField(_("question"), max_length=2000)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    key = models.UUIDField(null=True)  # of the request that asked: same key, same question
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_key = models.UUIDField(null=True)
    # The change that came of it: begun with the answer, or in work already.
    draft = TenantForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InquiryQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="inquiry_key_is_unique"),
            models.CheckConstraint(condition=~Q(body=""), name="an_inquiry_asks_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(~Q(answer=""), answered_at__isnull=False, answered_by__isnull=False),
                name="an_inquiry_is_answered_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "revision"],
                condition=Q(answered_at=None),
                name="inquiries_unanswered",
            ),
        )
