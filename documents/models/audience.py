"""Who has to read a document, who was asked to read a revision, and how far that is."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document
from documents.models.revision import Revision
from documents.models.standing import StandingRule
from tenants.models import Group, Member, Post, TenantOwned, TenantQuerySet, Unit
from tenants.scope import MayDelete, TenantForeignKey, UniqueInTenant


class Scope(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    UNIT = "unit", _("Unit")  # with all units below it, as of the day
    POST = "post", _("Post")
    GROUP = "group", _("Group")
    PERSON = "person", _("Person")
    NEWCOMERS = "newcomers", _("New staff")  # only of a standing rule


PLACES: Final = {"unit": "unit", "post": "post", "group": "group", "person": "member"}
PLACE_IDS: Final = ("unit_id", "post_id", "group_id", "member_id")
ENDING: Final = ("unit", "post", "group")  # places that can end


def one_place(*, newcomers: bool = False) -> Q:
    """Say that a row names exactly what its scope asks for."""

    def named(*names: str) -> Q:
        return Q(**{f"{name}__isnull": name not in names for name in PLACES.values()})

    said = Q(scope="everybody") & named()
    for scope, name in PLACES.items():
        said |= Q(scope=scope) & named(name)
    if newcomers:  # of a unit, or of all
        said |= Q(scope="newcomers", rule__isnull=False) & (named() | named("unit"))
        said &= Q(scope="newcomers") | Q(rule__isnull=True)
    return said


class Placed(TenantOwned):
    """Names people by where they belong: all, a unit, a post, a group, or one person."""

    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    post = TenantForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    group = TenantForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(TenantOwned.Meta):
        abstract = True

    def names(self) -> dict[str, Any]:
        """Return whom it names, as columns."""
        return {name: getattr(self, name) for name in ("scope", *PLACE_IDS)}

    @property
    def place_id(self) -> UUID | None:
        """Return the unit, post, group or person; None: everybody."""
        found: UUID | None = self.unit_id or self.post_id or self.group_id or self.member_id
        return found

    @property
    def place(self) -> Unit | Post | Group | Member | None:
        found: Unit | Post | Group | Member | None = (
            self.unit or self.post or self.group or self.member
        )
        return found


class AudienceRule(Placed):
    """A part of the audience of a document; it holds for the next revisions."""

    Scope = Scope

    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="audience")
    scope = models.CharField(max_length=9, choices=Scope)

    objects = TenantQuerySet["AudienceRule"].as_manager()

    class Meta(Placed.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["tenant", "document", "scope", "unit", "post", "group", "member"],
                nulls_distinct=False,
                name="one_rule_per_audience",
            ),
            models.CheckConstraint(
                condition=one_place(), name="audience_names_what_its_scope_asks_for"
            ),
            MayDelete(name="audience_rules_may_change"),
        )


class Distribution(Placed):
    """A revision was put before an audience on a day: one row, however many people it has.

    Who had to read it is derived: who was in the audience when (dated memberships, appointments,
    groups, units and exemptions). So the answer stays the same for ever: `readers_of`.
    """

    Scope = Scope

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="distributions")
    scope = models.CharField(max_length=9, choices=Scope)
    rule = TenantForeignKey(StandingRule, on_delete=models.PROTECT, null=True, related_name="+")
    joined_from = models.DateField(null=True)  # newcomers: whose membership began then or later
    published_on = models.DateField()
    due_on = models.DateField()
    later_days = models.PositiveSmallIntegerField(default=30)  # for whoever comes in afterwards
    closed_on = models.DateField(null=True)  # superseded, withdrawn or retired: no longer owed

    objects = TenantQuerySet["Distribution"].as_manager()

    def again(self, on: dt.date, due_on: dt.date, **instead: object) -> Distribution:
        """Return the same part of the audience, asked anew from a day; not saved."""
        return Distribution(
            revision_id=self.revision_id,
            rule_id=self.rule_id,
            joined_from=self.joined_from,
            later_days=self.later_days,
            published_on=on,
            due_on=due_on,
            **self.names() | instead,
        )

    class Meta(Placed.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=[
                    *("tenant", "revision", "scope", "unit", "post", "group", "member"),
                    *("rule", "published_on"),
                ],
                nulls_distinct=False,
                name="one_distribution_per_audience_and_day",
            ),
            models.CheckConstraint(
                condition=one_place(newcomers=True),
                name="distribution_names_what_its_scope_asks_for",
            ),
        )
        indexes = (
            models.Index(
                fields=["tenant", "scope"],
                condition=Q(closed_on=None),
                name="distribution_still_read",
            ),
        )


class Readership(TenantOwned):
    """How many must acknowledge a revision and how many have: every percentage reads this row."""

    revision = TenantForeignKey(Revision, on_delete=models.PROTECT, related_name="readership")
    required = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet["Readership"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (UniqueInTenant("revision", name="one_readership_per_revision"),)
