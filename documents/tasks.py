"""What documents queue: pictures of pages, before somebody waits for them."""

from uuid import UUID

from documents.models import StoredFile
from documents.pdf.aside.process import Unfit
from documents.pdf.page_images import SIZES, draw_pages, page_sizes
from tenants.scope import tenant_scope
from tenants.scope.queue import tenant_task

DRAWN_AHEAD = 30  # pages; whoever reads on has the next ones drawn


@tenant_task(scope=False)
def draw_first_pages(tenant_id: str, file_id: str) -> None:
    """Draw the first pages of a PDF; the reader who is faster, or a lost message, does no harm."""
    with tenant_scope(UUID(tenant_id)):
        file = StoredFile.objects.get(pk=file_id)
    try:
        count = len(page_sizes(file))
        draw_pages(file, range(1, min(count, DRAWN_AHEAD) + 1), SIZES)
    except Unfit:
        return  # the page says so
