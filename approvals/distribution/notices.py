"""What readers are told when somebody asks them for haste."""

import datetime as dt
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import ReadingUrge
from approvals.reading.owed import still_owed_by
from documents.models import Revision
from tenants.models import Member, Tenant, TenantQuerySet
from tenants.notices import Kind


def _urges_of(member: Member) -> TenantQuerySet[ReadingUrge]:
    seen = Revision.objects.visible_to(member)
    urges: TenantQuerySet[ReadingUrge] = ReadingUrge.objects.select_related(
        "by", "revision__document"
    )
    return urges.filter(member=member, revision__in=seen.values("pk"))


def _open_urges(member: Member, on: dt.date) -> TenantQuerySet[ReadingUrge]:
    urges: TenantQuerySet[ReadingUrge] = ReadingUrge.objects.filter(member=member)
    return urges.filter(revision__in=still_owed_by(member, on).values("pk"))


def _page(tenant: Tenant, urge: ReadingUrge) -> str:
    revision = urge.revision
    return reverse(
        "approvals:acknowledge", args=[tenant.slug, revision.document.number, revision.n]
    )


KINDS: Final = (
    Kind(
        "reading_urged",
        app="approvals",
        label=_("Urged"),
        icon="bell-ring",
        visible=_urges_of,
        owed=_open_urges,
        address=_page,
    ),
)
