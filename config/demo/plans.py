"""Plan the reorganisations that a tenant of the demo is thinking about."""

from collections.abc import Iterable, Mapping

from config.demo.stories import PlanStory
from documents.actions.views import save_view
from tenants.actions.reorganisations import add_step, plan_reorganisation
from tenants.models import Member, Unit


def make_plans(stories: Iterable[PlanStory], members: Mapping[str, Member]) -> None:
    """Write down the plans; nothing of them is performed."""
    units = {unit.code: unit for unit in Unit.objects.active()}
    for story in stories:
        by = members[story.by]
        plan = plan_reorganisation(name=story.name, by=by)
        for step in story.steps:
            add_step(
                plan,
                act=step.act,
                unit=units[step.unit],
                to=units.get(step.to),
                name_zh=step.name_zh,
                name_en=step.name_en,
                by=by,
            )


def keep_views(members: dict[str, Member]) -> None:
    """Let the controller keep a view of the register."""
    if controller := members.get("cora"):
        save_view("程序文件，按评审日期", "type=QP&sort=review", by=controller)
