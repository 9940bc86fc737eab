"""Tasks in the inbox: decisions of reviews to carry out, and results of objectives to enter."""

from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from oversight.improvement.kinds import action_page, objective_page, waiting_for_results
from oversight.improvement.objectives_shown import target_of
from oversight.models import QualityObjective, ReviewAction
from tenants.models import TenantQuerySet


class CarryOutDecision(Kind):
    """Decisions of management reviews that are the member's and not done."""

    name, label = "carry_out_decision", pgettext_lazy("tasks", "Decisions to carry out")
    icon = "list-checks"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        mine = ReviewAction.objects.open().filter(owner=place.member).select_related("review")
        for action in wanted.narrow(mine, words="words", due="due_on"):
            url = action_page(place.tenant, action)
            about = About(None, "", "", action.words, place.tenant.name, url)
            act, said = _("Carry out the decision"), action.review.title
            yield cls.of_no_text(action.pk, about, place, act=act, said=said, due_on=action.due_on)

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        del place
        return Opened(task, None, None, 0, [], [], words=task.about.title)


class EnterResult(Kind):
    """Objectives of the member with a period that is over and has no result."""

    name, label = "enter_result", pgettext_lazy("tasks", "Results to enter")
    icon = "target"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        mine = QualityObjective.objects.filter(owner=place.member)
        waiting = cast("TenantQuerySet[QualityObjective]", waiting_for_results(mine, place.today))
        for objective in wanted.narrow(waiting, words="title", due="result_due"):
            due_on = objective.result_due  # type: ignore[attr-defined]
            url = objective_page(place.tenant, objective)
            about = About(None, "", "", objective.title, place.tenant.name, url)
            act, said = _("Enter the result"), _("Target %(target)s")
            said %= {"target": target_of(objective)}
            yield cls.of_no_text(objective.pk, about, place, act=act, said=said, due_on=due_on)

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        del place
        objective = QualityObjective.objects.one_or_none(pk=task.id)
        if objective is None:
            return None
        return Opened(task, None, None, 0, [], [], words=objective.measure)
