"""Findings of audits 审核发现: what was seen, and what was done about it until it was closed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.models import Clause, Document, Revision, StoredFile
from oversight.models.audit import Audit
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet, Unit
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant

LONG: Final = tuple(
    f"{at}__{what}" for at in ("revision", "draft") for what in ("markdown", "manifest")
)


class FindingQuerySet(TenantQuerySet["Finding"]):
    def open(self) -> FindingQuerySet:
        """Findings whose answer nobody has verified yet: what the city counts as open."""
        return self.filter(state__in=(Finding.State.OPEN, Finding.State.ANSWERED))

    def unsettled(self) -> FindingQuerySet:
        """Findings that are not closed yet."""
        return self.exclude(state=Finding.State.CLOSED)

    def nonconformities(self) -> FindingQuerySet:
        return self.filter(grade__in=Finding.NONCONFORMITIES)

    def late(self, on: dt.date) -> FindingQuerySet:
        """Findings that should have been answered, or verified, by now."""
        return self.filter(
            Q(state=Finding.State.OPEN, due_on__lt=on)
            | Q(state=Finding.State.ANSWERED, verify_by__lt=on)
        )

    def keeping_open(self, audit: Audit) -> FindingQuerySet:
        """Nonconformities for which an audit stays open: closed, or carried over, they do not."""
        here = Q(audit=audit, carried_to=None) | Q(carried_to=audit)
        return self.nonconformities().unsettled().filter(here).order_by("number")

    def of(self, audit: Audit) -> FindingQuerySet:
        """Findings that an audit has to do with: its own, and those carried over to it."""
        return self.filter(Q(audit=audit) | Q(carried_to=audit))

    def listed(self) -> FindingQuerySet:
        """Findings with all that a list names, the newest first."""
        about = self.select_related(
            *("audit", "clause", "unit", "document", "revision", "draft"),
            *("owner", "verifier", "carried_to"),
        )
        return about.defer(*LONG).order_by("-number").fetch_mode(models.FETCH_RAISE)


class Finding(TenantOwned):
    """One thing that an audit found, of one grade; what was said about it are its entries."""

    class Grade(models.TextChoices):
        MAJOR = "major", gettext_lazy("Major nonconformity")
        MINOR = "minor", gettext_lazy("Minor nonconformity")
        OBSERVATION = "observation", gettext_lazy("Observation")
        GOOD_PRACTICE = "good_practice", gettext_lazy("Good practice")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("finding", "To be answered")
        ANSWERED = "answered", pgettext_lazy("finding", "To be verified")
        VERIFIED = "verified", pgettext_lazy("finding", "Verified")
        CLOSING = "closing", pgettext_lazy("finding", "Closing is being signed")
        CLOSED = "closed", pgettext_lazy("finding", "Closed")

    NONCONFORMITIES = (Grade.MAJOR, Grade.MINOR)
    MOVES = {
        State.OPEN: {State.ANSWERED, State.CLOSED},  # closed unanswered: observations only
        State.ANSWERED: {State.VERIFIED, State.OPEN},
        State.VERIFIED: {State.CLOSING, State.CLOSED, State.OPEN},
        State.CLOSING: {State.CLOSED, State.VERIFIED},
    }

    number = models.PositiveIntegerField()  # 1, 2 … of the tenant
    audit = TenantForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    carried_to = TenantForeignKey(  # the audit that looks whether it is put right
        Audit, on_delete=models.PROTECT, null=True, related_name="findings_carried_here"
    )
    grade = models.CharField(gettext_lazy("grade"), max_length=13, choices=Grade)
    clause = models.ForeignKey(
        Clause,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("clause"),
    )
    unit = TenantForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("unit")
    )
    document = TenantForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=gettext_lazy("document"),
    )
    # As it was: what held on the day of the audit.
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.TextField(gettext_lazy("what was seen"), max_length=4000)
    owner = TenantForeignKey(  # answers it
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=gettext_lazy("owner"),
    )
    verifier = TenantForeignKey(  # looks whether the answer holds
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="findings_to_verify",
        verbose_name=gettext_lazy("verifier"),
    )
    due_on = models.DateField(gettext_lazy("answer by"), null=True, blank=True)
    verify_by = models.DateField(null=True)  # set with an answer
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answered_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    verified_by = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    # The revision that it led to: the draft in work then, or one begun for it.
    draft = TenantForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="+")
    raised_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True)  # of the request that raised it

    objects = FindingQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("number", name="findings_count_up"),
            UniqueInTenant("key", name="finding_key_is_unique"),
            models.CheckConstraint(condition=~Q(seen=""), name="a_finding_says_what_was_seen"),
            models.CheckConstraint(
                condition=Q(document=None, revision=None)
                | Q(document__isnull=False, revision__isnull=False),
                name="a_finding_keeps_the_revision_as_it_was",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=("observation", "good_practice")) | Q(clause__isnull=False),
                name="a_nonconformity_names_a_clause",
            ),
            models.CheckConstraint(
                condition=Q(grade="good_practice", state="closed")
                | Q(owner__isnull=False, verifier__isnull=False, due_on__isnull=False)
                & ~Q(grade="good_practice"),
                name="a_finding_is_answered_by_somebody_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("verifier")), name="nobody_verifies_what_they_own"
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("verified_by")),
                name="nobody_verifies_their_own_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "answered"), verified_by=None)
                | Q(state__in=("verified", "closing"), verified_by__isnull=False)
                | Q(state="closed"),
                name="a_verified_finding_was_verified_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", grade__in=("major", "minor"), verified_by=None),
                name="a_nonconformity_is_closed_verified",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | ~Q(state="closed") & Q(closed_on=None),
                name="a_finding_was_closed_on_a_day",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "owner"], condition=Q(state="open"), name="findings_to_answer"
            ),
            models.Index(
                fields=["tenant", "verifier"],
                condition=Q(state="answered"),
                name="findings_to_verify",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """Return what people call it."""
        return f"F-{self.number:03}"

    def move(self, to: State, **facts: Any) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("A finding that is “%(old)s” cannot become “%(new)s”.")
                % {"old": old.label, "new": to.label}
            )
        if not Finding.objects.filter(pk=self.pk, state=old).update(state=to, **facts):
            raise IllegalMove(_("Someone else dealt with this finding first."))
        self.state = to

    def is_nonconformity(self) -> bool:
        return self.grade in self.NONCONFORMITIES

    def waits_until(self) -> dt.date | None:
        """Return the day by which the next word is due; None when none is."""
        if self.state == self.State.OPEN:
            return self.due_on
        return self.verify_by if self.state == self.State.ANSWERED else None

    def is_late(self, today: dt.date) -> bool:
        """Tell whether somebody should have answered or verified it by now."""
        until = self.waits_until()
        return until is not None and until < today


class FindingEntry(TenantOwned):
    """What was said about a finding, word for word: answers of every round stay."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", pgettext_lazy("finding", "Answered")
        SENT_BACK = "sent_back", pgettext_lazy("finding", "Sent back")
        VERIFIED = "verified", pgettext_lazy("finding", "Verified")
        CLOSED = "closed", pgettext_lazy("finding", "Closed")
        EVIDENCE = "evidence", pgettext_lazy("finding", "Evidence added")
        GIVEN = "given", pgettext_lazy("finding", "Given to others")
        CARRIED = "carried", pgettext_lazy("finding", "Carried over")
        REVISED = "revised", pgettext_lazy("finding", "Revision opened")

    finding = TenantForeignKey(Finding, on_delete=models.PROTECT, related_name="entries")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.TextField(max_length=4000, blank=True)  # of an answer: the corrective action
    leaver = TenantForeignKey(  # whose leaving is the reason, instead of words
        Member, on_delete=models.PROTECT, null=True, related_name="+"
    )
    correction = models.TextField(max_length=4000, blank=True)
    cause = models.TextField(max_length=4000, blank=True)
    due_on = models.DateField(null=True)  # the day that was set with it
    file = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["FindingEntry"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("n",)
        constraints = (
            UniqueInTenant("finding", "n", name="entries_of_a_finding_count_up"),
            models.CheckConstraint(
                condition=~Q(words="") | Q(leaver__isnull=False),
                name="a_finding_entry_says_something",
            ),
            AppendOnly(name="finding_entries_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"

    def said(self) -> str:
        """Return what was said, or the reason that the product knows, in the reader's language."""
        return _("%(name)s leaves.") % {"name": self.leaver.name} if self.leaver else self.words
