"""What approvals show on the page of a document: what you can do now, and who stands behind it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from approvals import access
from approvals.forms import RecallForm
from approvals.models import Acknowledgement, Round, Step
from approvals.readers import by_unit, due_for, last_acknowledged
from approvals.trail import newest_round, trail_of, way_of
from documents.access import may_write
from documents.labels import deadline
from documents.models import Document, Readership, Revision
from tenants.http import MemberRequest
from tenants.models import Member
from tenants.panels import panel


def register_panels() -> None:
    panel("document.actions", show_actions, order=10)
    panel("document.progress", show_way)
    panel("document.rail", show_trail, order=10)
    panel("document.rail", show_readership, order=20)


def show_actions(
    request: MemberRequest, *, document: Document, revision: Revision | None
) -> SafeString | None:
    """Show what this member can do now, and nothing their role lacks."""
    member = request.member
    work = _in_work(member, document)
    context = {
        **(_work_actions(request, work) if work else {}),
        **(_reading_actions(request, revision) if revision else {}),
    }
    if not context:
        return None
    return render_to_string("approvals/parts/actions.html", {"work": work, **context}, request)


def _in_work(member: Member, document: Document) -> Revision | None:
    visible = Revision.objects.visible_to(member).filter(document=document)
    work: Revision | None = visible.open().select_related("document").first()
    return work


def _work_actions(request: MemberRequest, work: Revision) -> dict[str, object]:
    member = request.member
    found: dict[str, object] = {}
    round = newest_round(work)
    if work.state == Revision.State.DRAFT and may_write(member, work):
        found["may_submit"] = True
        if round is not None and round.state == Round.State.RETURNED:
            found["returned"] = round
    if round is not None:
        round.revision = work
        steps = round.steps.filter(member=member)
        found |= _step_actions(request, steps.filter(state=Step.State.OPEN).first())
        signed = steps.filter(state=Step.State.SIGNED).last()
        found |= {"signed": signed} if signed else {}
        if round.state == Round.State.OPEN and access.may_recall(member, round):
            found["recall"] = RecallForm()
    return found


def _step_actions(request: MemberRequest, step: Step | None) -> dict[str, object]:
    if step is None or not request.member.can("approvals.decide"):
        return {}
    return {"step": step, "due": deadline(step.due_on, request.tenant.today())}


def _reading_actions(request: MemberRequest, revision: Revision) -> dict[str, object]:
    member = request.member
    if revision.state not in (Revision.State.APPROVED, Revision.State.EFFECTIVE):
        return {}
    given = Acknowledgement.objects.filter(revision=revision, member=member).first()
    if given is not None:
        return {"reading": revision, "given": given}
    due_on = due_for(member, revision)
    if due_on is not None:
        due = deadline(due_on, request.tenant.today())
        return {"reading": revision, "acknowledge_due": due}
    earlier = None if revision.must_acknowledge else last_acknowledged(member, revision)
    return {"reading": revision, "carried_over": earlier} if earlier else {}


def show_way(request: MemberRequest, *, document: Document, **_: object) -> SafeString | None:
    """Show how far the revision in work has come, once it was submitted."""
    work = _in_work(request.member, document)
    round = newest_round(work) if work else None
    if work is None or round is None or work.state == Revision.State.DRAFT:
        return None
    round.revision = work
    context = {"revision": work, "way": way_of(round)}
    return render_to_string("approvals/parts/way.html", context, request)


def show_trail(
    request: MemberRequest, *, document: Document, revision: Revision | None
) -> SafeString | None:
    """Show the newest round of the revision in work, else of the one on the page."""
    shown = _in_work(request.member, document) or revision
    round = newest_round(shown) if shown else None
    if round is None:
        return None
    context = {"revision": shown, "round": round, "trail": trail_of(round)}
    return render_to_string("approvals/parts/trail.html", context, request)


def show_readership(
    request: MemberRequest, *, revision: Revision | None, **_: object
) -> SafeString | None:
    """Show how many have acknowledged, by unit, to those who may see who has."""
    if revision is None or not request.member.can("approvals.read_acknowledgements"):
        return None
    total = Readership.objects.one_or_none(revision=revision)
    if total is None:
        return None
    context = {"revision": revision, "total": total, "shares": by_unit(revision)}
    return render_to_string("approvals/parts/readership.html", context, request)
