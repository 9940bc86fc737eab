"""Link documents to clauses of a standard one by one, say how far they go, take a link off."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from documents.models import Clause, ClauseLink, Document
from documents.standards.linking import CURRENT, write_back
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def link_clause(
    document: Document, clause: Clause, *, item: str = "", coverage: str, why: str, by: Member
) -> ClauseLink:
    """Say that a document is for a clause; refused when it is already, or is retired."""
    document = _held(document, by)
    if document.state == Document.State.RETIRED:
        raise Refused(_("%(number)s is retired already."), params={"number": document.number})
    link = ClauseLink(
        document=document, clause=clause, item=item, coverage=coverage, why=why, made_by=by
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("%(number)s is linked to %(clause)s already. Change that link instead."),
            params={"number": document.number, "clause": link.number},
        ) from error
    _written("clause.linked", link, document, by)
    return link


@transaction.atomic
def change_link(link: ClauseLink, *, coverage: str, why: str, by: Member) -> None:
    """Say anew how far a document covers a clause, and why."""
    document = _held(link.document, by)
    changes = audit.changes(link, {"coverage": coverage, "why": why})
    if not changes:
        return
    kept = ClauseLink.objects.filter(pk=link.pk).update(coverage=coverage, why=why)
    if not kept:
        raise Refused(_("This link has been taken off meanwhile."))
    link.coverage, link.why = coverage, why
    _written("clause.link_changed", link, document, by)


@transaction.atomic
def unlink_clause(link: ClauseLink, *, by: Member) -> None:
    """Take a link off; the audit trail keeps what it said. Twice does no harm."""
    document = _held(link.document, by)
    if ClauseLink.objects.filter(pk=link.pk).delete()[0]:
        _written("clause.unlinked", link, document, by)


def _held(document: Document, by: Member) -> Document:
    if not by.can("documents.control"):
        raise Refused(_("Only a document controller does this."))
    return Document.objects.locked().get(pk=document.pk)


def _written(event: str, link: ClauseLink, document: Document, by: Member) -> None:
    if link.clause.edition.state == CURRENT:
        write_back(document)
    audit.record(
        event,
        document,
        by=by,
        of_clause=f"{link.clause.edition.code} {link.number}",
        coverage=link.coverage,
        reason=link.why,
    )
