"""Change packages: revisions of several documents that take effect together or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Final, TypeAlias

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.models import Revision
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import TenantForeignKey, UniqueInTenant

FEWEST: Final = 2
MOST: Final = 50  # documents in a package


class State(models.TextChoices):
    """Returned or recalled, it is a draft again; the word it came back with is kept."""

    DRAFT = "draft", Revision.State.DRAFT.label
    IN_APPROVAL = "in_approval", Revision.State.IN_REVIEW.label
    APPROVED = "approved", Revision.State.APPROVED.label
    EFFECTIVE = "effective", Revision.State.EFFECTIVE.label
    REJECTED = "rejected", Revision.State.REJECTED.label
    CANCELLED = "cancelled", Revision.State.CANCELLED.label


class PackageQuerySet(TenantQuerySet["Package"]):
    def visible_to(self, member: Member) -> PackageQuerySet:
        """Packages of which this member may read every document, and empty ones they lead."""
        there = PackageItem.objects.standing().filter(package=OuterRef("pk"))
        seen = Revision.objects.visible_to(member).values("pk")
        hidden = Exists(there.exclude(revision__in=seen))
        if member.can("documents.control"):
            return self.filter(~hidden)
        return self.filter(Exists(there) | Q(lead=member)).filter(~hidden)

    def due(self, today: dt.date) -> PackageQuerySet:
        """Approved packages whose day has come ("at once" has no day)."""
        day = Q(effective_on__isnull=True) | Q(effective_on__lte=today)
        return self.filter(day, state=State.APPROVED)

    def listed(self) -> PackageQuerySet:
        """Packages as their list shows them, the newest first."""
        counted = self.annotate(count=Count("items", filter=Q(items__removed_at=None)))
        return counted.select_related("lead").order_by("-number").fetch_mode(models.FETCH_RAISE)


class Package(TenantOwned):
    """What is drafted, approved and put in force as one."""

    State: TypeAlias = State  # noqa: UP040  (a class, not only a name for one)

    MOVES: dict[State, set[State]] = {
        State.DRAFT: {State.IN_APPROVAL, State.CANCELLED},
        State.IN_APPROVAL: {State.DRAFT, State.APPROVED, State.REJECTED},
        State.APPROVED: {State.EFFECTIVE, State.CANCELLED},
    }

    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(_("reason"))
    lead = TenantForeignKey(
        Member, on_delete=models.PROTECT, related_name="packages", verbose_name=_("lead")
    )
    effective_on = models.DateField(_("effective date"), null=True, blank=True)  # None: at once
    state = models.CharField(max_length=11, choices=State, default=State.DRAFT, editable=False)
    # The last word on it: when and why it was returned, rejected or cancelled.
    returned_at = models.DateTimeField(null=True, editable=False)
    comment = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    effective_at = models.DateTimeField(null=True, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the request that made it

    objects = PackageQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-number",)
        constraints = (
            UniqueInTenant("number", name="packages_count_up"),
            UniqueInTenant("key", name="package_key_is_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_package_has_a_reason"),
        )
        indexes = (
            models.Index(fields=["tenant", "state", "effective_on"], name="package_takes_effect"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    def is_open(self) -> bool:
        """Tell whether something of it is still to be done."""
        return self.state in (State.DRAFT, State.IN_APPROVAL, State.APPROVED)

    def may_lead(self, member: Member) -> bool:
        """Tell whether this member puts it together, submits it and takes it back."""
        return member.pk == self.lead_id or member.can("documents.control")

    def revisions(self) -> list[Revision]:
        """Return what stands in it, in its order, with the documents."""
        items = self.items.standing().select_related(
            "revision__document__document_type", "revision__document__unit", "revision__prepared_by"
        )
        return [item.revision for item in items.order_by("position", "id")]

    def move(self, to: State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("A change package that is “%(old)s” cannot become “%(new)s”."),
                params={"old": old.label, "new": to.label},
            )
        facts = {"state": to, **facts}
        if not Package.objects.filter(pk=self.pk, state=old).update(**facts):
            raise IllegalMove(_("Someone else changed this package first. Look at it again."))
        for name, value in facts.items():
            setattr(self, name, value)


class PackageItemQuerySet(TenantQuerySet["PackageItem"]):
    def standing(self) -> PackageItemQuerySet:
        """What has not been taken out again."""
        return self.filter(removed_at=None)


class PackageItem(TenantOwned):
    """A revision in a package; taken out, the row tells that it had been there."""

    package = TenantForeignKey(Package, on_delete=models.PROTECT, related_name="items")
    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="package_items")
    position = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = PackageItemQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("position", "id")
        constraints = (
            UniqueInTenant(
                "revision",
                condition=Q(removed_at=None),
                name="a_revision_is_in_one_package",
            ),
        )
