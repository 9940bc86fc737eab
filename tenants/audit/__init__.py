"""The audit trail: who did what, chained, verified, anchored outside the database."""

from tenants.audit.record import (
    Changes,
    changes,
    entries_about,
    kept_for_last,
    last_of,
    record,
    record_all,
    record_for_city,
    subject_of,
)
from tenants.audit.verification import Fault, faults

__all__ = [
    "Changes",
    "Fault",
    "changes",
    "entries_about",
    "faults",
    "kept_for_last",
    "last_of",
    "record",
    "record_all",
    "record_for_city",
    "subject_of",
]
