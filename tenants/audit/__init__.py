"""The audit trail: who did what, chained, verified, anchored outside the database."""

from tenants.audit.record import Changes, changes, last_of, record, record_for_city, subject_of
from tenants.audit.verification import Fault, faults

__all__ = [
    "Changes",
    "Fault",
    "changes",
    "faults",
    "last_of",
    "record",
    "record_for_city",
    "subject_of",
]
