"""A person's membership in a tenant, and the posts the person holds there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import combinations
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.models.group import valid_on
from tenants.models.unit import Post, Unit
from tenants.people.roles import ABILITIES, SEPARATED, Role, may
from tenants.scope import TenantForeignKey, TenantQuerySet, UniqueInTenant, written_once

MOST_TITLES: Final = 200  # characters that a signature keeps of its signer's posts


class MemberQuerySet(TenantQuerySet["Member"]):
    def active(self, on: dt.date | None = None) -> MemberQuerySet:
        """Members whose membership holds on this day (today by default)."""
        return self.filter(valid_on(on or timezone.localdate()))

    def with_role(self, role: Role) -> MemberQuerySet:
        return self.filter(roles__contains=[role])

    def able(self, ability: str) -> MemberQuerySet:
        """Members one of whose roles carries the ability."""
        return self.filter(roles__overlap=sorted(ABILITIES[ability]))


class Member(TenantOwned):
    """One person in one tenant. Tenant rows point here, never at the account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    name = models.CharField(_("name"), max_length=50)
    staff_number = models.CharField(_("staff number"), max_length=30, blank=True)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    valid_from = models.DateField(default=timezone.localdate)
    valid_until = models.DateField(null=True, blank=True)
    # Written down later than it began: nobody had to read anything before it was known.
    recorded_on = models.DateField(null=True, editable=False)
    # When the person answered the invitation. An account may be older: that is nobody's business.
    joined_at = models.DateTimeField(null=True, editable=False)

    objects = MemberQuerySet.as_manager()
    answers: dict[Callable[..., Any], Any] | None = None  # kept while one request runs

    class Meta(TenantOwned.Meta):
        ordering = ("name", "id")
        constraints = (
            UniqueInTenant("user", name="one_membership_per_person"),
            UniqueInTenant(
                "staff_number",
                condition=~models.Q(staff_number=""),
                name="staff_number_has_no_twins",
                violation_error_message=_("Somebody here has this staff number already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    *(
                        models.Q(roles__contains=[str(a), str(b)])
                        for a, b in combinations(SEPARATED, 2)
                    ),
                    _connector=models.Q.OR,
                ),
                name="separated_admins_exclude_one_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(roles__contains=[str(Role.AUDITOR)])
                | models.Q(valid_until__isnull=False),
                name="auditors_have_a_last_day",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def can(self, ability: str) -> bool:
        """Tell whether one of this member's roles carries the ability."""
        return may(self.roles, ability)

    def once[T](self, ask: Callable[[Member], T]) -> T:
        """Ask this of the member once a request; outside of requests anew each time."""
        if self.answers is None:
            return ask(self)
        if ask not in self.answers:
            self.answers[ask] = ask(self)
        answer: T = self.answers[ask]
        return answer

    def hold(self) -> None:
        """Let this person do one thing at a time: a second click finds what the first has done."""
        Member.objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)

    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    def is_active(self, on: dt.date | None = None) -> bool:
        day = on or timezone.localdate()
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def role_labels(self) -> str:
        """Return the roles in the reader's language, for the shell and for lists."""
        return " · ".join(str(Role(role).label) for role in self.roles)

    def post_titles(self) -> str:
        """Return the posts held today as text, as signatures keep them: the first of very many."""
        held = _posts_of(self.pk, timezone.localdate())
        titles = "、".join(written(*each) for each in held)
        return titles if len(titles) <= MOST_TITLES else f"{titles[: MOST_TITLES - 1]}…"


def written(unit: str, post: str, is_acting: bool) -> str:  # noqa: FBT001 - a row, as it is read
    """Return unit and post as signatures keep them: in Chinese, whoever reads."""
    return f"{unit}{post}（代）" if is_acting else f"{unit}{post}"


class AppointmentQuerySet(TenantQuerySet["Appointment"]):
    def on(self, day: dt.date) -> AppointmentQuerySet:
        """Appointments that hold on this day."""
        return self.filter(valid_on(day))

    def lasting(self, day: dt.date) -> AppointmentQuerySet:
        """Appointments that hold after this day, or begin after it."""
        return self.filter(models.Q(valid_until=None) | models.Q(valid_until__gt=day))

    def over(self, first: dt.date, last: dt.date | None) -> AppointmentQuerySet:
        """Appointments that hold on some day from the first to the last."""
        begun = models.Q() if last is None else models.Q(valid_from__lte=last)
        return self.filter(begun, models.Q(valid_until=None) | models.Q(valid_until__gte=first))


@written_once
def _posts_of(member: UUID, day: dt.date) -> QuerySet[Appointment, tuple[str, str, bool]]:
    held = Appointment.objects.on(day).filter(member=member)
    return held.values_list("unit__name_zh", "post__name_zh", "is_acting")


class Appointment(TenantOwned):
    """A member holds a post in a unit, from when until when; perhaps only as acting holder."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="appointments")
    post = TenantForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    is_acting = models.BooleanField(_("acting"), default=False)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    # Written down later than it began: nobody had to read anything for it before it was known.
    recorded_on = models.DateField(null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant(
                "member", "post", "unit", "valid_from", name="appointment_once_per_start"
            ),
        )

    def written(self) -> str:
        """Return unit and post as signatures keep them."""
        return written(self.unit.name_zh, self.post.name_zh, self.is_acting)

    @property
    def post_name(self) -> str:
        """Return the post in the reader's language; who only acts as its holder is shown so."""
        name = str(self.post.name)
        return gettext("%(post)s (acting)") % {"post": name} if self.is_acting else name
