"""Paper copies in the demo: handed out as a revision takes effect, and not all come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.actions.paper_copies import Receiver, issue_copies, sign_for_copy, take_back
from documents.models import PaperCopy, Revision
from tenants.models import Member, Unit
from tenants.scope import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyStory:
    unit: str
    to: str = ""
    place: str = ""
    signed: str = ""  # who did, on the sheet


def hand_out(
    revision: Revision, stories: Sequence[CopyStory], members: Mapping[str, Member]
) -> None:
    """Let the controller issue copies, and take back what hung at the same places before."""
    if not stories:
        return
    by = next(member for member in members.values() if member.can("documents.control"))
    old = PaperCopy.objects.to_recall().filter(
        document=revision.document_id, place__in=[each.place for each in stories if each.place]
    )
    if old.exists():
        take_back(old, PaperCopy.State.DESTROYED, by=by)
    receivers = [
        Receiver(Unit.objects.get(code=each.unit), members.get(each.to), each.place)
        for each in stories
    ]
    copies = issue_copies(revision, receivers, key=new_id(), by=by)
    for copy, story in zip(copies, stories, strict=True):
        if story.signed:
            sign_for_copy(copy, name=story.signed, by=by)
