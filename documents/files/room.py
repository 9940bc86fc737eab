"""How much room a tenant's files take, and how much they may."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from documents.models import StoredFile, Upload
from tenants.errors import Refused


class Room(NamedTuple):
    """Bytes on the disk of the tenant this is asked in, what arrives included."""

    used: int
    most: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.used / self.most)) if self.most else 100


def room() -> Room:
    """Return what the tenant's files take and may take."""
    kept = StoredFile.objects.aggregate(bytes=Sum("size", default=0))["bytes"]
    coming = Upload.objects.in_quarantine().aggregate(bytes=Sum("size", default=0))["bytes"]
    return Room(int(kept + coming), settings.TENANT_QUOTA_BYTES)


def check_room(size: int) -> None:
    """Refuse a file for which there is no room left."""
    now = room()
    if now.used + size > now.most:
        raise Refused(
            _("There is no room left: %(n)d GB of files. Ask whoever runs this system for more.")
            % {"n": now.most >> 30}
        )
