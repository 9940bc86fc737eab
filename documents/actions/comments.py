"""Comment on a passage, answer, and resolve."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.access import may_comment, may_resolve
from documents.models import Comment, Revision
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member


@transaction.atomic
def comment_on(
    revision: Revision, *, by: Member, body: str, clause: str = "", quote: str = ""
) -> Comment:
    """Say something about a passage, or about the whole text."""
    _check_may(revision, by)
    made = Comment.objects.create(
        revision=revision, by=by, body=body, clause=clause[:60], quote=quote[:200]
    )
    audit.record("revision.commented", revision, by=by, clause=clause)
    return made


@transaction.atomic
def answer(comment: Comment, *, by: Member, body: str) -> Comment:
    """Answer a remark; a remark that was resolved is open again."""
    _check_may(comment.revision, by)
    Comment.objects.filter(pk=comment.pk).update(resolved_by=None, resolved_at=None)
    made = Comment.objects.create(revision=comment.revision, answers=comment, by=by, body=body)
    audit.record("revision.commented", comment.revision, by=by, clause=comment.clause)
    return made


@transaction.atomic
def resolve(comment: Comment, *, by: Member) -> None:
    """Say that a remark is dealt with; resolving twice is resolving once."""
    if not may_resolve(by, comment):
        raise Refused(_("Only who wrote it, or who writes the draft, resolves a comment."))
    now = timezone.now()
    open_one = Comment.objects.unresolved().filter(pk=comment.pk)
    if open_one.update(resolved_by=by, resolved_at=now):
        audit.record("revision.comment_resolved", comment.revision, by=by, clause=comment.clause)


def _check_may(revision: Revision, by: Member) -> None:
    if not may_comment(by, revision):
        raise Refused(_("Comments are for those who write or decide, until it is issued."))
