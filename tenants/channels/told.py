"""Who was told of something, when, by which ways, with what result: from the ledger, as it is."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from tenants.models import Delivery, Member, Notice
from tenants.notices.kinds import label_of

MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to one person, and how it fared on each way out of the product."""

    notice: Notice
    label: str
    deliveries: list[Delivery]


def told_of(subjects: Collection[str], reader: Member | None, most: int = MOST_SHOWN) -> list[Told]:
    """Return what people were told of these subjects, newest first; with a reader what they were.

    A message counts for a notice whose line it showed; what is under way counts, too.
    """
    notices = Notice.objects.told().filter(subject__in=subjects)
    if reader is not None:
        notices = notices.filter(recipient=reader)
    shown = notices.select_related("recipient").prefetch_related("digest__deliveries")
    return [_told(notice) for notice in shown.order_by("-created_at", "-id")[:most]]


def _told(notice: Notice) -> Told:
    deliveries = list(notice.digest.deliveries.all()) if notice.digest else []
    carried = (Delivery.State.DELIVERED, Delivery.State.BOUNCED)
    return Told(
        notice,
        label_of(notice.kind),
        [d for d in deliveries if notice.pk in d.told or d.state not in carried],
    )
