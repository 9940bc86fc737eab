"""What the city's and the zones' pages queue: looking through an upload, and importing it."""

from uuid import UUID

from oversight.importing import work
from oversight.importing.registers import work as registers
from tenants.models import Tenant
from tenants.scope.queue import tenant_task


@tenant_task(scope=False)
def work_on_import(tenant_id: str, run_id: str) -> None:
    """Go on with an import wherever it stands; what is left after a while is queued again."""
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    is_whole = all(do(tenant, UUID(run_id)) for do in (work.check, work.bring_in))
    if not is_whole:
        work_on_import.celery_task.apply_async((tenant_id, run_id))


@tenant_task(scope=False)
def check_register(tenant_id: str, import_id: str) -> None:
    """Say what an uploaded register would add, or what is wrong with it."""
    registers.check(Tenant.objects.get(pk=UUID(tenant_id)), UUID(import_id))


@tenant_task(scope=False)
def import_register(tenant_id: str, import_id: str) -> None:
    """Write what a checked register says."""
    registers.carry_out(Tenant.objects.get(pk=UUID(tenant_id)), UUID(import_id))
