"""Say what an auditor looks into."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import AuditSample, Document, Folder
from documents.samples import hidden_from
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, TenantQuerySet
from tenants.people.roles import Role


@dataclass(frozen=True, slots=True)
class Sample:
    """Folders and documents chosen for an audit."""

    folders: Collection[Folder]
    documents: Collection[Document]


@transaction.atomic
def set_sample(auditor: Member, sample: Sample | None, *, by: Member) -> None:
    """Let an auditor look into this sample and nothing else; None: into everything.

    Documents that are not open to who sets the sample stay in it as they are.
    """
    auditor = Member.objects.locked().get(pk=auditor.pk)
    _check(auditor, by)
    before = _facts(auditor)
    rows = AuditSample.objects.filter(member=auditor)
    if sample is None:
        rows.delete()
    else:
        _replace(rows.exclude(pk__in=hidden_from(by, auditor).values("pk")), auditor, sample)
        if not rows.exists():
            raise Refused(_("Choose a folder or a document, or let the auditor see everything."))
    after = _facts(auditor)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changes:
        audit.record("sample.set", auditor, by=by, changes=changes)


def _check(auditor: Member, by: Member) -> None:
    if not by.can("people.sample"):
        raise Refused(_("Only administrators and document controllers set a sample."))
    if auditor.pk == by.pk:
        raise Refused(_("Nobody sets their own sample."))
    if auditor.roles != [Role.AUDITOR]:
        raise Refused(_("A sample is for those who are here as auditors only."))


def _replace(rows: TenantQuerySet[AuditSample], auditor: Member, sample: Sample) -> None:
    rows.delete()
    chosen = [AuditSample(member=auditor, folder=folder) for folder in sample.folders]
    chosen += [AuditSample(member=auditor, document=document) for document in sample.documents]
    AuditSample.objects.bulk_create(chosen)


def _facts(auditor: Member) -> dict[str, list[str]]:
    """Return the sample as the trail keeps it: what not everybody sees, by its key alone."""
    rows = AuditSample.objects.filter(member=auditor).select_related("folder", "document__folder")
    found = list(rows)
    return {
        "folders": sorted(row.folder.code for row in found if row.folder),
        "documents": sorted(_named(row.document) for row in found if row.document),
    }


def _named(document: Document) -> str:
    is_closed = document.restricted or document.folder.restricted or document.in_force_id is None
    return str(document.pk) if is_closed else document.number
