"""Audits, by a body for a certificate or by one's own people: planned, held, reported, closed."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from documents.models import StoredFile
from oversight.models.certificate import Certificate
from tenants.errors import IllegalMove
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class AuditQuerySet(TenantQuerySet["Audit"]):
    def planned(self) -> AuditQuerySet:
        return self.filter(state=Audit.State.PLANNED)

    def held(self) -> AuditQuerySet:
        """Audits that took place, whatever has been written of them yet."""
        return self.filter(held_on__isnull=False)

    def listed(self) -> AuditQuerySet:
        """Audits as lists show them: those still to come first, then the newest."""
        about = self.select_related("owner", "certificate", "report")
        return about.order_by("-planned_from", "-id").fetch_mode(models.FETCH_RAISE)


class Audit(TenantOwned):
    """An audit from its plan to its close; what it covers and finds hangs on it."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", gettext_lazy("Internal audit")
        STAGE_1 = "stage_1", gettext_lazy("Stage 1 audit")
        STAGE_2 = "stage_2", gettext_lazy("Stage 2 audit")
        SURVEILLANCE = "surveillance", gettext_lazy("Surveillance audit")
        RECERTIFICATION = "recertification", gettext_lazy("Recertification audit")
        SPECIAL = "special", gettext_lazy("Special audit")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("audit", "Planned")
        HELD = "held", pgettext_lazy("audit", "Held")
        REPORTED = "reported", pgettext_lazy("audit", "Reported")
        CLOSED = "closed", pgettext_lazy("audit", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("audit", "Cancelled")

    MOVES = {
        State.PLANNED: {State.HELD, State.CANCELLED},
        State.HELD: {State.REPORTED},
        State.REPORTED: {State.CLOSED},
    }

    kind = models.CharField(gettext_lazy("kind"), max_length=15, choices=Kind)
    certificate = TenantForeignKey(  # none: an internal one, or for a certificate yet to come
        Certificate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="audits",
        verbose_name=gettext_lazy("certificate"),
    )
    title = models.CharField(gettext_lazy("title"), max_length=200)
    planned_from = models.DateField(gettext_lazy("planned from"))
    planned_until = models.DateField(gettext_lazy("planned until"))
    latest_on = models.DateField(gettext_lazy("latest day"), null=True, blank=True)
    owner = TenantForeignKey(  # who sees to it here, whoever audits
        Member,
        on_delete=models.PROTECT,
        related_name="audits_seen_to",
        verbose_name=gettext_lazy("owner"),
    )
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED, editable=False)
    held_on = models.DateField(null=True, editable=False)  # its last day
    report = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    report_name = models.CharField(max_length=200, blank=True, editable=False)
    reported_on = models.DateField(null=True, editable=False)
    closed_on = models.DateField(null=True, editable=False)
    why_cancelled = models.TextField(max_length=1000, blank=True, editable=False)
    planned_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now, editable=False)
    key = models.UUIDField(null=True, editable=False)  # of the request that planned it

    objects = AuditQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("key", name="audit_key_is_unique"),
            models.CheckConstraint(
                condition=Q(planned_from__lte=F("planned_until")),
                name="an_audit_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled"), held_on=None)
                | Q(state__in=("held", "reported", "closed"), held_on__isnull=False),
                name="an_audit_was_held_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("reported", "closed"))
                | Q(report__isnull=False, reported_on__isnull=False),
                name="an_audit_is_reported_by_its_report",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(why_cancelled=""),
                name="an_audit_is_cancelled_for_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "planned_until"],
                condition=Q(state="planned"),
                name="audits_to_hold",
            ),
            models.Index(fields=["tenant", "kind", "held_on"], name="audits_held"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.planned_from}"

    def move(self, to: State, **facts: object) -> None:
        """Change state in one UPDATE, so that of two clicks only one wins."""
        old = self.State(self.state)
        if to not in self.MOVES.get(old, set()):
            raise IllegalMove(
                _("An audit that is “%(old)s” cannot become “%(new)s”.")
                % {"old": old.label, "new": to.label}
            )
        if not Audit.objects.filter(pk=self.pk, state=old).update(state=to, **facts):
            raise IllegalMove(_("Someone else changed this audit first."))
        self.state = to

    def is_late(self, today: dt.date) -> bool:
        """Tell whether it should have been held by now."""
        return self.state == self.State.PLANNED and self.planned_until < today

    def is_planned_too_late(self) -> bool:
        """Tell whether its plan goes beyond the latest day that it was planned against."""
        is_planned = self.state == self.State.PLANNED
        return is_planned and self.latest_on is not None and self.planned_until > self.latest_on


class AuditorQuerySet(TenantQuerySet["Auditor"]):
    def here(self) -> AuditorQuerySet:
        """Auditors who can audit: people from outside, and those of one's own who are here."""
        here = Member.objects.active().values("pk")
        return self.filter(Q(member=None) | Q(member__in=here))

    def missing(self) -> AuditorQuerySet:
        """Auditors of audits that are still to be held, who have left meanwhile."""
        planned = self.filter(audit__state=Audit.State.PLANNED)
        return planned.exclude(pk__in=Auditor.objects.here().values("pk"))


class Auditor(TenantOwned):
    """Who audits: one's own people, or somebody from outside by name."""

    audit = TenantForeignKey(Audit, on_delete=models.PROTECT, related_name="team")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)  # as the report has it
    is_lead = models.BooleanField(default=False)

    objects = AuditorQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("-is_lead", "name")
        constraints = (
            UniqueInTenant("audit", "member", name="an_auditor_is_in_a_team_once"),
            UniqueInTenant(
                *("audit", "name"),
                condition=Q(member=None),
                name="an_auditor_from_outside_is_in_a_team_once",
            ),
            UniqueInTenant("audit", condition=Q(is_lead=True), name="an_audit_has_one_lead"),
            models.CheckConstraint(condition=~Q(name=""), name="an_auditor_has_a_name"),
            MayDelete(name="teams_change_until_the_audit"),
        )

    def __str__(self) -> str:
        return self.name
