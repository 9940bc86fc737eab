"""Decide on a revision, or on an act on a document; look at one where only that is asked."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from approvals.inbox.kinds.kind import Kind
from approvals.inbox.lines import About, Task
from approvals.inbox.place import Place
from approvals.inbox.wanted import Wanted
from approvals.models import Step, StepQuerySet
from approvals.rounds.wording import act_of
from documents.labels import deadline

NOT_READ = ("round__manifest", "round__revision__markdown", "round__revision__manifest")


class Decide(Kind):
    """Open steps of the member, and of those for whom the member stands in."""

    name = "decide"
    label = pgettext_lazy("tasks", "Approvals")
    icon = "stamp"

    @classmethod
    def tasks(cls, place: Place, wanted: Wanted) -> Iterator[Task]:
        about = ("round__revision__document", "round__package", "round__started_by")
        steps = cls.steps(Step.objects.to_decide(place.member, place.today))
        steps = steps.select_related(*about, "member", "deputy").defer(*NOT_READ)
        mine = steps.with_deputies(place.today).with_urges()
        for step in wanted.narrow(mine, revision="round__revision", due="due_on"):
            yield cls._task(step, place)

    @classmethod
    def steps(cls, mine: StepQuerySet) -> StepQuerySet:
        """Return those that are a task each; of a package one is for all of it."""
        return mine.filter(round__package=None)

    @classmethod
    def about(cls, step: Step, place: Place) -> About:
        """Return what a line says, and where it leads."""
        return place.about(step.round.revision, "approvals:decide", f"?step={step.pk}")

    @classmethod
    def _task(cls, step: Step, place: Place) -> Task:
        revision = step.round.revision
        return Task(
            kind=cls.name,
            id=step.pk,
            about=cls.about(step, place),
            act=act_of(step),
            said=_("Submitted by %(name)s") % {"name": step.round.started_by.name},
            due_on=step.due_on,
            due=deadline(step.due_on, place.today),
            icon="eye" if step.only_views else cls.icon,
            document=revision.document,
            names=step.names_beside(place.member),
            is_act=step.round.is_act,
            urged=step.urges_given(),
        )

    @classmethod
    def gone(cls, pk: UUID, place: Place) -> str:
        me = place.member
        mine = Step.objects.filter(Q(member=me) | Q(deputy=me), pk=pk)
        step = mine.select_related("member", "deputy").first()
        if step is None or step.state == Step.State.OPEN:
            return super().gone(pk, place)
        if step.state == Step.State.HANDED_ON:
            to = Step.objects.filter(handed_from=step).values_list("member__name", flat=True)
            return _("This task was handed on to %(name)s.") % {"name": ", ".join(to)}
        if step.decided_at is None:
            return _("This task is no longer required.")
        if (step.deputy_id or step.member_id) == me.pk:
            return _("You have decided this already.")
        return _("%(name)s has decided this.") % {"name": step.names()}
