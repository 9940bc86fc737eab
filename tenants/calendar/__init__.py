"""Working days: what due dates of approvals and reminders count in. Their one home."""

from tenants.calendar.days import WorkingDays, missing_year, working_days

__all__ = ["WorkingDays", "missing_year", "working_days"]
