"""Texts to sign as tasks in the inbox: the own ones, and those of whom the member stands in for."""

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.opened import Opened
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models.delegation import in_place_of
from approvals.rounds.wording import ACTS
from oversight.circulation.kinds import circulation_page
from oversight.models import CirculationStep

NOT_READ: Final = ("circulation__text",)


class SignAct(Kind):
    """Steps of circulations that wait for the member."""

    name, label = "sign_act", pgettext_lazy("tasks", "Texts to sign")
    icon = "pen-tool"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        about = ("circulation__started_by", "member")
        mine = CirculationStep.objects.all().to_sign(place.member, place.today)
        mine = mine.select_related(*about).defer(*NOT_READ)
        for step in wanted.narrow(mine, words="circulation__title", due="due_on"):
            yield cls._task(step, place)

    @classmethod
    def _task(cls, step: CirculationStep, place: Place) -> Task:
        circulation = step.circulation
        url = circulation_page(place.tenant, circulation)
        what = str(circulation.get_affair_display())
        about = About(None, "", what, circulation.title, place.tenant.name, url)
        said = _("Sent round by %(name)s") % {"name": circulation.started_by.name}
        act = str(ACTS[step.meaning])
        task = cls.of_no_text(step.pk, about, place, act=act, said=said, due_on=step.due_on)
        if step.member_id == place.member.pk:
            return task
        return task._replace(names=in_place_of(place.member.name, step.member.name))

    @classmethod
    def opened(cls, task: Task, place: Place) -> Opened | None:
        steps = CirculationStep.objects.all().to_sign(place.member, place.today)
        step = steps.select_related("circulation").filter(pk=task.id).first()
        if step is None:
            return None
        words = step.circulation.words or task.about.title
        return Opened(task, None, None, 0, [], [], words=words)
