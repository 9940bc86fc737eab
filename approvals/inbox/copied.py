"""What comes to a member for information: texts to look at, and outcomes they were told of."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.models import Q
from django.urls import reverse

from approvals.inbox.kinds.decide import NOT_READ
from approvals.inbox.place import Place
from approvals.inbox.wanted import MOST_ROWS, names
from approvals.models import Meaning, Step
from tenants.models import Notice
from tenants.notices import lines

OUTCOMES: Final = tuple(
    f"{what}_{how}"
    for what in ("revision", "act")
    for how in ("passed", "returned", "recalled", "rejected")
)
MOST_SEARCHED: Final = 500  # the words of a notice are made when it is read


class Copied(NamedTuple):
    """A line for information; new until it was looked at."""

    said: str
    more: str
    zone: str
    url: str
    at: dt.datetime
    icon: str
    is_new: bool


def copied_to(
    place: Place, *, text: str = "", before: dt.datetime | None = None, most: int = MOST_ROWS
) -> list[Copied]:
    """Return what was to be looked at and what was told, the newest first."""
    found = [*_viewings(place, text, before, most), *_told(place, text, before, most)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:most]


def _viewings(place: Place, text: str, before: dt.datetime | None, most: int) -> Iterator[Copied]:
    mine = Q(member=place.member) | Q(deputy=place.member)
    shown = Q(state__in=(Step.State.OPEN, Step.State.SEEN))
    steps = Step.objects.filter(mine, shown, meaning=Meaning.SEEN).defer(*NOT_READ)
    if text:
        steps = steps.filter(names(text, "round__revision"))
    if before:
        steps = steps.filter(round__started_at__lt=before)
    rows = steps.select_related("round__revision__document", "round__started_by")
    for step in rows.order_by("-round__started_at")[:most]:
        revision, is_open = step.round.revision, step.state == Step.State.OPEN
        page = "approvals:decide" if is_open else "documents:revision"
        about = place.about(revision, page, f"?step={step.pk}" if is_open else "")
        yield Copied(
            f"{about.number} {about.label} {about.title}",
            f"{step.name} · {step.get_state_display()}",
            place.tenant.name,
            about.url,
            step.round.started_at,
            icon="eye",
            is_new=is_open,
        )


def _told(place: Place, text: str, before: dt.datetime | None, most: int) -> Iterator[Copied]:
    told = Notice.objects.told().filter(recipient=place.member, kind__in=OUTCOMES)
    if before:
        told = told.filter(created_at__lt=before)
    page = reverse("tenants:notices", args=[place.tenant.slug])
    newest = list(told.order_by("-created_at", "-pk")[: MOST_SEARCHED if text else most])
    for line in lines(newest, place.member, place.tenant):
        if text.lower() in f"{line.headline} {line.detail}".lower():
            yield Copied(
                line.headline,
                line.detail,
                place.tenant.name,
                line.url or page,
                line.notice.created_at,
                icon=line.kind.icon,
                is_new=line.notice.read_at is None,
            )
