"""What a member may decide on or take back: views get their objects here. Else: 404."""

from collections.abc import Callable
from typing import Final, NamedTuple
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.models import (
    Delegation,
    DelegationQuerySet,
    Message,
    Review,
    Round,
    Route,
    Stage,
    Step,
)
from approvals.models.route import NO_TYPE, Affair, Case
from approvals.models.stage_step import StageStep
from approvals.rounds.routing import authors_of
from approvals.standing_in.deputies import delegation_for
from documents.access import (
    get_document,
    get_readable,
    get_revision,
    may_write,
    takes_part,
)
from documents.dossier import Dossier
from documents.models import Document, DocumentType, Revision
from tenants.errors import IllegalMove, Refused
from tenants.models import Member

MOST_DELEGATIONS: Final = 50


class Cell(NamedTuple):
    """A document type and change class, or an affair, with the newest version of its route."""

    document_type: DocumentType | None
    change_class: Case | Affair
    newest: Route | None

    @property
    def key(self) -> tuple[DocumentType | None, str]:
        return self.document_type, self.change_class.value

    @property
    def type_code(self) -> str:
        """Return what stands for the document type in an address."""
        return self.document_type.code if self.document_type else NO_TYPE

    @property
    def title(self) -> str:
        if self.document_type is None:
            return str(self.change_class.label)
        kind = self.document_type
        return f"{kind.code} {kind.name} · {self.change_class.label}"

    @property
    def number(self) -> int:
        """Return the version an editor begins with; 0 before the first."""
        return self.newest.number if self.newest else 0

    def stages(self) -> list[Stage]:
        return self.newest.stages_in_order() if self.newest else []


def get_cell(type_code: str, change_class: str) -> Cell:
    """Return the route of a type and change class, or of an affair, or 404."""
    if type_code == NO_TYPE and change_class in Affair.values:
        newest = Route.objects.versions(None, change_class).first()
        return Cell(None, Affair(change_class), newest)
    if change_class not in Case.values:
        raise Http404
    document_type = get_object_or_404(DocumentType, code=type_code)
    newest = Route.objects.versions(document_type, change_class).first()
    return Cell(document_type, Case(change_class), newest)


def may_talk(member: Member, revision: Revision) -> bool:
    """Tell whether this member takes part in the revision's rounds, and so writes to them."""
    is_owner = member.pk == revision.document.owner_id
    return member.can("approvals.decide") and (is_owner or takes_part(member, revision))


def may_listen(member: Member, revision: Revision) -> bool:
    """Tell whether this member reads what is said in the rounds: who writes, and auditors."""
    return may_talk(member, revision) or member.can("documents.read_work")


def get_conversation(member: Member, number: str, n: int) -> tuple[Revision, Round]:
    """Return a revision that was submitted with its newest round, for those who listen; or 404."""
    revision = get_revision(member, number, n)
    round = revision.rounds.order_by("-number").select_related("started_by").first()
    if round is None or not may_listen(member, revision):
        raise Http404
    round.revision = revision
    return revision, round


def get_question(member: Member, number: str, n: int, pk: UUID) -> Message:
    """Return a question of a round this member takes part in, or 404."""
    revision, _round = get_conversation(member, number, n)
    if not may_talk(member, revision):
        raise Http404
    questions = Message.objects.filter(kind=Message.Kind.QUESTION, round__revision=revision)
    return get_object_or_404(questions.select_related("round", "by", "to"), pk=pk)


def get_round_to_recall(member: Member, number: str, n: int) -> Round:
    """Return the running round of a revision this member prepared or submitted, or 404."""
    revision = get_revision(member, number, n)
    round = get_object_or_404(Round, revision=revision, state=Round.State.OPEN)
    if not may_recall(member, round):
        raise Http404
    return round


def may_recall(member: Member, round: Round) -> bool:
    """Tell whether this member put it before the others, or wrote the revision it is about."""
    if round.is_act:
        return member.pk == round.started_by_id
    return member.pk == round.started_by_id or member.pk in authors_of(round.revision)


def may_share(member: Member, step: Step) -> bool:
    """Tell whether this member decides the step, or has shared it as a deputy and it waits now."""
    if step.member_id == member.pk or delegation_for(step, member) is not None:
        return True
    return step.additions.filter(given_by=member).exists()


def may_urge(member: Member, step: Step) -> bool:
    """Tell whether this member waits for the step of another."""
    return step.is_waited_for_by(member)


def may_hand_on(member: Member, step: StageStep) -> bool:
    """Tell whether the step is this member's, or of somebody a controller cannot reach."""
    if step.member_id == member.pk:
        return True
    return member.can("documents.control") and step.may_be_freed()


def check_hands_on(member: Member, step: StageStep, why: str) -> None:
    """Refuse to hand on what nobody has, what is another's, or without a reason."""
    if step.state != "open":
        raise IllegalMove(gettext("You have decided this already, or it is no longer required."))
    if not may_hand_on(member, step):
        raise Refused(
            gettext(
                "Only who has this step hands it on; a document controller does so when the person"
                " is absent or late."
            )
        )
    if not why.strip():
        raise Refused(gettext("Say why: the reason is kept and shown."))


def may_take_back(member: Member, step: Step) -> bool:
    """Tell whether this member added the signer, or has the step beside which that stands."""
    beside = step.added_to
    if beside is None:
        return False
    return member.pk in (beside.member_id, beside.deputy_id, step.given_by_id)


def may_inform(member: Member, round: Round) -> bool:
    """Tell whether this member says who else hears of a round that runs."""
    return may_recall(member, round) or member.can("documents.control")


def get_step(
    member: Member, number: str, n: int, pk: UUID, may: Callable[[Member, Step], bool]
) -> Step:
    """Return a step of a revision this member may read, to do with it what they may; or 404."""
    _dossier, revision = get_readable(member, number, n)
    steps = Step.objects.select_related("member", "round", "added_to__member").with_urges()
    step: Step = get_object_or_404(steps, pk=pk, round__revision=revision)
    step.round.revision = revision
    if not may(member, step):
        raise Http404
    return step


def get_open_round(member: Member, number: str, n: int) -> Round:
    """Return the running round of which this member may inform others, or 404."""
    revision = get_revision(member, number, n)
    round = get_object_or_404(Round, revision=revision, state=Round.State.OPEN)
    round.revision = revision
    if not may_inform(member, round):
        raise Http404
    return round


def get_draft_to_submit(member: Member, number: str, n: int) -> Revision:
    """Return a revision this member may submit, or has just submitted; or 404."""
    revision = get_revision(member, number, n)
    waits = revision.state in (Revision.State.DRAFT, Revision.State.IN_REVIEW)
    if not (waits and may_write(member, revision)):
        raise Http404
    return revision


def may_review(member: Member, document: Document, planned: Review | None) -> bool:
    """Tell whether this member judges what is in force: its owner, who was planned, controllers."""
    if document.is_external() or not document.is_in_force() or not member.can("approvals.decide"):
        return False
    answers = member.can("documents.control") or member.pk == document.owner_id
    return answers or (planned is not None and planned.reviewer_id == member.pk)


def get_document_to_review(member: Member, number: str) -> Document:
    """Return a document whose text was ever in force and is reviewed here; or 404."""
    document = get_document(member, number)
    if document.in_force is None or document.is_external():
        raise Http404
    return document


def get_review(member: Member, number: str, pk: UUID) -> Review:
    """Return a review that came to a verdict, of a document this member sees; or 404."""
    document = get_document(member, number)
    reviews = Review.objects.given().select_related("reviewer", "revision", "draft", "round")
    review: Review = get_object_or_404(reviews, pk=pk, document=document)
    review.document = review.revision.document = document
    return review


def may_plan(member: Member, document: Document) -> bool:
    """Tell whether this member says when a document is reviewed, and by whom."""
    if document.is_external() or not document.is_in_force() or document.act:
        return False
    owns = member.pk == document.owner_id and member.can("approvals.decide")
    return owns or member.can("documents.control")


def may_see_evidence(member: Member, document: Document) -> bool:
    """Tell whether this member may read what a verdict was based on: it names other documents."""
    planned = Review.objects.open().filter(document=document).first()
    return member.can("audit.read") or may_review(member, document, planned)


def get_revision_to_acknowledge(member: Member, number: str, n: int) -> tuple[Dossier, Revision]:
    """Return a revision that people read, or have read, as one that binds them; or 404."""
    dossier, revision = get_readable(member, number, n)
    if not (revision.state == Revision.State.APPROVED or revision.is_issued()):
        raise Http404
    return dossier, revision


class Delegations(NamedTuple):
    """A list of delegations under its heading."""

    label: str | Promise
    rows: DelegationQuerySet


def delegations_seen_by(member: Member) -> list[Delegations]:
    """Return what this member has given and received; for controllers also what others have."""
    named = Delegation.objects.named()
    lists = [
        Delegations(_("Who stands in for you"), named.filter(delegator=member)[:MOST_DELEGATIONS]),
        Delegations(_("For whom you stand in"), named.filter(deputy=member)[:MOST_DELEGATIONS]),
    ]
    if member.can("documents.control"):
        others = named.exclude(delegator=member).exclude(deputy=member)
        lists.append(Delegations(_("Others"), others[:MOST_DELEGATIONS]))
    return lists


def get_delegation(member: Member, pk: UUID) -> Delegation:
    """Return a delegation this member is part of, or as a controller looks after; or 404."""
    controls = member.can("documents.control")
    seen = Delegation.objects.all() if controls else Delegation.objects.of(member)
    return get_object_or_404(seen, pk=pk)
