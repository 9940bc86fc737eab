"""Units that nobody leads."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants.models import Appointment, Member, Unit
from tenants.ties import Need


def units_without_head(reader: Member) -> Iterator[Need]:
    """Find units in which nobody holds a post that leads one, acting holders counted."""
    held = Appointment.objects.on(timezone.localdate()).filter(post__is_head=True)
    led = held.filter(member__in=Member.objects.active().values("pk")).values("unit")
    for unit in Unit.objects.active().exclude(pk__in=led):
        url = reverse("tenants:unit", args=[reader.tenant.slug, unit.code])
        yield Need(_("Units without a head"), f"{unit.name} ({unit.code})", url)
