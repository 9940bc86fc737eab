"""Change what is said of a document beside its text: who answers for it, where it stands."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Document
from documents.standards.linking import check_typed, place
from tenants import audit
from tenants.audit import Changes
from tenants.changing import write
from tenants.errors import Refused
from tenants.models import Member, Unit
from tenants.notices import notify

MOST_GENERATIONS: Final = 10


@transaction.atomic
def change_facts(
    document: Document, facts: Mapping[str, Any], *, seen: str, reason: str, by: Member
) -> Changes:
    """Change owner, unit, folder, clauses, parent or validity, with the reason; tell the owners.

    Raises Refused for a retired document, for an owner who may not draft, a unit that has ended,
    and a parent that is ending or belongs to the document itself, and words that name no clause.
    """
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller does this."))
    if not reason.strip():
        raise Refused(_("Say why: it stays in the audit trail."))
    parent: Document | None = facts.get("parent")
    family = Document.objects.locked().filter(
        pk__in=[document.pk, *([parent.pk] if parent else [])]
    )
    held = {each.pk: each for each in family.order_by("pk")}
    document = held[document.pk]
    if document.state == Document.State.RETIRED:
        raise Refused(_("%(number)s is retired already."), params={"number": document.number})
    _check(document, facts, held[parent.pk] if parent else None)
    check_typed(facts["clauses"], besides=document.clauses_unread)
    before = document.owner
    changes = write(document, facts, seen=seen)
    if "clauses" in changes:
        place([document], by=by)
    if changes:
        _tell(document, {before, document.owner} - {by}, by, reason)
        audit.record("document.changed", document, by=by, changes=_named(changes), reason=reason)
    return changes


def _check(document: Document, facts: Mapping[str, Any], parent: Document | None) -> None:
    owner: Member = facts["owner"]
    if owner.pk != document.owner_id and not (owner.is_active() and owner.can("documents.draft")):
        raise Refused(
            _("%(name)s may not write documents. Choose an author or a document controller."),
            params={"name": owner.name},
        )
    if facts["unit"].pk != document.unit_id:
        Unit.objects.hold(facts["unit"])
    if parent is None or parent.pk == document.parent_id:
        return
    ends = parent.act == Document.Act.RETIRE or parent.retires_on is not None
    if ends or parent.state == Document.State.RETIRED:
        raise Refused(
            _("%(number)s is retired, or about to be: nothing can belong to it."),
            params={"number": parent.number},
        )
    above: Document | None = parent
    for _generation in range(MOST_GENERATIONS):
        if above is not None and above.pk == document.pk:
            raise Refused(
                _("%(number)s belongs to this document itself."), params={"number": parent.number}
            )
        above = above.parent if above is not None else None


def _tell(document: Document, people: set[Member], by: Member, reason: str) -> None:
    for person in people:
        notify(
            person,
            "document_changed",
            subject=document,
            due_on=timezone.localdate(),
            by=by.name,
            owner=document.owner.name,
            reason=reason,
        )


def _named(changes: Changes) -> Changes:
    """Write rows by their names: the trail is read by people."""
    return {
        name: ["" if value is None else str(value) for value in values]
        for name, values in changes.items()
    }
