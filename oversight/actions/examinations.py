"""Prepare a round of examination and take it from state to state."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from oversight.examination import freezing
from oversight.models import Criterion, Entry, Examination
from tenants import audit
from tenants.errors import Refused
from tenants.models import Member

State = Examination.State
RULES: Final = (
    *("name", "year", "half", "due_at", "late_takes", "missing"),
    *("takes_newcomers", "takes_suspended"),
)


@transaction.atomic
def draft_round(facts: Mapping[str, Any], *, by: Member) -> Examination:
    """Begin to prepare a round: nobody outside the city's office sees it yet."""
    _ask(by)
    round = Examination(**facts)
    round.full_clean()
    round.save()
    audit.record("examination.drafted", round, by=by, name=round.name)
    return round


@transaction.atomic
def change_rules(round: Examination, facts: Mapping[str, Any], *, by: Member) -> None:
    """Change what a round says before it is opened."""
    round = _draft(round, by)
    changes = audit.changes(round, facts)
    for name in changes:
        setattr(round, name, facts[name])
    round.full_clean()
    round.save(update_fields=list(facts))
    if changes:
        audit.record("examination.changed", round, by=by, name=round.name, changes=changes)


@transaction.atomic
def save_criteria(round: Examination, rows: Sequence[Mapping[str, Any]], *, by: Member) -> None:
    """Put these criteria in the place of those that stand there; weights may be short of 100."""
    round = _draft(round, by)
    round.criteria.all().delete()
    criteria = [Criterion(round=round, position=n, **row) for n, row in enumerate(rows, start=1)]
    for criterion in criteria:
        criterion.full_clean(exclude=["round"])
    Criterion.objects.bulk_create(criteria)
    titles = [f"{each.title} ({each.weight})" for each in criteria]
    audit.record("examination.criteria_saved", round, by=by, name=round.name, criteria=titles)


@transaction.atomic
def open_round(round: Examination, *, by: Member) -> None:
    """Ask every tenant for its report: from here on neither rules nor criteria change."""
    round = _draft(round, by)
    criteria = list(round.criteria.all())
    weight = sum(criterion.weight for criterion in criteria)
    if weight != 100:
        raise Refused(
            _("The weights come to %(sum)d. Make them come to 100, then open the round.")
            % {"sum": weight}
        )
    if round.due_at <= timezone.now():
        raise Refused(_("The due instant is over. Choose a later one, then open the round."))
    round.move(State.OPEN, opened_at=timezone.now())
    audit.record("examination.opened", round, by=by, name=round.name)


@transaction.atomic
def give_up(round: Examination, *, by: Member, reason: str) -> None:
    """End a round that is not being scored yet; it stays on record, with the reason."""
    _ask(by)
    if not reason.strip():
        raise Refused(_("Say why the round is given up: its tenants may have begun to write."))
    round = Examination.hold(round)
    round.move(State.CANCELLED)
    audit.record("examination.cancelled", round, by=by, name=round.name, reason=reason.strip())


@transaction.atomic
def freeze(round: Examination, *, by: Member | None) -> bool:
    """Write down what was counted when time was up, once; tell whether it was still to do."""
    round = Examination.hold(round)
    if round.state != State.OPEN or round.frozen_at is not None or not round.is_due():
        return False
    frozen = Entry.objects.bulk_create(freezing.entries(round))
    round.frozen_at = timezone.now()
    round.save(update_fields=["frozen_at"])
    name, rows = round.name, len(frozen)
    if by is None:
        audit.record_for_city("examination.frozen", round, name=name, rows=rows)
    else:
        audit.record("examination.frozen", round, by=by, name=name, rows=rows)
    return True


@transaction.atomic
def begin_scoring(round: Examination, *, by: Member) -> None:
    """Take no more reports: what is there is scored."""
    _ask(by)
    if not round.is_due():
        raise Refused(_("Reports may come until they are due. Scoring begins after that."))
    freeze(round, by=by)
    round = Examination.hold(round)
    round.move(State.SCORING)
    audit.record("examination.scoring", round, by=by, name=round.name)


def _draft(round: Examination, by: Member) -> Examination:
    """Return a round that can still be changed, locked."""
    _ask(by)
    round = Examination.hold(round)
    if round.state != State.DRAFT:
        raise Refused(_("The round has been opened. Its rules and criteria stay as they are."))
    return round


def _ask(by: Member) -> None:
    if not by.can("city.examine"):
        raise Refused(_("Only the city's quality office does this."))
