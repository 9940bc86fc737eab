"""Close and open folders and documents, and grant closed ones to people and groups."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import access
from documents.models import Document, Folder
from documents.seers import Place, strangers_to
from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.errors import Refused
from tenants.models import Group, Member


@transaction.atomic
def restrict(place: Place, *, restricted: bool, seen: str, by: Member) -> Changes:
    """Close a folder or a document, or open it; the next request of everybody obeys.

    Raises Stale when somebody else did so first.
    """
    _check_may(by)
    row = _locked(place)
    changes = write(row, {"restricted": restricted}, seen=seen)
    if changes:
        event = "access.restricted" if restricted else "access.opened"
        people = strangers_to(row)
        audit.record(event, row, by=by, name=_name(row), people=people, changes=changes)
    return changes


@transaction.atomic
def grant(place: Place, grantee: Member | Group, *, by: Member) -> bool:
    """Let a person or a group see a closed folder or document; twice is once.

    Raises Refused for who has left: their grants ended with them, and must not wait for a return.
    """
    _check_may(by)
    _hold(grantee)
    row = _locked(place)
    if access.is_granted(row, grantee):
        return False
    if isinstance(row, Folder):
        access.share_folder(row, grantee)
    else:
        access.share_document(row, grantee)
    _record("grant.given", row, grantee, by=by)
    return True


@transaction.atomic
def withdraw_grant(place: Place, grantee: Member | Group, *, by: Member) -> bool:
    """Take a grant back, from the next request on; twice is once."""
    _check_may(by)
    row = _locked(place)
    if not access.is_granted(row, grantee):
        return False
    if isinstance(row, Folder):
        access.unshare_folder(row, grantee)
    else:
        access.unshare_document(row, grantee)
    _record("grant.withdrawn", row, grantee, by=by)
    return True


@transaction.atomic
def add_folder(facts: Facts, *, by: Member) -> Folder:
    """Add a folder for documents."""
    _check_may_keep(by)
    made = Folder.objects.create(**facts)
    audit.record("folder.added", made, by=by, **facts)
    return made


@transaction.atomic
def rename_folder(folder: Folder, facts: Facts, *, seen: str, by: Member) -> Changes:
    """Give a folder other names; its code stays."""
    _check_may_keep(by)
    row = Folder.objects.locked().get(pk=folder.pk)
    changes = write(row, facts, seen=seen)
    if changes:
        audit.record("folder.renamed", row, by=by, code=row.code, changes=changes)
    return changes


def _locked(place: Place) -> Place:
    if isinstance(place, Folder):
        return Folder.objects.locked().get(pk=place.pk)
    return Document.objects.locked().select_related("folder").get(pk=place.pk)


def _hold(grantee: Member | Group) -> None:
    if isinstance(grantee, Group):
        Group.objects.hold(grantee)
        return
    member = Member.objects.locked().get(pk=grantee.pk)
    if member.valid_until is not None and member.valid_until < timezone.localdate():
        raise Refused(_("%(name)s has left already."), params={"name": member.name})


def _name(place: Place) -> str:
    return place.code if isinstance(place, Folder) else place.number


def _record(event: str, place: Place, grantee: Member | Group, *, by: Member) -> None:
    kind = "group" if isinstance(grantee, Group) else "person"
    audit.record(event, place, by=by, name=_name(place), to=grantee.name, kind=kind)


def _check_may(by: Member) -> None:
    if not by.can("documents.grant"):
        raise Refused(_("Only a document controller says who sees what."))


def _check_may_keep(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
