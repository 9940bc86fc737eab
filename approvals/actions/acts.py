"""Ask for an act on a document: withdraw it at once, restore it, retire it; call that off."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Review, Round, Verdict
from approvals.rounds import acts, stages, telling
from approvals.rounds.reviewing import in_decision
from approvals.rounds.routing import duties_of
from approvals.rounds.starting import begin
from documents import ending
from documents.actions import life
from documents.models import Document
from documents.retirement import Fate, RetirementPlan
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.notices import notify

Act = Document.Act


@transaction.atomic
def withdraw(document: Document, *, by: Member, reason: str) -> Round:
    """Take a document out of force this moment, and ask those who approve it to confirm that.

    A retirement that is being decided is put aside for it. Of one that is withdrawn already the
    confirmation is asked for, if none runs; asking twice is asking once.
    """
    document, running = _hold(document, by, reason, Act.WITHDRAW)
    if running is not None and running.purpose == Round.Purpose.WITHDRAW:
        return _same(running, by)
    if running is not None and running.purpose == Round.Purpose.RESTORE:
        raise Refused(_("Its restoration is being decided."))
    if running is not None:
        stages.close([running], Round.State.RECALLED, by=by, comment=reason)
        document.refresh_from_db()
    if document.state == Document.State.RETIRED:
        raise Refused(_("%(number)s is retired already."), params={"number": document.number})
    is_first = document.is_in_force()
    round = _ask(document, Act.WITHDRAW, by=by, reason=reason)
    if is_first:
        life.take_out(document, by=by, reason=reason)
        acts.spread(round, "document_withdrawn")
    return round


@transaction.atomic
def ask_to_restore(document: Document, *, by: Member, reason: str) -> Round:
    """Ask those who approve a document to let it be in force again."""
    document, running = _hold(document, by, reason, Act.RESTORE)
    if running is not None and running.purpose == Round.Purpose.RESTORE:
        return _same(running, by)
    _check_free(running)
    if document.state != Document.State.WITHDRAWN:
        raise Refused(_("%(number)s is not withdrawn."), params={"number": document.number})
    if document.is_expired() and document.document_type.expires_by_itself:
        raise Refused(_("Its validity is over: say first until when it is valid."))
    return _ask(document, Act.RESTORE, by=by, reason=reason)


@transaction.atomic
def ask_to_retire(
    document: Document,
    plan: RetirementPlan,
    *,
    by: Member,
    reason: str,
    effective_on: dt.date | None = None,
    on_review: bool = False,
) -> Round:
    """Ask those who approve a document to end it for good, on a day or at once.

    A controller does, or whoever has just signed that as the verdict of its review.

    Raises Refused while a revision is being decided or waits for its day, and until it is said
    what becomes of each document that belongs to it.
    """
    document, running = _hold(document, by, reason, Act.RETIRE, on_review=on_review)
    if running is not None and running.purpose == Round.Purpose.RETIRE:
        return _same(running, by)
    _check_free(running)
    if document.state == Document.State.RETIRED or document.retires_on is not None:
        raise Refused(_("%(number)s is retired already."), params={"number": document.number})
    if effective_on is not None and effective_on < timezone.localdate():
        raise Refused(_("The day is past. Choose a later one, or none."))
    _check_no_decision(document)
    _check_plan(document, plan)
    return _ask(document, Act.RETIRE, by=by, reason=reason, effective_on=effective_on, plan=plan)


@transaction.atomic
def call_off(document: Document, *, by: Member, reason: str) -> None:
    """Let a retirement that is approved and waits for its day come to nothing."""
    document, _running = _hold(document, by, reason, Act.RETIRE)
    if document.retires_on is None or document.state == Document.State.RETIRED:
        raise IllegalMove(_("This has changed meanwhile. Look at it again."))
    day, document.retires_on = document.retires_on, None
    document.save(update_fields=["retires_on"])
    signed = Round.objects.filter(revision__document=document, purpose=Round.Purpose.RETIRE)
    round = signed.filter(state=Round.State.PASSED).latest("ended_at")
    for person in telling.people_of([round]):
        if person != by:
            notify(
                person,
                "retirement_called_off",
                subject=round,
                number=document.number,
                title=document.title,
                by=by.name,
                comment=reason,
            )
    audit.record("document.retirement_called_off", document, by=by, day=day, reason=reason)


def _hold(
    document: Document,
    by: Member,
    reason: str,
    act: Document.Act,
    *,
    on_review: bool = False,
) -> tuple[Document, Round | None]:
    """Lock the act that is being decided, if any, and then the document with its family.

    In this order, since whoever decides holds the round first.
    """
    if not (on_review or by.can("documents.control")):
        raise Refused(_("Only a document controller does this."))
    if not reason.strip():
        raise Refused(_("Say why: it is signed, and stays in the history."))
    open_acts = Round.objects.filter(revision__document=document, state=Round.State.OPEN)
    open_acts = open_acts.exclude(purpose=Round.Purpose.ISSUE)
    running: Round | None = Round.objects.locked().filter(pk__in=open_acts.values("pk")).first()
    document = ending.hold(document)
    if document.act and running is None:  # begun between the two locks
        running = open_acts.filter(purpose=act, started_by=by).first()
    if bool(document.act) != (running is not None):
        raise IllegalMove(_("This has changed meanwhile. Look at it again."))
    if running is not None:
        running.revision.document = document
    return document, running


def _same(running: Round, by: Member) -> Round:
    """Return the round this very person has started; another one is told so."""
    if running.started_by_id != by.pk:
        raise IllegalMove(
            _("%(name)s has asked for this already."), params={"name": running.started_by.name}
        )
    return running


def _check_free(running: Round | None) -> None:
    if running is not None:
        raise Refused(_("Something else about this document is being decided. Wait for that."))


def _check_no_decision(document: Document) -> None:
    in_work = in_decision(document)
    if in_work is not None:
        raise Refused(
            _("%(label)s is being decided or waits for its day. Recall or cancel it first."),
            params={"label": in_work.label},
        )


def _check_plan(document: Document, plan: RetirementPlan) -> None:
    live = Document.objects.live().exclude(pk=document.pk)
    wanted = {*plan.successors, *(each.to for each in plan.children if each.fate == Fate.MOVE)}
    known = set(live.filter(number__in=wanted).values_list("number", flat=True))
    if wanted - known:
        raise Refused(
            _("There is no live document %(number)s."),
            params={"number": min(wanted - known) or "—"},
        )
    fates = {each.number: each for each in plan.children}
    for child in document.children.all().live():
        decided = fates.get(child.number)
        if decided is None:
            raise Refused(
                _("Say what becomes of %(number)s, which belongs to it."),
                params={"number": child.number},
            )
        if decided.fate == Fate.KEEP and not decided.reason.strip():
            raise Refused(
                _("Say why %(number)s is kept by itself."), params={"number": child.number}
            )
        if decided.fate == Fate.RETIRE:
            _check_may_go_along(child, wanted)


def _check_may_go_along(child: Document, wanted: set[str]) -> None:
    busy = bool(child.act) or child.children.all().live().exists()
    if busy or child.number in wanted:
        raise Refused(
            _("%(number)s cannot be retired along: others need it, or it is being decided on."),
            params={"number": child.number},
        )
    _check_no_decision(child)


def _ask(
    document: Document,
    act: Document.Act,
    *,
    by: Member,
    reason: str,
    effective_on: dt.date | None = None,
    plan: RetirementPlan | None = None,
) -> Round:
    revision = document.in_force
    if revision is None:
        raise Refused(_("Nothing of this document was ever in force: cancel its draft instead."))
    revision.document = document
    manifest = acts.request_for(
        revision, act, reason=reason.strip(), effective_on=effective_on, plan=plan
    )
    duties = duties_of(revision, by=by, is_act=True)
    document.act = act
    document.save(update_fields=["act"])
    purpose = Round.Purpose(act.value)
    round = begin(revision, duties, by=by, manifest=manifest, purpose=purpose)
    if act == Act.RETIRE:
        wanted = Review.objects.standing().filter(revision=revision, verdict=Verdict.RETIRE)
        wanted.filter(retirement=None).update(retirement=round)
    audit.record(
        f"{acts.SUBJECTS[purpose]}.asked",
        revision,
        by=by,
        round=round.number,
        reason=reason,
        manifest=round.manifest_sha256,
    )
    return round
