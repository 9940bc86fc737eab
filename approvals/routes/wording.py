"""Routes in words: a stage as a line, and what differs between two versions."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from approvals.models import Stage
from approvals.models.route import Mode, Where
from approvals.rounds.conditions import only_when
from tenants.models import Member
from tenants.people.roles import Role

type Names = Mapping[UUID, str]


class Line(NamedTuple):
    """A stage of two versions compared; `kind` is empty for one that stays."""

    kind: str  # "", "ins" or "del"
    text: str


def names_of(stages: Iterable[Stage]) -> dict[UUID, str]:
    """Return the names of everybody whom the stages name; one statement."""
    named = {member for stage in stages for member in stage.members}
    return dict(Member.objects.filter(pk__in=named).values_list("pk", "name"))


def listed(names: Iterable[str]) -> str:
    """Return names one after another, as the reader's language separates them."""
    return pgettext("between names", ", ").join(names)


def who(stage: Stage, names: Names) -> str:
    """Say whom a stage asks: a post, a role, people."""
    parts = [names.get(member, "?") for member in stage.members]
    if stage.role:
        parts.insert(0, str(Role(stage.role).label))
    if stage.post is not None:
        said = {
            Where.OWNER_UNIT: _("%(post)s of the document's unit"),
            Where.ANYWHERE: _("%(post)s, anywhere"),
        }
        parts.insert(0, said[Where(stage.where)] % {"post": stage.post.name})
    return listed(parts)


def how_many(stage: Stage) -> str:
    """Say how many of them have to sign."""
    if stage.only_views:
        return _("all are asked")
    if stage.mode == Mode.AT_LEAST:
        return _("at least %(number)s sign") % {"number": stage.minimum}
    return str(Mode(stage.mode).label)


def line(stage: Stage, names: Names) -> str:
    """Say all of a stage on one line."""
    days = ngettext("%(days)s working day", "%(days)s working days", stage.due_days)
    parts = [
        f"{stage.name_zh} / {stage.name_en}",
        stage.get_meaning_display(),
        who(stage, names),
        how_many(stage),
        days % {"days": stage.due_days},
    ]
    if stage.condition:
        parts.append(only_when(stage.condition))
    return " · ".join(parts)


def difference(old: Sequence[Stage], new: Sequence[Stage], names: Names) -> list[Line]:
    """Return the stages of both versions in order: what stays, what went, what came."""
    before, after = ([line(stage, names) for stage in stages] for stages in (old, new))
    lines = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line("", text) for text in before[a:b]]
        else:
            lines += [Line("del", text) for text in before[a:b]]
            lines += [Line("ins", text) for text in after[c:d]]
    return lines
