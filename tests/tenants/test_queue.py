"""Work is queued for one tenant, once the change is saved, and a dead broker harms nobody."""

import logging
from unittest.mock import patch
from uuid import UUID

import pytest
from celery import current_app
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from tenants.models import Member
from tenants.scope import NoTenant, current_tenant_id, tenant_scope
from tenants.scope.queue import TenantTask, after_commit, tenant_task
from tests.world import Cast

seen: list[object] = []


@tenant_task
def look(*ids: UUID) -> None:
    """Note the tenant, its members and the arguments."""
    seen.append((current_tenant_id(), Member.objects.count(), ids))


@tenant_task(scope=False)
def convert(tenant_id: str, revision_id: str) -> None:
    """Note the tenant's id and that no scope is open."""
    with pytest.raises(NoTenant):
        current_tenant_id()
    seen.append((tenant_id, revision_id))


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    seen.clear()


@pytest.fixture
def dead_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the queue at a port where nobody answers."""
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


def test_a_task_runs_in_the_scope_of_its_tenant(acme: Cast, bolt: Cast) -> None:
    look.celery_task.apply((str(bolt.tenant.pk), "a"), throw=True)
    assert seen == [(bolt.tenant.pk, 6, ("a",))]
    with pytest.raises(NoTenant):
        current_tenant_id()


def test_a_long_task_opens_its_own_scopes(acme: Cast) -> None:
    convert.celery_task.apply((str(acme.tenant.pk), "r"), throw=True)
    assert seen == [(str(acme.tenant.pk), "r")]


def queued(task: TenantTask[...], *args: object) -> list[object]:
    """Return what reaches the queue when the transaction is saved."""
    sent: list[object] = []
    with patch.object(task.celery_task, "apply_async", lambda message, **_: sent.append(message)):
        after_commit(task, *args)
        assert sent == []
        for callback in transaction.get_connection().run_on_commit:
            callback[1]()
    return sent


def test_a_task_carries_the_tenant_that_queued_it(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        assert queued(look, acme.ada.pk) == [(str(acme.tenant.pk), str(acme.ada.pk))]


def test_nothing_is_queued_outside_a_tenant(acme: Cast) -> None:
    with pytest.raises(NoTenant):
        after_commit(look)


@pytest.mark.django_db(transaction=True)
def test_a_change_undone_queues_nothing(acme: Cast) -> None:
    with patch.object(look.celery_task, "apply_async") as send:
        with tenant_scope(acme.tenant.pk):
            after_commit(look)
            transaction.set_rollback(True)
        assert not send.called
        with tenant_scope(acme.tenant.pk):
            after_commit(look)
        assert send.called


def test_a_dead_broker_is_logged_and_nothing_more(
    acme: Cast,
    dead_broker: None,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True), tenant_scope(acme.tenant.pk):
        after_commit(look, acme.ada.pk)
    assert [record.levelno for record in caplog.records if "on_commit" in record.message] == [
        logging.ERROR
    ]
