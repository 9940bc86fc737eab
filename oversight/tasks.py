"""What the city's and the zones' pages queue: looking through an upload, and importing it."""

from uuid import UUID

from oversight.examination.telling import tell_tenant
from oversight.importing import work
from oversight.importing.registers import work as registers
from oversight.models import Examination, Result
from tenants.models import Tenant
from tenants.scope import tenant_scope
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


@tenant_task(scope=False)
def tell_of_results(_city: str, round_id: str) -> None:
    """Tell every tenant of its result; one that is lost on the way hears of it from its clock."""
    round = Examination.objects.get(pk=UUID(round_id))
    placed = Result.objects.filter(round=round).values("tenant")
    for tenant in Tenant.objects.filter(pk__in=placed).order_by("code"):
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
            tell_tenant(round)
