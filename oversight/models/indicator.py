"""The indicators by name: what follow-ups and thresholds are about."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorName(TextChoices):
    """How each is counted and judged: oversight/city/indicators.py."""

    REVIEWS_OVERDUE = "reviews_overdue", _("Reviews overdue")
    APPROVALS_OVERDUE = "approvals_overdue", _("Approvals overdue")
    ACKNOWLEDGED = "acknowledged_percent", _("Acknowledged")
    DAYS_TO_FORCE = "days_to_force", _("Approval takes (days)")
    DAYS_TO_EXPIRY = "days_to_expiry", _("Certificate left (days)")
    CLAUSES = "clauses_percent", _("Clauses covered")
    FINDINGS = "findings_open", _("Nonconformities open")
    DAYS_TO_AUDIT = "days_to_audit", _("Next audit in (days)")
    EXPIRED = "expired", _("Expired")
    READINESS = "readiness", _("Readiness")
