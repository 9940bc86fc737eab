"""What a document says at one time: the state machine of revisions."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.models.file import StoredFile
from documents.models.sight import Sight
from documents.versions import Version
from tenants.errors import IllegalMove, Refused
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In approval")
    APPROVED = "approved", _("Approved")
    EFFECTIVE = "effective", _("Effective")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED)
ISSUED = (State.EFFECTIVE, State.SUPERSEDED)
CLOSED = (State.REJECTED, State.CANCELLED)
STAMPS = {
    State.APPROVED: "approved_at",
    State.EFFECTIVE: "effective_at",
    State.SUPERSEDED: "superseded_at",
}


class RevisionQuerySet(TenantQuerySet["Revision"]):
    def open(self) -> RevisionQuerySet:
        """Revisions in work; at most one per document."""
        return self.filter(state__in=OPEN)

    def issued(self) -> RevisionQuerySet:
        """Revisions that are or were in force."""
        return self.filter(state__in=ISSUED)

    def ever_submitted(self) -> RevisionQuerySet:
        """Revisions whose label stands in a round at least, with their documents, oldest first."""
        seen = self.exclude(state__in=(State.DRAFT, State.CANCELLED))
        return seen.select_related("document").order_by("created_at")

    def in_force_at(self, at: dt.datetime) -> RevisionQuerySet:
        """Revisions that had taken effect before an instant and were replaced after it, if ever."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gte=at), effective_at__lt=at)

    def due_to_take_effect(self, today: dt.date) -> RevisionQuerySet:
        """Approved revisions of active documents whose day has come ("at once" has no day).

        What is part of a change package takes effect with it, and never by itself.
        """
        alone = self.filter(state=State.APPROVED, package_number=None)
        day = Q(effective_on__isnull=True) | Q(effective_on__lte=today)
        return alone.filter(day, document__state=Document.State.ACTIVE)

    def visible_to(self, member: Member) -> RevisionQuerySet:
        """Revisions of a visible document: issued ones, and work one takes part in."""
        sight = Sight.of(member)
        shown = self.filter(sight.of_documents("document__"))
        if sight.sees_all_work:
            return shown
        return shown.filter(sight.of_revisions() | Q(document__owner_id=member.pk))

    def of_visible(self, document: Document, member: Member) -> RevisionQuerySet:
        """Revisions this member may read of a document they see."""
        sight, found = Sight.of(member), self.filter(document=document)
        if sight.sees_all_work or document.owner_id == member.pk:
            return found
        return found.filter(sight.of_revisions())


class Revision(TenantOwned):
    """One version of a document's text, from draft to superseded."""

    State: TypeAlias = State  # noqa: UP040  (a class, not only a name for one)

    class ChangeClass(models.TextChoices):
        MAJOR = "major", _("Major change")
        MINOR = "minor", _("Minor change")
        EDITORIAL = "editorial", _("Editorial change")

    MOVES: dict[State, set[State]] = {
        State.DRAFT: {State.IN_REVIEW, State.CANCELLED},
        State.IN_REVIEW: {State.DRAFT, State.APPROVED, State.REJECTED},
        State.APPROVED: {State.EFFECTIVE, State.CANCELLED},
        State.EFFECTIVE: {State.SUPERSEDED},
    }

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="revisions")
    n = models.PositiveIntegerField(editable=False)  # order and URL; counts every attempt
    edition = models.PositiveSmallIntegerField(editable=False)
    change = models.PositiveSmallIntegerField(editable=False)
    label = models.CharField(max_length=12, editable=False)  # "C/2", as the tenant's scheme has it
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    change_class = models.CharField(
        _("change class"), max_length=9, choices=ChangeClass, default=ChangeClass.MAJOR
    )
    summary = models.TextField(_("summary of changes"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    impact = models.TextField(_("impact"), blank=True)
    effective_on = models.DateField(_("effective date"), null=True, blank=True)  # None: at once
    must_acknowledge = models.BooleanField(_("staff must acknowledge again"), default=True)
    prepared_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="prepared")
    markdown = models.TextField(_("text"), blank=True)  # the source, unless a file was uploaded
    source = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    source_name = models.CharField(max_length=200, blank=True)
    # A PDF in place of pages that could not be made of the source, and why it stands for it.
    substitute = TenantForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    substitute_reason = models.TextField(blank=True, editable=False)
    saves = models.PositiveIntegerField(default=0)  # how often saved: a stale form is refused
    manifest = models.BinaryField(null=True, editable=False)  # what signatures bind to
    is_imported = models.BooleanField(default=False)
    # Of the change package it is part of: then nothing is decided or put in force of it alone.
    package_number = models.PositiveIntegerField(null=True, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the request that made it
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True, editable=False)
    effective_at = models.DateTimeField(null=True, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-n",)
        constraints = (
            UniqueInTenant("document", "n", name="revisions_count_up"),
            UniqueInTenant(
                "document",
                condition=Q(state="effective"),
                name="one_effective_revision_per_document",
            ),
            UniqueInTenant(
                "document",
                condition=Q(state__in=["draft", "in_review", "approved"]),
                name="one_open_revision_per_document",
                violation_error_message=_("Another revision of this document is in work."),
            ),
            UniqueInTenant(
                "document",
                "edition",
                "change",
                condition=~Q(state__in=["rejected", "cancelled"]),
                name="a_label_is_used_once",
            ),
            UniqueInTenant("key", name="revision_key_is_unique"),
        )
        indexes = (
            models.Index(fields=["tenant", "state", "effective_on"], name="revision_takes_effect"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.label}"

    @property
    def version(self) -> Version:
        return Version(self.edition, self.change)

    def move(self, to: State) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins.

        Raises IllegalMove when the table has no such move or someone else moved first.
        """
        old = State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("A revision that is “%(old)s” cannot become “%(new)s”."),
                params={"old": old.label, "new": to.label},
            )
        facts: dict[str, object] = {"state": to}
        if to in STAMPS:
            facts[STAMPS[to]] = timezone.now()
        if not Revision.objects.filter(pk=self.pk, state=old).update(**facts):
            raise IllegalMove(_("Someone else changed this revision first. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)

    def check_alone(self) -> None:
        """Refuse to do something to it alone while it is part of a change package."""
        if self.package_number is not None and self.is_open():
            raise Refused(
                _(
                    "It is part of change package %(package)s and goes with it. Do this to the"
                    " package, or take it out while the package is a draft."
                ),
                params={"package": self.package_number},
            )

    def is_open(self) -> bool:
        return self.state in OPEN

    def is_issued(self) -> bool:
        return self.state in ISSUED
