"""What approvals show on the page of a document: what you can do now, and who stands behind it."""

from collections.abc import Iterator

from django.template.loader import render_to_string

from approvals import access, feed
from approvals.acts.shown import ShownAct
from approvals.forms import RecallForm
from approvals.models import Delegation, Round
from approvals.packages.access import package_shown
from approvals.reading.owed import due_for, holding
from approvals.reading.readers import by_unit
from approvals.reviews.panel import show_reviews
from approvals.rounds.trail import Trail
from approvals.rounds.wording import act_of
from documents.access import may_write
from documents.dossier import Dossier
from documents.labels import deadline
from documents.models import Document, Revision
from tenants.http import AccountRequest, MemberRequest
from tenants.models import Member
from tenants.panels import Piece, panel


def register_panels() -> None:
    panel("document", show_package)
    panel("document", show_on_document)
    panel("document", show_reviews)
    panel("document", show_reminders)
    panel("person", show_on_person)
    panel("account", show_on_account)


def show_on_person(request: MemberRequest, *, person: Member) -> Iterator[Piece]:
    """Show who stands in for the person and for whom, and lead on to their leaving."""
    context = {
        "person": person,
        "delegations": Delegation.objects.planned().of(person).named(),
        "may_hand_over": request.member.can("people.hand_over"),
        "may_see_reading": request.member.can("distribution.read_all"),
    }
    yield "rail", render_to_string("approvals/parts/duties.html", context, request)


def show_on_account(request: AccountRequest) -> Iterator[Piece]:
    """Show the address of the person's calendar, or offer one."""
    context = {"address": feed.address_of(request.user)}
    yield "card", render_to_string("approvals/parts/calendar_feed.html", context, request)


def show_reminders(
    request: MemberRequest, *, dossier: Dossier, **_context: object
) -> Iterator[Piece]:
    """Lead on to why the reader is reminded of this document, or is not."""
    context = {"document": dossier.document}
    yield "rail", render_to_string("approvals/parts/reminders.html", context, request)


def show_package(
    request: MemberRequest, *, dossier: Dossier, revision: Revision | None
) -> Iterator[Piece]:
    """Say of which change package the revision in work, or on the page, is part."""
    shown = dossier.in_work or revision
    package = package_shown(request.member, shown) if shown else None
    if package:
        context = {"package": package, "revision": shown}
        yield "head", render_to_string("approvals/parts/package_note.html", context, request)


def show_on_document(
    request: MemberRequest, *, dossier: Dossier, revision: Revision | None
) -> Iterator[Piece]:
    """Show the round of the revision in work, else of the one on the page, and who has read it."""
    work = dossier.in_work
    shown = work or revision
    trail = Trail.newest(shown, request.member) if shown else None
    act = ShownAct.on(dossier.document, request.member)
    acts = _acts(request, dossier.document, act)
    if act:
        context = {"document": dossier.document, "act": act}
        yield "head", render_to_string("approvals/parts/act_head.html", context, request)
    if acts:
        yield "acts", render_to_string("approvals/parts/acts.html", acts, request)
    actions = {
        **(_work_actions(request, work, trail) if work else {}),
        **(_reading_actions(request, revision) if revision else {}),
    }
    if actions:
        context = {"work": work, **actions}
        yield "actions", render_to_string("approvals/parts/actions.html", context, request)
    if trail and work and work.state != Revision.State.DRAFT:
        context = {"revision": work, "stages": trail.stages()}
        yield "head", render_to_string("approvals/parts/stages.html", context, request)
    if act:
        informs = act.is_running and _informs(request.member, "recall" in (acts or {}))
        yield _trail(request, dossier.document.in_force, act.trail, informs=informs)
    if trail:
        talks = shown is not None and access.may_listen(request.member, shown)
        runs = trail.round.state == Round.State.OPEN
        informs = runs and _informs(request.member, "recall" in actions)
        yield _trail(request, shown, trail, talks=talks, informs=informs)
    may_see_readers = request.member.can("approvals.read_acknowledgements")
    if may_see_readers and revision and dossier.has_readers(revision):
        context = {"revision": revision, "shares": by_unit(revision)}
        yield "rail", render_to_string("approvals/parts/readership.html", context, request)


def _trail(request: MemberRequest, revision: Revision | None, trail: Trail, **may: bool) -> Piece:
    """Return who decides, or has decided, on a revision or an act."""
    context = {"revision": revision, "trail": trail, **may}
    context["may_verify"] = request.member.can("audit.read")
    return "rail", render_to_string("approvals/parts/trail.html", context, request)


def _informs(member: Member, may_recall: bool) -> bool:  # noqa: FBT001
    """Tell whether this member says who else hears of a round, without asking again."""
    return member.can("documents.draft") and (may_recall or member.can("documents.control"))


def _acts(
    request: MemberRequest, document: Document, act: ShownAct | None
) -> dict[str, object] | None:
    """Return what this member can do about the document itself, and nothing their role lacks."""
    member, found = request.member, dict[str, object]()
    if act and act.is_running:
        step = act.trail.to_decide(member)
        if step and member.can("approvals.decide"):
            due = deadline(step.due_on, request.tenant.today())
            found |= {"step": step, "what": act_of(step), "due": due}
        if access.may_recall(member, act.trail.round):
            found["recall"] = RecallForm(auto_id="recall_act_%s")
    is_live = document.in_force is not None and document.state != Document.State.RETIRED
    if is_live and member.can("documents.control") and document.act != Document.Act.WITHDRAW:
        found["may_act"] = True
    return found | {"document": document, "act": act} if found else None


def _work_actions(request: MemberRequest, work: Revision, trail: Trail | None) -> dict[str, object]:
    """Return what this member can do with the revision in work, and nothing their role lacks."""
    member = request.member
    found: dict[str, object] = {}
    if work.state == Revision.State.DRAFT and may_write(member, work):
        found["may_submit"] = work.package_number is None
        if trail and trail.round.state == Round.State.RETURNED:
            found["returned"] = trail
    if trail:
        step = trail.to_decide(member)
        if step and member.can("approvals.decide"):
            found |= {"step": step, "due": deadline(step.due_on, request.tenant.today())}
        if trail.asks_reader():
            found["asks"] = True
        if signed := trail.signed_by(member):
            found["signed"] = signed
        is_running = trail.round.state == Round.State.OPEN and trail.round.package_id is None
        if is_running and access.may_recall(member, trail.round):
            found["recall"] = RecallForm()
    return found


def _reading_actions(request: MemberRequest, revision: Revision) -> dict[str, object]:
    """Return whether this member has read the revision, has to, or need not again."""
    member = request.member
    if revision.state not in (Revision.State.APPROVED, Revision.State.EFFECTIVE):
        return {}
    given = holding(member, revision)
    if given and given.revision_id == revision.pk:
        return {"reading": revision, "given": given}
    due_on = due_for(member, revision)
    if due_on is not None:
        due = deadline(due_on, request.tenant.today())
        return {"reading": revision, "acknowledge_due": due}
    return {"reading": revision, "carried_over": given.revision} if given else {}
