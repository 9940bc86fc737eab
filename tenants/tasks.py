"""What an account asks the queue to do: accounts belong to no tenant."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction

from tenants.door import letters, resets
from tenants.models import User


@shared_task
def mail_reset_link(email: str) -> None:
    """Mail a link for a new password, if this address has an account."""
    resets.send_link(email)


@shared_task
def mail_to_account(user_id: str, kind: str) -> None:
    """Mail a person what happened to their account."""
    letters.write_to(User.objects.get(pk=UUID(user_id)), kind)


def after_saving(task: Any, *arguments: str) -> None:
    """Queue a task of an account once the transaction is saved; a dead broker is no error."""
    transaction.on_commit(lambda: task.apply_async(arguments, retry=False), robust=True)
