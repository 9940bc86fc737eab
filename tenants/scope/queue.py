"""Queue work that runs in a tenant's scope, and only after the change is saved."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, overload
from uuid import UUID

from celery import shared_task
from django.db import transaction

from tenants.models import Tenant
from tenants.scope.current import current_tenant_id, tenant_scope


class TenantTask[**P]:
    """A function that the queue runs in the scope of the tenant that queued it."""

    def __init__(self, function: Callable[P, None], *, scope: bool, expires: int | None) -> None:
        self.function = function
        self.scope = scope
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        name = f"{function.__module__}.{function.__name__}"
        self.celery_task = shared_task(name=name, expires=expires)(self._run())

    def _run(self) -> Callable[..., None]:
        call: Callable[..., None] = self.function  # the queue knows no types

        @wraps(self.function)
        def run(tenant_id: str, *args: Any) -> None:
            if not self.scope:
                call(tenant_id, *args)
                return
            tenant = Tenant.objects.get(pk=UUID(tenant_id))
            with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
                call(*args)

        return run

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Run here and now, in the caller's scope."""
        self.function(*args, **kwargs)


@overload
def tenant_task[**P](function: Callable[P, None]) -> TenantTask[P]: ...
@overload
def tenant_task[**P](
    *, scope: bool, expires: int | None = None
) -> Callable[[Callable[P, None]], TenantTask[P]]: ...
def tenant_task[**P](
    function: Callable[P, None] | None = None, *, scope: bool = True, expires: int | None = None
) -> Any:
    """Make a function a task of the queue. Arguments are ids; running twice must do no harm.

    With `scope=False` (conversions that take minutes) the function gets the tenant's id first and
    opens short scopes of its own, so that no transaction waits for a converter. With `expires` a
    message that no worker took for so many seconds is dropped: the clock asks again.
    """
    if function is None:
        return partial(tenant_task, scope=scope, expires=expires)
    return TenantTask(function, scope=scope, expires=expires)


def after_commit[**P](task: TenantTask[P], *args: object) -> None:
    """Queue the task once this transaction is saved; a dead broker is logged, never an error.

    Nothing is lost then: what had to be done is a row, and the sweep finds it.
    """
    ids = (str(arg) if isinstance(arg, UUID) else arg for arg in args)
    message = (str(current_tenant_id()), *ids)
    transaction.on_commit(lambda: task.celery_task.apply_async(message, retry=False), robust=True)
