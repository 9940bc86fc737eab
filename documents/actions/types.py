"""Add and change document types; none is ever deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import Document, DocumentType
from documents.register.numbering import Pattern
from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.errors import Refused
from tenants.models import Member

SAME_SIGNER = (DocumentType.Level.INSTRUCTION, DocumentType.Level.FORM)


@transaction.atomic
def add_type(facts: Facts, *, by: Member) -> DocumentType:
    """Add a document type with its number pattern.

    Raises Refused for a pattern that makes no numbers, or a signer too many for its level.
    """
    _check_may(by)
    made = DocumentType(**facts)
    _check(made)
    Pattern.parse(made.number_pattern)
    made.save(force_insert=True)
    told = {name: str(value) for name, value in facts.items()}
    audit.record("document_type.added", made, by=by, **told)
    return made


@transaction.atomic
def change_type(document_type: DocumentType, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Change a type; documents that are registered keep their numbers and review dates.

    Raises Refused for the code of a type that has documents, Stale for a second writer.
    """
    _check_may(by)
    row = DocumentType.objects.locked().get(pk=document_type.pk)
    if facts.get("code", row.code) != row.code and Document.objects.of_type(row).exists():
        raise Refused(_("Documents of this type are registered: its code stands in their numbers."))
    changes = write(row, facts, seen=seen)
    _check(row)
    if changes:
        audit.record("document_type.changed", row, by=by, changes=changes)
    return changes


def _check(document_type: DocumentType) -> None:
    level = DocumentType.Level(document_type.level)
    if document_type.same_signer and level not in SAME_SIGNER:
        raise Refused(
            _("One person may prepare, review and approve on levels 3 and 4 only, not: %(level)s.")
            % {"level": level.label}
        )


def _check_may(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
