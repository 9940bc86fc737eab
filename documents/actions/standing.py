"""Say what new staff always have to read, and end that."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import (
    Distribution,
    Document,
    Readership,
    StandingDocument,
    StandingRule,
)
from documents.putting import for_newcomers, texts_of
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant


@transaction.atomic
def add_standing_rule(
    *,
    name: str,
    level: int | None,
    documents: Collection[Document] = (),
    of_own_unit: bool = False,
    within_days: int,
    by: Member,
) -> StandingRule:
    """Let whoever joins from today on read all of a level, or what is on a list.

    What is in force is put before them at once: a row per text, whoever will join.
    """
    _check(by)
    if level is None and not documents:
        raise Refused(_("Choose a level, or name the documents of the list."))
    Tenant.hold(by.tenant_id)
    if StandingRule.objects.running().filter(name=name.strip()).exists():
        raise Refused(_("There is a rule of this name already."))
    kind = StandingRule.Kind.LIST if level is None else StandingRule.Kind.LEVEL
    rule = StandingRule.objects.create(
        name=name.strip(),
        kind=kind,
        level=level,
        of_own_unit=of_own_unit and level is not None,
        within_days=within_days,
        made_by=by,
    )
    StandingDocument.objects.bulk_create(
        StandingDocument(rule=rule, document=document) for document in documents if level is None
    )
    _put_what_is_in_force(rule)
    audit.record("standing_rule.added", rule, by=by, **_facts(rule))
    return rule


@transaction.atomic
def end_standing_rule(rule: StandingRule, *, by: Member) -> None:
    """End a rule: from today nobody has to read anything because of it."""
    _check(by)
    rule = StandingRule.objects.locked().get(pk=rule.pk)
    if rule.ended_on is not None:
        return
    rule.ended_on = timezone.localdate()
    rule.save(update_fields=["ended_on"])
    Distribution.objects.filter(rule=rule, closed_on=None).update(closed_on=rule.ended_on)
    audit.record("standing_rule.ended", rule, by=by, **_facts(rule))


def _check(by: Member) -> None:
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller says what new staff have to read."))


def _put_what_is_in_force(rule: StandingRule) -> None:
    today = timezone.localdate()
    texts = list(texts_of(rule))
    Distribution.objects.bulk_create(
        [for_newcomers(rule, text, today) for text in texts], batch_size=1000
    )
    Readership.objects.bulk_create(
        [Readership(revision=text) for text in texts], ignore_conflicts=True, batch_size=1000
    )


def _facts(rule: StandingRule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "level": rule.level,
        "documents": list(rule.documents.values_list("document__number", flat=True)),
        "within_days": rule.within_days,
    }
