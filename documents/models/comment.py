"""What authors and reviewers tell each other about a passage before a revision is issued."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.revision import Revision
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey


class CommentQuerySet(TenantQuerySet["Comment"]):
    def unresolved(self) -> CommentQuerySet:
        """Remarks on a passage that nobody has resolved; answers are resolved with them."""
        return self.filter(answers=None, resolved_at=None)

    def in_order(self) -> CommentQuerySet:
        """All with their people, oldest first."""
        return self.select_related("by", "resolved_by").order_by("at", "id")


class Comment(TenantOwned):
    """A remark on a passage of a revision, or an answer to one; it stays with the revision.

    It is no part of what is signed, and readers never see it.
    """

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")
    answers = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    clause = models.CharField(max_length=60, blank=True)
    quote = models.CharField(max_length=200, blank=True)  # how the passage begins; "": all of it
    body = models.TextField(_("comment"), max_length=4000)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()
