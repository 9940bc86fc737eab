"""Print paper copies: the controlled PDF, stamped for each receiver."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import files
from documents.models import PaperCopy, Rendition
from documents.pdf.copying import Stamped, copies_pdf
from tenants.models import Tenant


def printed(tenant: Tenant, copies: Sequence[PaperCopy]) -> bytes:
    """Return what comes out of the printer for copies of one revision, in their order."""
    revision = copies[0].revision
    made = revision.renditions.select_related("file").get(kind=Rendition.Kind.CONTROLLED)
    with translation.override(copies[0].document.language):
        stamped = [_stamped(tenant, copy) for copy in copies]
    return copies_pdf(files.read(made.file), stamped)


def _stamped(tenant: Tenant, copy: PaperCopy) -> Stamped:
    said = _("%(number)s %(label)s · %(unit)s · %(receiver)s · issued on %(day)s") % {
        "number": copy.document.number,
        "label": copy.revision.label,
        "unit": copy.unit.name,
        "receiver": copy.receiver,
        "day": timezone.localdate(copy.issued_at).isoformat(),
    }
    return Stamped(_("No. %(n)d") % {"n": copy.number}, said, address_of(tenant, copy))


def address_of(tenant: Tenant, copy: PaperCopy) -> str:
    """Return what the code on a copy leads to: whether this very copy holds."""
    path = reverse("documents:copy", args=[tenant.slug, copy.document.number, copy.number])
    return f"{settings.SITE_URL.rstrip('/')}{path}"
