"""What documents queue: turning a file into text and pages, and pages into pictures."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from celery import current_app

from documents.aside.process import Unfit
from documents.converting import keeping
from documents.converting.faults import Unconverted
from documents.models import Conversion, StoredFile
from documents.pdf.page_images import SIZES, draw_pages, page_sizes
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.scope.queue import tenant_task

MESSAGE_SECONDS: Final = 55  # what no worker took up by the next sweep is asked for again
DRAWN_AHEAD = 12  # pages; whoever reads on has the next ones drawn


@tenant_task(scope=False)
def draw_first_pages(tenant_id: str, file_id: str) -> None:
    """Draw the first pages of a PDF; the reader who is faster, or a lost message, does no harm."""
    if current_app.conf.task_always_eager:
        return  # somebody waits for what queued this, and nobody for the pictures yet
    with tenant_scope(UUID(tenant_id)):
        file = StoredFile.objects.get(pk=file_id)
    try:
        count = len(page_sizes(file))
        draw_pages(file, range(1, min(count, DRAWN_AHEAD) + 1), SIZES)
    except Unfit:
        return  # the page says so


@tenant_task(scope=False, expires=MESSAGE_SECONDS)
def convert(tenant_id: str, conversion_id: str) -> None:
    """Convert a file if that is still to do; no transaction is open while a converter works."""
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    scope = partial(tenant_scope, tenant.pk, time_zone=tenant.time_zone)
    with scope():
        conversion = Conversion.objects.begin(UUID(conversion_id))
        is_tracked = conversion is not None and conversion.is_tracked()
    if conversion is None:
        return
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        try:
            keep = keeping.convert(conversion, Path(folder), is_tracked=is_tracked)
        except Unconverted as unconverted:
            with scope():
                conversion.fail(unconverted.fault, for_good=unconverted.for_good)
            return
        with scope():
            keep()
