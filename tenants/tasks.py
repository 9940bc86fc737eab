"""What accounts, which belong to no tenant, and the people of a tenant ask the queue to do."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction

from tenants.channels.delivering import deliver
from tenants.door import letters, resets
from tenants.models import Tenant, User
from tenants.people import letters as invitations
from tenants.people.sheets import importing
from tenants.scope.queue import tenant_task


@shared_task
def mail_reset_link(email: str) -> None:
    """Mail a link for a new password, if this address has an account."""
    resets.send_link(email)


@shared_task
def mail_to_account(user_id: str, kind: str) -> None:
    """Mail a person what happened to their account."""
    letters.write_to(User.objects.get(pk=UUID(user_id)), kind)


@tenant_task(scope=False)
def send_invitations(tenant_id: str) -> None:
    """Mail the invitations of a tenant that wait for it."""
    invitations.send_waiting(Tenant.objects.get(pk=UUID(tenant_id)))


@tenant_task(scope=False)
def deliver_now(tenant_id: str) -> None:
    """Deliver what waits in a tenant, without waiting for the clock."""
    deliver(Tenant.objects.get(pk=UUID(tenant_id)))


@tenant_task(scope=False)
def check_people(tenant_id: str, import_id: str) -> None:
    """Say what an uploaded sheet would change, or what is wrong with it."""
    importing.check(Tenant.objects.get(pk=UUID(tenant_id)), UUID(import_id))


@tenant_task
def import_people(import_id: str) -> None:
    """Write what a checked sheet says."""
    importing.carry_out(UUID(import_id))


def after_saving(task: Any, *arguments: str) -> None:
    """Queue a task of an account once the transaction is saved; a dead broker is no error."""
    transaction.on_commit(lambda: task.apply_async(arguments, retry=False), robust=True)
