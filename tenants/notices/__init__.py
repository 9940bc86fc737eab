"""What members are told: kinds of notices, the ledger of reminders, the digest of a day."""

from tenants.notices.kinds import (
    Kind,
    Line,
    label_of,
    lines,
    mark_read,
    notice_for,
    notify,
    notify_all,
    register,
    told,
)

__all__ = [
    "Kind",
    "Line",
    "label_of",
    "lines",
    "mark_read",
    "notice_for",
    "notify",
    "notify_all",
    "register",
    "told",
]
