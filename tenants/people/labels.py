"""How a person is listed, and how a membership stands: one way for list, page and file."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Member


class Label(NamedTuple):
    """How a state reads and looks."""

    word: str
    tone: str
    icon: str
    is_quiet: bool = False

    @property
    def tag(self) -> str:
        return f"is-{self.tone} is-quiet" if self.is_quiet else f"is-{self.tone}"


def as_typed(person: Member) -> str:
    """Return how a person is listed where names are typed, and found again."""
    return f"{person.name} ({person.staff_number})" if person.staff_number else person.name


def told_apart(people: Sequence[Member | str]) -> list[str]:
    """Return what each is called: own people of one name with their staff numbers."""
    bare = [each if isinstance(each, str) else each.name for each in people]
    return [
        as_typed(each) if isinstance(each, Member) and bare.count(name) > 1 else name
        for each, name in zip(people, bare, strict=True)
    ]


STATES: dict[str, str | Promise] = {
    "": gettext_lazy("All here"),
    "active": gettext_lazy("At work"),
    "invited": gettext_lazy("Invited"),
    "new": gettext_lazy("Not invited yet"),
    "ending": gettext_lazy("With an end"),
    "ended": gettext_lazy("Ended"),
}

FACTS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "staff_number": gettext_lazy("staff number"),
    "email": gettext_lazy("e-mail"),
    "mobile": gettext_lazy("mobile"),
    "roles": gettext_lazy("roles"),
    "valid_from": gettext_lazy("from"),
    "valid_until": gettext_lazy("until"),
    "posts": gettext_lazy("posts"),
}


def standing(member: Member, today: dt.date, *, is_invited: bool) -> Label:
    """Say how a membership stands on a day."""
    if member.valid_until is not None and member.valid_until < today:
        word = _("Ended on %(day)s") % {"day": member.valid_until.isoformat()}
        return Label(word, "mute", "circle-x", is_quiet=True)
    if member.joined_at is None and is_invited:
        return Label(_("Invited"), "info", "mail")
    if member.joined_at is None:
        return Label(_("Not invited yet"), "warn", "mail-warning")
    if member.valid_from > today:
        word = _("From %(day)s") % {"day": member.valid_from.isoformat()}
        return Label(word, "hold", "calendar-check")
    if member.valid_until is not None:
        word = _("Until %(day)s") % {"day": member.valid_until.isoformat()}
        return Label(word, "hold", "clock-alert")
    return Label(_("At work"), "ok", "circle-check", is_quiet=True)
