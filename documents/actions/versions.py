"""Say how versions are written and which languages documents may have."""

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models import Document, Revision
from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.errors import Refused
from tenants.models import Member, Tenant


@transaction.atomic
def change_versions(tenant: Tenant, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Change the version scheme, before anything was submitted, or the languages of documents.

    Drafts get their label anew. Raises Refused once a revision with a label has been signed.
    """
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
    if facts["document_language"] not in facts["document_languages"]:
        raise Refused(_("New documents need one of the languages that documents may have."))
    row = Tenant.hold(tenant.pk)
    old = row.version_scheme
    changes = write(row, facts, seen=seen)
    if row.version_scheme != old:
        _relabel(row.version_scheme)
    if changes:
        audit.record("versions.changed", tenant, by=by, changes=changes)
    return changes


@transaction.atomic
def change_drafting(tenant: Tenant, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Say whether comments hold up approval until they are resolved."""
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
    changes = write(Tenant.hold(tenant.pk), facts, seen=seen)
    if changes:
        audit.record("drafting.changed", tenant, by=by, changes=changes)
    return changes


def _relabel(scheme: str) -> None:
    """Write the labels of drafts anew; documents are locked, since submitting locks them, too."""
    list(Document.objects.locked().order_by("pk").values_list("pk"))
    if Revision.objects.ever_submitted().exists():
        raise Refused(_("The version scheme stays: documents have been submitted with it."))
    drafts = list(Revision.objects.open())
    for draft in drafts:
        draft.label = draft.version.label(scheme)
    Revision.objects.bulk_update(drafts, ["label"])
