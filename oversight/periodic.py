"""What the clock calls in this app."""

from celery import shared_task

from oversight.actions.scorecards import measure
from tenants.directory import each_tenant


@shared_task(name="oversight.periodic.measure_tenants")
def measure_tenants() -> None:
    """Measure every tenant, each in its own scope: once a day."""
    for _tenant in each_tenant():
        measure()
