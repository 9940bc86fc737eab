"""Examine: who examines whom, points with a reason, and what became of promises."""

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from oversight.models import Criterion, Examination, Examiner, Kept, PromiseVerdict, Score
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.people.directory import tenants_of

State = Examination.State


@transaction.atomic
def assign_examiners(
    round: Examination,
    zone: Tenant,
    members: Collection[Member],
    third: Member | None,
    *,
    by: Member,
) -> None:
    """Say who examines a tenant; nobody who belongs to it, and nobody who has scored goes."""
    if not by.can("city.examine"):
        raise Refused(_("Only the city's quality office does this."))
    round = Examination.hold(round)
    if round.state not in (State.OPEN, State.SCORING):
        raise Refused(_("Examiners are chosen while the round is open or being scored."))
    chosen = {member.pk: member for member in members}
    if third is not None and third.pk in chosen:
        raise Refused(_("The third examiner is somebody else than the first ones."))
    if len(chosen) < 2:
        raise Refused(_("Choose at least two examiners."))
    for member in [*chosen.values(), *([third] if third else [])]:
        _must_be_free_of(member, zone)
    wanted = dict.fromkeys(chosen, False) | ({third.pk: True} if third else {})
    _replace(round, zone, wanted)
    names = [member.name for member in chosen.values()]
    third_name = third.name if third else ""
    audit.record(
        "examination.examiners_chosen", round, by=by,
        name=round.name, code=zone.code, examiners=names, third=third_name,
    )  # fmt: skip


def _must_be_free_of(member: Member, zone: Tenant) -> None:
    if zone.pk in tenants_of(member.user_id):
        raise Refused(
            _("%(name)s belongs to %(zone)s and cannot examine it. Choose somebody else.")
            % {"name": member.name, "zone": zone.name}
        )
    if not member.can("city.score"):
        raise Refused(_("%(name)s has no role in the city with which one scores.") % {
            "name": member.name
        })  # fmt: skip


def _replace(round: Examination, zone: Tenant, wanted: dict[UUID, bool]) -> None:
    here = Examiner.objects.filter(round=round, zone=zone).select_related("member")
    for examiner in here:
        if wanted.get(examiner.member_id) == examiner.is_third:
            del wanted[examiner.member_id]
            continue
        if examiner.scores.exists() or examiner.verdicts.exists():
            raise Refused(
                _("%(name)s has scored already and stays. Choose others beside.")
                % {"name": examiner.member.name}
            )
        examiner.delete()
    Examiner.objects.bulk_create(
        Examiner(round=round, zone=zone, member_id=pk, is_third=is_third)
        for pk, is_third in wanted.items()
    )


@transaction.atomic
def give_points(
    examiner: Examiner, criterion: Criterion, points: Decimal, reason: str, *, by: Member
) -> Score | None:
    """Score a judged criterion, or change one's mind; the same points and words are no change."""
    round = _being_scored(examiner, by)
    if criterion.round_id != round.pk or not criterion.is_judged():
        raise Refused(_("This criterion is not judged in this round."))
    if not Decimal(0) <= points <= criterion.weight:
        raise Refused(_("Give from 0 to %(weight)d points.") % {"weight": criterion.weight})
    if not reason.strip():
        raise Refused(_("Give the reason for the points: the tenant will read it."))
    last = Score.objects.filter(examiner=examiner, criterion=criterion).order_by("-n").first()
    if last is not None and (last.points, last.reason) == (points, reason.strip()):
        return None
    score = Score.objects.create(
        examiner=examiner,
        criterion=criterion,
        n=last.n + 1 if last else 0,
        points=points,
        reason=reason.strip(),
    )
    changes = {"points": [str(last.points) if last else "", str(points)]}
    audit.record(
        "examination.scored", round, by=by,
        code=examiner.zone.code, criterion=criterion.title, reason=score.reason, changes=changes,
    )  # fmt: skip
    return score


@transaction.atomic
def judge_promise(
    examiner: Examiner, position: int, verdict: Kept, reason: str, *, by: Member
) -> PromiseVerdict | None:
    """Say whether a promise of last time was kept."""
    round = _being_scored(examiner, by)
    if not reason.strip():
        raise Refused(_("Say what the verdict on the measure rests on."))
    last = PromiseVerdict.objects.filter(
        examiner__round=round, examiner__zone=examiner.zone, position=position
    ).last()
    if last is not None and (last.verdict, last.reason) == (verdict, reason.strip()):
        return None
    found = PromiseVerdict.objects.create(
        examiner=examiner, position=position, verdict=verdict, reason=reason.strip()
    )
    audit.record(
        "examination.promise_judged", round, by=by,
        code=examiner.zone.code, position=position, verdict=str(verdict), reason=found.reason,
    )  # fmt: skip
    return found


def _being_scored(examiner: Examiner, by: Member) -> Examination:
    round = Examination.hold(examiner.round)
    if not Examiner.objects.filter(pk=examiner.pk, member=by).exists():  # by now
        raise Refused(_("Only who examines this tenant scores it."))
    _must_be_free_of(by, examiner.zone)
    if round.state != State.SCORING:
        raise Refused(_("Nothing is scored in this round now."))
    return round
