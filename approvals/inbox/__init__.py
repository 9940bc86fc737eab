"""What waits for a person in all their tenants, and one of it opened beside the list."""

from approvals.inbox.lists import Done, Inbox, Task
from approvals.inbox.opened import Opened, opened

__all__ = ["Done", "Inbox", "Opened", "Task", "opened"]
