"""What waits for a member in one tenant, and what the member has done."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from approvals.inbox.kinds import KINDS
from approvals.inbox.kinds.decide import NOT_READ
from approvals.inbox.lines import Done, Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import MOST_ROWS, Wanted
from approvals.models import Acknowledgement, Step


def tasks_of(place: Place, wanted: Wanted | None = None, *, kind: str = "") -> list[Task]:
    """Return what waits, the most urgent first; of every kind, or of one."""
    wanted = wanted or Wanted()
    kinds = [each for each in KINDS if kind in ("", each.name)]
    if place.waiting is not None:  # counted: ask only for what there is
        kinds = [each for each in kinds if place.waiting[each.name]]
    found = [task for each in kinds for task in each.tasks(place, wanted)]
    return sorted(found, key=lambda task: task.urgency)[: wanted.most]


def done_by(place: Place) -> list[Done]:
    """Return what was decided and acknowledged, the newest first."""
    found = [*_decided(place), *_acknowledged(place)]
    return sorted(found, key=lambda line: line.at, reverse=True)[:MOST_ROWS]


def _decided(place: Place) -> Iterator[Done]:
    people = ("member", "deputy", "round__started_by")
    steps = Step.objects.select_related("round__revision__document", *people).defer(*NOT_READ)
    for step in steps.decided_by(place.member).order_by("-decided_at")[:MOST_ROWS]:
        about = place.about(step.round.revision, "documents:revision")
        at = step.decided_at or step.round.started_at  # the first: it is filtered by it
        names = step.names_beside(place.member)
        yield Done(about, step.get_state_display(), at, icon="stamp", names=names)


def _acknowledged(place: Place) -> Iterator[Done]:
    given = Acknowledgement.objects.filter(member=place.member, how=Acknowledgement.How.READ)
    for each in given.select_related("revision__document").order_by("-at")[:MOST_ROWS]:
        about = place.about(each.revision, "documents:revision")
        yield Done(about, _("Acknowledged"), each.at, icon="book-open-check")
