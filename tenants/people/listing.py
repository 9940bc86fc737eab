"""The list of people: filters, how many stand how, and rows as plain strings."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, TypedDict
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from tenants.models import Appointment, Invitation, Member, MemberQuerySet
from tenants.models.group import valid_on
from tenants.people.labels import standing

PAGE_ROWS: Final = 50
FILTERS: Final = ("q", "unit", "post", "role", "state")


class Row(TypedDict):
    """A line of the list: plain words, flat."""

    pk: UUID
    url: str
    name: str
    staff_number: str
    email: str
    posts: str
    roles: str
    word: str
    tag: str
    icon: str


def filtered(
    wanted: Mapping[str, str], today: dt.date, *, with_state: bool = True
) -> MemberQuerySet:
    """Return the people that the filters of the page leave, each with whether they are invited."""
    usable = Invitation.objects.usable().filter(member=OuterRef("pk"))
    people: MemberQuerySet = Member.objects.annotate(is_invited=Exists(usable))
    if query := wanted.get("q", "").strip():
        people = people.filter(
            Q(name__icontains=query)
            | Q(staff_number__istartswith=query)
            | Q(user__email__icontains=query)
            | Q(mobile__startswith=query)
        )
    held = Appointment.objects.filter(valid_on(today), member=OuterRef("pk"))
    for name in ("unit", "post"):
        if code := wanted.get(name):
            people = people.filter(Exists(held.filter(**{f"{name}__code": code})))
    if role := wanted.get("role"):
        people = people.filter(roles__contains=[role])
    if with_state:
        people = people.filter(_states(today).get(wanted.get("state", ""), Q()))
    return people


def _states(today: dt.date) -> dict[str, Q]:
    here = Q(valid_until=None) | Q(valid_until__gte=today)
    came = here & Q(joined_at__isnull=False)
    waits = here & Q(joined_at=None)
    return {
        "": here,
        "active": came & Q(valid_from__lte=today),
        "invited": waits & Q(is_invited=True),
        "new": waits & Q(is_invited=False),
        "ending": here & Q(valid_until__isnull=False),
        "ended": Q(valid_until__lt=today),
    }


def not_yet_invited(today: dt.date) -> MemberQuerySet:
    """Return those here who have neither come nor hold an invitation that works."""
    return filtered({"state": "new"}, today)


def counts(people: MemberQuerySet, today: dt.date) -> dict[str, int]:
    """Return how many people stand how, in one query."""
    asked = {f"in_{state}": Count("pk", filter=q) for state, q in _states(today).items()}
    found = people.order_by().aggregate(**asked)
    return {name.removeprefix("in_"): count for name, count in found.items()}


def page(people: MemberQuerySet, after: str) -> tuple[list[Member], str]:
    """Return a page of people and the id to go on after ("" on the last page)."""
    if after:
        last = Member.objects.one_or_none(pk=_id(after))
        if last is None:
            raise Http404
        people = people.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(with_posts(people.order_by("name", "pk"))[: PAGE_ROWS + 1])
    return found[:PAGE_ROWS], str(found[PAGE_ROWS - 1].pk) if len(found) > PAGE_ROWS else ""


def with_posts(people: MemberQuerySet) -> MemberQuerySet:
    """Load account and today's posts with the people."""
    held = Appointment.objects.filter(valid_on(timezone.localdate()))
    posts = held.select_related("unit", "post").order_by("unit__code", "post__code")
    return people.select_related("user").prefetch_related(
        Prefetch("appointments", queryset=posts, to_attr="held")
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def rows(people: list[Member], code: str, today: dt.date) -> Iterable[Row]:
    """Prepare the lines of a page; no query."""
    url = reverse("tenants:person", args=[code, UUID(int=0)]).replace(str(UUID(int=0)), "%s")
    return [_row(member, today, url) for member in people]


def _row(member: Member, today: dt.date, url: str) -> Row:
    label = standing(member, today, is_invited=member.is_invited)  # type: ignore[attr-defined]
    held: list[Appointment] = member.held  # type: ignore[attr-defined]
    return Row(
        pk=member.pk,
        url=url % member.pk,
        name=member.name,
        staff_number=member.staff_number or "—",
        email=member.user.email or member.mobile or "—",
        posts=" / ".join(f"{a.unit.name} {a.post_name}" for a in held) or "—",
        roles=member.role_labels(),
        word=label.word,
        tag=label.tag,
        icon=label.icon,
    )
