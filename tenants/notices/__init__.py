"""What members are told: kinds of notices, the ledger of reminders, the digest of a day."""

from tenants.notices.kinds import (
    Kind,
    Line,
    lines,
    mark_read,
    notice_for,
    notify,
    notify_all,
    notify_each,
    register,
    told,
)

__all__ = [
    "Kind",
    "Line",
    "lines",
    "mark_read",
    "notice_for",
    "notify",
    "notify_all",
    "notify_each",
    "register",
    "told",
]
