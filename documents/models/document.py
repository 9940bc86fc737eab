"""A controlled document: its identity and number. What it says is in its revisions."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document_type import DocumentType
from documents.models.folder import Folder
from documents.models.sight import Sight
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import TenantForeignKey, UniqueInTenant


class DocumentQuerySet(TenantQuerySet["Document"]):
    def visible_to(self, member: Member) -> DocumentQuerySet:
        """Documents this member may know of."""
        return self.filter(Sight.of(member).of_documents())

    def of_type(self, document_type: DocumentType) -> DocumentQuerySet:
        return self.filter(document_type=document_type)

    def in_force_now(self) -> DocumentQuerySet:
        """Documents whose text holds: a revision is effective and the document is active."""
        return self.filter(state=Document.State.ACTIVE, in_force__isnull=False)

    def open_to_all(self) -> DocumentQuerySet:
        """Documents that may be named to everybody who reads documents."""
        return self.filter(restricted=False, folder__restricted=False)

    def due_for_review(self, on: dt.date) -> DocumentQuerySet:
        return self.in_force_now().filter(review_due__lte=on)

    def expiring(self, on: dt.date) -> DocumentQuerySet:
        return self.in_force_now().filter(valid_until__lte=on)

    def live(self) -> DocumentQuerySet:
        """Documents that are not retired."""
        return self.exclude(state=Document.State.RETIRED)

    def lasting(self) -> DocumentQuerySet:
        """Documents that are neither retired nor about to be."""
        return self.live().filter(retires_on=None).exclude(act=Document.Act.RETIRE)

    def due_to_retire(self, on: dt.date) -> DocumentQuerySet:
        """Documents whose retirement is approved and whose last day has passed.

        What is being decided about one of them is decided first.
        """
        return self.live().filter(retires_on__lte=on, act="")

    def expired_for_good(self, on: dt.date) -> DocumentQuerySet:
        """Documents of types that expire by themselves, whose days of grace are over."""
        last_day = ExpressionWrapper(
            F("valid_until") + F("document_type__grace_days"), models.DateField()
        )
        ending = self.in_force_now().filter(document_type__expires_by_itself=True)
        return ending.annotate(last_day=last_day).filter(last_day__lt=on)


class Document(TenantOwned):
    """A controlled document; the number is given once and never changes."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        RETIRED = "retired", _("Retired")

    class Act(models.TextChoices):
        """What is decided about the document itself, by a round."""

        WITHDRAW = "withdraw", _("Withdrawal")
        RESTORE = "restore", _("Restoration")
        RETIRE = "retire", _("Retirement")
        REVIEW = "review", _("Periodic review")

    number = models.CharField(_("number"), max_length=60)
    number_key = models.CharField(max_length=160, editable=False)  # digits padded: sorts, prefixes
    title = models.CharField(_("title"), max_length=200)  # of the revision in force, or the newest
    document_type = TenantForeignKey(DocumentType, on_delete=models.PROTECT, related_name="+")
    folder = TenantForeignKey(Folder, on_delete=models.PROTECT, related_name="documents")
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    owner = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="owned_documents")
    state = models.CharField(max_length=9, choices=State, default=State.ACTIVE)
    restricted = models.BooleanField(_("restricted"), default=False)
    in_force = TenantForeignKey(
        "documents.Revision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # As they are written; what they mean are rows (ClauseLink), what no clause has stands below.
    clauses = models.CharField(_("ISO 9001 clauses"), max_length=300, blank=True)
    clauses_unread = models.CharField(max_length=300, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    review_due = models.DateField(_("next review"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    parent = TenantForeignKey(  # a form belongs to a procedure
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    act = models.CharField(max_length=8, choices=Act, blank=True)  # a round decides on it now
    retires_on = models.DateField(null=True)  # approved; the clock carries it out
    imported_from = models.CharField(max_length=200, blank=True)  # what an import knows it by
    key = models.UUIDField(null=True, editable=False)  # of the request that made it
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(
                "number",
                name="document_number_is_unique",
                violation_error_message=_("This number is taken; numbers are never used twice."),
            ),
            UniqueInTenant("key", name="document_key_is_unique"),
            models.CheckConstraint(
                condition=~Q(parent=F("id")), name="no_document_belongs_to_itself"
            ),
            UniqueInTenant("imported_from", condition=~Q(imported_from=""), name="imported_once"),
        )
        indexes = (
            models.Index(fields=["tenant", "number_key", "id"], name="document_register"),
            models.Index(fields=["tenant", "review_due"], name="document_review_due"),
        )
        permissions = (("read_document", "May read a restricted document"),)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def is_in_force(self) -> bool:
        return self.state == self.State.ACTIVE and self.in_force_id is not None

    def is_external(self) -> bool:
        level: int = self.document_type.level
        return level == DocumentType.Level.EXTERNAL

    def is_expired(self, today: dt.date | None = None) -> bool:
        return self.valid_until is not None and self.valid_until < (today or timezone.localdate())
