"""How a revision is put before people: a row for each part of its audience."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import (
    AudienceRule,
    Distribution,
    Document,
    Readership,
    Revision,
    StandingRule,
)
from documents.models.sight import AnyOf
from tenants.errors import Refused
from tenants.models import Group, Member, Post, Tenant, Unit

# A scope, which unit, post, group or person, and which rule about new staff.
type Place = tuple[str, UUID | None, UUID | None]


def put(
    revision: Revision,
    rules: Iterable[AudienceRule],
    today: dt.date,
    due_on: dt.date,
    later_days: int,
) -> list[Distribution]:
    """Return a row for each rule."""
    return [
        Distribution(
            revision=revision,
            published_on=today,
            due_on=due_on,
            later_days=later_days,
            **rule.names(),
        )
        for rule in rules
    ]


def was_put_before(revision: Revision) -> bool:
    """Tell whether an earlier text was put before the audience, as an imported one is not."""
    return revision.pk in put_before([revision])


def put_before(revisions: Collection[Revision]) -> set[UUID]:
    """Return those of which an earlier text was; one statement."""
    of = AnyOf("revision__document_id", [revision.document_id for revision in revisions])
    put = Distribution.objects.filter(of, rule=None).order_by()
    first = dict(put.values_list("revision__document").annotate(Min("revision__n")))
    return {r.pk for r in revisions if first.get(r.document_id, r.n) < r.n}


def newcomers_for(revision: Revision, today: dt.date) -> Iterator[Distribution]:
    """Yield a row for each standing rule that asks new staff to read the document."""
    document = revision.document
    listed = Q(kind=StandingRule.Kind.LIST, documents__document=document)
    of_level = Q(kind=StandingRule.Kind.LEVEL, level=document.document_type.level)
    for rule in StandingRule.objects.running().filter(listed | of_level):
        yield for_newcomers(rule, revision, today)


def for_newcomers(rule: StandingRule, revision: Revision, today: dt.date) -> Distribution:
    """Return the row that puts a revision before new staff.

    New is who joined since the rule began, and so lately that their time to read still runs.
    """
    days = dt.timedelta(days=rule.within_days)
    is_narrow = rule.kind == StandingRule.Kind.LEVEL and rule.of_own_unit
    return Distribution(
        revision=revision,
        scope=Distribution.Scope.NEWCOMERS,
        unit_id=revision.document.unit_id if is_narrow else None,
        rule=rule,
        joined_from=max(rule.starts_on, today - days),
        published_on=today,
        due_on=today + days,
        later_days=rule.within_days,
    )


def rules_of(
    document: Document,
    *,
    everybody: bool,
    units: Iterable[Unit] = (),
    posts: Iterable[Post] = (),
    groups: Iterable[Group] = (),
    people: Iterable[Member] = (),
) -> list[AudienceRule]:
    """Return the rules that say so; not saved."""
    scope = AudienceRule.Scope
    if everybody:
        return [AudienceRule(document=document, scope=scope.EVERYBODY)]
    return [
        *(AudienceRule(document=document, scope=scope.UNIT, unit=unit) for unit in units),
        *(AudienceRule(document=document, scope=scope.POST, post=post) for post in posts),
        *(AudienceRule(document=document, scope=scope.GROUP, group=group) for group in groups),
        *(AudienceRule(document=document, scope=scope.PERSON, member=one) for one in people),
    ]


def named(rules: list[AudienceRule]) -> list[str]:
    """Return whom rules name, as the trail keeps it."""

    def one(rule: AudienceRule) -> str:
        if rule.unit or rule.post:
            return str((rule.unit or rule.post).code)
        return str(rule.group or rule.member or rule.scope)

    return sorted(map(one, rules))


def put_from_today(document: Document, rules: list[AudienceRule]) -> None:
    """Close what is no longer named, and put the text in force before what is new."""
    text = Revision.objects.select_related("document").one_or_none(pk=document.in_force_id)
    if text is None or not document.is_in_force():
        raise Refused(_("Nothing of it is in force: the audience holds for the next revision."))
    today, tenant = timezone.localdate(), Tenant.objects.get(pk=document.tenant_id)
    running = Distribution.objects.filter(revision=text, closed_on=None, rule=None)
    there = {place_of(one): one for one in running}
    wanted = {place_of(rule): rule for rule in rules}
    gone = [one.pk for place, one in there.items() if place not in wanted]
    running.filter(pk__in=gone).update(closed_on=today)
    new = [rule for place, rule in wanted.items() if place not in there]
    days = tenant.joiners_read_within_days
    rows = put(text, new, today, today + dt.timedelta(days=days), days)
    _begin(rows, text, today)
    Readership.objects.get_or_create(revision=text)


def _begin(rows: list[Distribution], text: Revision, today: dt.date) -> None:
    """Save them; what began today and was taken out today just goes on."""
    closed = Distribution.objects.filter(revision=text, published_on=today, closed_on=today)
    back = {place_of(one): one.pk for one in closed.filter(rule=None)}
    again = [back[place_of(row)] for row in rows if place_of(row) in back]
    closed.filter(pk__in=again).update(closed_on=None)
    Distribution.objects.bulk_create([row for row in rows if place_of(row) not in back])


def place_of(row: AudienceRule | Distribution) -> Place:
    """Return what tells one part of an audience from another."""
    rule = row.rule_id if isinstance(row, Distribution) else None
    return str(row.scope), row.place_id, rule


def texts_of(rule: StandingRule) -> QuerySet[Revision]:
    """Return the texts in force that a rule is about."""
    documents = Document.objects.in_force_now()
    if rule.kind == StandingRule.Kind.LIST:
        documents = documents.filter(pk__in=rule.documents.values("document"))
    else:
        documents = documents.filter(document_type__level=rule.level or 0)
    found = Revision.objects.filter(pk__in=documents.values("in_force"))
    return found.select_related("document").defer("markdown", "manifest")
