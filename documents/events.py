"""What the audit trail says of documents."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.models import Document, Revision
from tenants.audit.words import About
from tenants.models import Member

EVENTS: Final = {
    "access.opened": _("Opened to everybody"),
    "access.restricted": _("Restricted"),
    "copies.damaged": _("Damaged paper copy exchanged"),
    "copies.issued": _("Paper copies issued"),
    "copies.lost": _("Paper copy lost, number void"),
    "copies.passed_on": _("Paper copy passed on"),
    "copies.printed": _("Paper copies printed"),
    "copies.received": _("Paper copy signed for"),
    "copies.settled": _("Paper copies taken back"),
    "counter.advanced": _("Counter moved on"),
    "deviation.closed": _("Temporary deviation closed"),
    "deviation.extended": _("Temporary deviation extended"),
    "deviation.recorded": _("Temporary deviation recorded"),
    "folder.added": _("Folder added"),
    "folder.renamed": _("Folder renamed"),
    "grant.given": _("Granted"),
    "grant.withdrawn": _("Grant taken back"),
    "number_pattern.changed": _("Number pattern changed"),
    "numbers.released": _("Reserved numbers given free"),
    "numbers.reserved": _("Numbers reserved"),
    "clause.link_changed": _("Link to a clause changed"),
    "clause.linked": _("Document linked to a clause"),
    "clause.unlinked": _("Link to a clause taken off"),
    "document.checked": _("Currency checked"),
    "document.reviewed": _("Review settled"),
    "source.described": _("Source of an external document changed"),
    "document.changed": _("Facts of a document changed"),
    "document.restored": _("Document restored"),
    "document.retired": _("Document retired"),
    "document.retirement_called_off": _("Retirement called off"),
    "document.retirement_scheduled": _("Retirement approved, waits for its day"),
    "document.withdrawn": _("Document withdrawn"),
    "document.audience_set": _("Audience set"),
    "document.expired": _("Document expired"),
    "document.imported": _("Document imported"),
    "document.opened_in_emergency": _("Document opened under emergency access"),
    "document.registered": _("Document registered"),
    "revision.approved": _("Revision approved"),
    "revision.cancelled": _("Revision cancelled"),
    "document_type.added": _("Document type added"),
    "document_type.changed": _("Document type changed"),
    "revision.activated": _("Revision took effect"),
    "revision.converted_again": _("Conversion begun anew"),
    "revision.file_attached": _("File uploaded"),
    "revision.file_detached": _("Uploaded file dropped"),
    "revision.pages_substituted": _("PDF taken in place of the pages of a file"),
    "revision.form_attached": _("Form attached"),
    "revision.form_replaced": _("File of a form replaced"),
    "revision.form_taken_off": _("Form taken off"),
    "revision.picture_added": _("Picture added"),
    "revision.questions_written": _("Questions of understanding written"),
    "revision.saved": _("Draft saved"),
    "revision.commented": _("Comment on a draft"),
    "revision.comment_resolved": _("Comment resolved"),
    "drafting.changed": _("Rules of drafting changed"),
    "revision.started": _("Revision started"),
    "revision.taken_over": _("Draft taken over from another writer"),
    "sample.set": _("Sample of an audit set"),
    "standing_rule.added": _("Rule for new staff added"),
    "standing_rule.ended": _("Rule for new staff ended"),
    "upload.infected": _("Infected file refused"),
    "versions.changed": _("Version scheme changed"),
}


def _documents(reader: Member, ids: Collection[UUID]) -> Mapping[UUID, About]:
    documents = Document.objects.visible_to(reader).filter(pk__in=ids).only("number", "title")
    return {document.pk: About(str(document), _page(reader, document)) for document in documents}


def _revisions(reader: Member, ids: Collection[UUID]) -> Mapping[UUID, About]:
    revisions = Revision.objects.visible_to(reader).filter(pk__in=ids).select_related("document")
    return {
        revision.pk: About(
            f"{revision.document.number} {revision.label}", _page(reader, revision.document)
        )
        for revision in revisions
    }


def _page(reader: Member, document: Document) -> str:
    return reverse("documents:document", args=[reader.tenant.slug, document.number])


SUBJECTS: Final = {"document": _documents, "revision": _revisions}
FACTS: Final = {
    "coverage": _("How far it is covered"),
    "of_clause": _("Clause"),
    "from_today": _("Also for the text in force"),
    "level": _("Level"),
    "within_days": _("Days to acknowledge"),
    "approved_by": _("Approved by"),
    "clause": pgettext_lazy("fact", "Passage"),
    "copies": pgettext_lazy("fact", "Copies"),
    "found": pgettext_lazy("fact", "What was found"),
    "holder": pgettext_lazy("fact", "Who had it"),
    "on": pgettext_lazy("fact", "Day"),
    "origin": pgettext_lazy("fact", "From where"),
    "outcome": pgettext_lazy("fact", "What became of them"),
    "received_by": pgettext_lazy("fact", "Signed for by"),
    "result": pgettext_lazy("fact", "Result"),
    "revisions": pgettext_lazy("fact", "Revisions"),
    "scope": pgettext_lazy("fact", "Numbers of"),
    "skipped": pgettext_lazy("fact", "Left out"),
    "tasks": pgettext_lazy("fact", "Reviews begun"),
    "warnings": pgettext_lazy("fact", "Warnings"),
    "what": _("What is done otherwise"),
}
