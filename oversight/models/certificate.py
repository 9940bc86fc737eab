"""Certificates of a tenant's management system, and what became of each of them, day by day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import StoredFile
from tenants.models import Member, Tenant, TenantOwned, TenantQuerySet, Unit
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class CertificateQuerySet(TenantQuerySet["Certificate"]):
    def listed(self) -> CertificateQuerySet:
        """Certificates with who answers for them, the newest first."""
        people = self.select_related("owner", "unit", "scan")
        return people.order_by("-issued_on", "-id").fetch_mode(models.FETCH_RAISE)


class Certificate(TenantOwned):
    """One issue of a certificate: a renewed one is a certificate of its own that names this one.

    How it stands on a day follows from its days and its events (oversight/certification/clock.py).
    """

    standard = models.CharField(_("standard"), max_length=60)  # the code of its edition
    number = models.CharField(_("certificate number"), max_length=80)
    body = models.CharField(_("certification body"), max_length=200)
    accreditation = models.CharField(_("accreditation"), max_length=100, blank=True)
    scope_zh = models.TextField(_("scope in Chinese"), max_length=1000)
    scope_en = models.TextField(_("scope in English"), max_length=1000, blank=True)
    sites = models.TextField(_("sites"), max_length=1000, blank=True)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("valid until"))
    scan = TenantForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    scan_name = models.CharField(max_length=200, blank=True)
    owner = TenantForeignKey(
        Member, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("owner")
    )
    unit = TenantForeignKey(  # whose head hears when its days are missed
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("owning unit")
    )
    renews = TenantForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")
    registered_by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True)  # of the request that registered it

    objects = CertificateQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("number", "issued_on", name="a_certificate_is_registered_once"),
            UniqueInTenant("renews", name="a_certificate_is_renewed_once"),
            UniqueInTenant("key", name="certificate_key_is_unique"),
            models.CheckConstraint(
                condition=Q(issued_on__lt=F("valid_until")),
                name="a_certificate_is_valid_after_its_issue",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard} {self.number}"


class CertificateEvent(TenantOwned):
    """What happened to a certificate on a day; written once, never taken back."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        SUSPENDED = "suspended", pgettext_lazy("certificate", "Suspended")
        LIFTED = "lifted", _("Suspension lifted")
        WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "Withdrawn")
        EXPIRED = "expired", _("Expired, not renewed")
        SURRENDERED = "surrendered", _("Surrendered")
        RENEWED = "renewed", _("Renewed")

    certificate = TenantForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    n = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11, choices=Kind)
    on = models.DateField()
    until = models.DateField(null=True)  # the end of a suspension
    by_own_fault = models.BooleanField(default=False)
    why = models.TextField(max_length=1000, blank=True)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True)

    objects = TenantQuerySet["CertificateEvent"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("n",)
        constraints = (
            UniqueInTenant("certificate", "n", name="events_of_a_certificate_count_up"),
            UniqueInTenant("key", name="certificate_event_key_is_unique"),
            models.CheckConstraint(
                condition=~Q(kind="suspended") | Q(until__gte=F("on")),
                name="a_suspension_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("issued", "renewed")) | ~Q(why=""),
                name="what_happens_to_a_certificate_has_a_reason",
            ),
            AppendOnly(name="certificate_events_are_append_only"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Declaration(TenantOwned):
    """Somebody's word that a condition for certification holds, or does not; the newest counts."""

    condition = models.CharField(max_length=40)
    holds = models.BooleanField()
    note = models.CharField(_("what it rests on"), max_length=500, blank=True)
    by = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    objects = TenantQuerySet["Declaration"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (AppendOnly(name="declarations_are_append_only"),)
        indexes = (models.Index(fields=["tenant", "condition", "-at"], name="newest_declaration"),)

    def __str__(self) -> str:
        return f"{self.condition} {self.on}"


class CertificateCard(models.Model):
    """What the city knows of a certificate: standard, state and days. No number, scope or scan."""

    # the certificate's own, under which the city could look nothing up
    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="certificate_cards")
    standard = models.CharField(max_length=60)
    state = models.CharField(max_length=11)
    valid_until = models.DateField()
    next_audit = models.CharField(max_length=15, blank=True)
    latest_on = models.DateField(null=True)
    planned_until = models.DateField(null=True)
    measured_on = models.DateField()

    class Meta:
        ordering = ("valid_until", "id")
        indexes = (models.Index(fields=["valid_until"], name="certificates_by_end"),)

    def __str__(self) -> str:
        return f"{self.tenant_id} {self.standard}"
