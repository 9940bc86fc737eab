"""Who is informed of a round 抄送: a step that only views, beside the stages of the route."""

from collections.abc import Sequence
from typing import Final

from approvals.models import Meaning, Round, Step
from approvals.models.route import Mode
from approvals.rounds import stages
from approvals.rounds.fitness import check_is_free, check_may_read
from approvals.rounds.routing import takes_part
from tenants import audit
from tenants.models import Member

INFORMED: Final = {"name_zh": "抄送", "name_en": "For information"}


def put_beside(round: Round, people: Sequence[Member], *, by: Member) -> None:
    """Put steps that only view beside the stages of a round that is held."""
    taking_part = set(round.steps.all().counting().values_list("member", flat=True))
    new = [p for p in dict.fromkeys(people) if p.pk not in taking_part and p != by]
    for person in new:
        step = Step(
            round=round,
            stage=Step.BESIDE,
            **INFORMED,
            meaning=Meaning.SEEN,
            mode=Mode.ALL,
            member=person,
            given_by=by,
        )
        check_is_free(step, person)
        check_may_read(round.revision.document, person)
        step.save(force_insert=True)
        takes_part(round.revision, [person])
        stages.open_steps([step])
    if new:
        names = [person.name for person in new]
        audit.record("round.informed", round.revision, by=by, round=round.number, people=names)
