"""What a member may see and change: views get their objects here, and only here.

Hidden and missing look the same: 404.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from guardian.shortcuts import assign_perm, remove_perm

from documents.ahead import get_ahead
from documents.dossier import Dossier
from documents.models import (
    Attachment,
    Comment,
    Document,
    DocumentType,
    Folder,
    ReservedRange,
    Revision,
    StandingRule,
    StoredFile,
    Upload,
)
from documents.models.grant import group_grants, user_grants
from documents.models.sight import Sight
from tenants import audit
from tenants.models import Group, Member
from tenants.people.glass import running


def _note(member: Member, document: Document) -> None:
    """Record what is opened under emergency access."""
    if running(member) is not None:
        facts = {"number": document.number}
        audit.record("document.opened_in_emergency", document, by=member, **facts)


def get_document(member: Member, number: str) -> Document:
    """Return the document, or 404 whether it is missing or not this member's to see."""
    documents = Document.objects.visible_to(member).select_related(
        "document_type", "unit", "owner", "folder", "in_force"
    )
    document: Document = get_object_or_404(documents, number=number)
    _note(member, document)
    return document


def get_dossier(member: Member, number: str) -> Dossier:
    """Return the document with all this member may read of it, or 404."""
    dossier = Dossier.of(member, number)
    if dossier is None:
        raise Http404
    _note(member, dossier.document)
    return dossier


def get_readable(member: Member, number: str, n: int) -> tuple[Dossier, Revision]:
    """Return a revision with the dossier it is in, or 404."""
    dossier = get_dossier(member, number)
    revision = dossier.revision(n)
    if revision is None:
        raise Http404
    return dossier, revision


def get_pair(member: Member, number: str, old: int, new: int) -> tuple[Revision, Revision]:
    """Return two revisions of one document that this member may read, or 404."""
    dossier, revision = get_readable(member, number, old)
    other = dossier.revision(new)
    if other is None:
        raise Http404
    return revision, other


def get_revision(member: Member, number: str, n: int) -> Revision:
    """Return the revision with its document, or 404."""
    revisions = Revision.objects.visible_to(member).select_related(
        "document__document_type", "document__unit", "document__in_force", "prepared_by", "source"
    )
    found = revisions.one_or_none(document__number=number, n=n)
    revision: Revision | None = found or get_ahead(member, number, n)
    if revision is None:
        raise Http404
    _note(member, revision.document)
    return revision


def get_plain_revision(member: Member, number: str, n: int) -> Revision:
    """Return a revision with its document and type alone, enough to act on; or 404.

    PostgreSQL takes longer to plan what a page shows of it than to find it.
    """
    revisions = Revision.objects.visible_to(member).select_related("document__document_type")
    plain = revisions.defer("markdown", "manifest")
    found = plain.one_or_none(document__number=number, n=n) or get_ahead(member, number, n)
    if found is None:
        raise Http404
    _note(member, found.document)
    return found


def get_draft(member: Member, number: str, n: int) -> Revision:
    """Return a draft this member may write on, or 404."""
    revision = get_revision(member, number, n)
    if revision.state != Revision.State.DRAFT or not may_write(member, revision):
        raise Http404
    return revision


def get_upload(member: Member, pk: UUID) -> Upload:
    """Return an upload of this member that is still arriving, or 404."""
    arriving = Upload.objects.filter(member=member, state=Upload.State.ARRIVING)
    return get_object_or_404(arriving, pk=pk)


def get_type(code: str) -> DocumentType:
    """Return the document type with this code, or 404."""
    types = DocumentType.objects.select_related("tenant", "folder")
    return get_object_or_404(types, code=code)


def get_folder(code: str) -> Folder:
    """Return the folder with this code, or 404."""
    return get_object_or_404(Folder.objects.all(), code=code)


def get_reserved(code: str, range_id: UUID) -> ReservedRange:
    """Return the reserved range of the type with this code, or 404."""
    ranges = ReservedRange.objects.select_related("document_type")
    return get_object_or_404(ranges, pk=range_id, document_type__code=code)


def may_write(member: Member, revision: Revision) -> bool:
    """Authors write on what they prepare or own; controllers on everything."""
    if member.can("documents.control"):
        return True
    mine = member.pk in (revision.prepared_by_id, revision.document.owner_id)
    return mine and member.can("documents.draft")


def takes_part(member: Member, revision: Revision) -> bool:
    """Tell whether this member writes the revision or is asked about it, also as a deputy."""
    return may_write(member, revision) or revision.pk in Sight.of(member).part_in


def may_comment(member: Member, revision: Revision) -> bool:
    """Those who take part, as long as the text is not issued or given up."""
    in_work = revision.state in (Revision.State.DRAFT, Revision.State.IN_REVIEW)
    return in_work and takes_part(member, revision)


def may_resolve(member: Member, comment: Comment) -> bool:
    """Whoever wrote the comment, and those who write the draft."""
    mine = comment.by_id == member.pk or may_write(member, comment.revision)
    return mine and may_comment(member, comment.revision)


def get_commented(member: Member, number: str, n: int) -> Revision:
    """Return a revision whose comments this member reads, or 404."""
    revision = get_revision(member, number, n)
    if not takes_part(member, revision):
        raise Http404
    return revision


def get_comment(member: Member, number: str, n: int, comment: UUID) -> Comment:
    """Return a comment on a revision this member takes part in, or 404."""
    revision = get_commented(member, number, n)
    found: Comment = get_object_or_404(revision.comments, pk=comment, answers=None)
    found.revision = revision
    return found


def may_revise(member: Member, document: Document) -> bool:
    """Owners who may draft, and controllers, start a new revision of a document that lives on."""
    ends = document.act == Document.Act.RETIRE or document.retires_on is not None
    if document.state == Document.State.RETIRED or ends:
        return False
    if member.can("documents.control"):
        return True
    return member.can("documents.draft") and document.owner_id == member.pk


def may_check(member: Member, document: Document) -> bool:
    """Owners who may draft, and controllers, say where a document comes from and check that."""
    if document.state == Document.State.RETIRED:
        return False
    owns = document.owner_id == member.pk and member.can("documents.draft")
    return owns or member.can("documents.control")


def may_set_audience(member: Member, document: Document) -> bool:
    """Owners who may draft, those who prepare its open revision, and controllers."""
    if member.can("documents.control"):
        return True
    prepares = document.revisions.open().filter(prepared_by=member)
    return member.can("documents.draft") and (document.owner_id == member.pk or prepares.exists())


def get_document_to_put(member: Member, number: str) -> Document:
    """Return a document whose audience this member may change, or 404."""
    document = get_document(member, number)
    if document.state == Document.State.RETIRED or not may_set_audience(member, document):
        raise Http404
    return document


def get_standing_rule(pk: UUID) -> StandingRule:
    """Return a standing rule, or 404."""
    return get_object_or_404(StandingRule.objects.all(), pk=pk)


def get_rendition(member: Member, number: str, n: int, kind: str) -> tuple[Revision, StoredFile]:
    """Return a revision this member sees and a PDF of it, or 404."""
    revision = get_revision(member, number, n)
    rendition = revision.renditions.filter(kind=kind).select_related("file").first()
    if rendition is None:
        raise Http404
    return revision, rendition.file


def get_form(member: Member, number: str, n: int, form: str) -> Attachment:
    """Return a form of a revision this member sees, or 404."""
    return _form_of(get_revision(member, number, n), form)


def get_form_to_change(member: Member, number: str, n: int, form: str) -> Attachment:
    """Return a form of a draft this member may write on, or 404."""
    return _form_of(get_draft(member, number, n), form)


def _form_of(revision: Revision, form: str) -> Attachment:
    found: Attachment = get_object_or_404(revision.attachments.with_files(), number=form)
    found.revision = revision
    return found


@dataclass(frozen=True, slots=True)
class Grants:
    """To whom a folder or a document is granted."""

    people: list[Member]
    groups: list[Group]


def grants_of(place: Folder | Document) -> Grants:
    """Return the people and groups a folder or a document is granted to, by name."""
    people = Member.objects.filter(user__in=user_grants(place).values("user"))
    groups = Group.objects.filter(pk__in=group_grants(place).values("group"))
    return Grants(list(people), list(groups.order_by("name")))


def is_granted(place: Folder | Document, grantee: Member | Group) -> bool:
    """Tell whether this person or group has a grant of their own."""
    if isinstance(grantee, Group):
        return group_grants(place).filter(group=grantee).exists()
    return user_grants(place).filter(user=grantee.user_id).exists()


def share_document(document: Document, grantee: Member | Group) -> None:
    """Let a member or a group read a restricted document."""
    assign_perm("read_document", _account(grantee), document)


def unshare_document(document: Document, grantee: Member | Group) -> None:
    remove_perm("read_document", _account(grantee), document)


def share_folder(folder: Folder, grantee: Member | Group) -> None:
    """Let a member or a group read what stands in a restricted folder."""
    assign_perm("read_folder", _account(grantee), folder)


def unshare_folder(folder: Folder, grantee: Member | Group) -> None:
    remove_perm("read_folder", _account(grantee), folder)


def _account(grantee: Member | Group) -> object:
    return grantee.user if isinstance(grantee, Member) else grantee
