"""Forms of the route editor: one row per stage, moved by named buttons, and what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, override
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.routes import MOST_STAGES
from approvals.models import Meaning, Stage
from approvals.models.route import OF_A_UNIT, Affair, Mode, Where
from approvals.rounds.conditions import RULES
from approvals.rounds.wording import ACTS
from tenants.models import Member, Post, Unit
from tenants.people.labels import as_typed
from tenants.people.roles import ABILITIES, Role

PREFIX = "stages"
WHEN = {f"when_{kind}": kind for kind in RULES}
BETWEEN = re.compile(r"[,;，；、\n]+")
NUMBERED = re.compile(r"[(（]([^()（）]+)[)）]$")
MEANINGS = [(m.value, ACTS[m]) for m in Meaning if m in ACTS]
DECIDING = [(f"role:{r}", r.label) for r in Role if r in ABILITIES["approvals.decide"]]


class PeopleField(forms.CharField):
    """People by name or staff number, one after another; who is not clear is asked for again."""

    @override
    def clean(self, value: Any) -> list[Member]:
        words = [word.strip() for word in BETWEEN.split(super().clean(value)) if word.strip()]
        keys = [number[1].strip() if (number := NUMBERED.search(w)) else w for w in words]
        known = list(Member.objects.active().filter(Q(name__in=keys) | Q(staff_number__in=keys)))
        return list(dict.fromkeys(self._one(key, known) for key in keys))

    def _one(self, key: str, known: Sequence[Member]) -> Member:
        numbered = [member for member in known if member.staff_number == key]
        found = numbered or [member for member in known if member.name == key]
        if not found:
            raise ValidationError(_("Nobody here is called “%(name)s”."), params={"name": key})
        if len(found) > 1:
            numbers = ", ".join(member.staff_number or "–" for member in found)
            raise ValidationError(
                _("“%(name)s” is the name of several people. Give the staff number: %(numbers)s."),
                params={"name": key, "numbers": numbers},
            )
        return found[0]


class StageForm(forms.Form):
    """A stage: what is done, by whom, by how many of them, within which time."""

    meaning = forms.ChoiceField(
        label=gettext_lazy("Act"),
        choices=MEANINGS,
        help_text=gettext_lazy("Who only views signs nothing and holds nothing up."),
    )
    who = forms.ChoiceField(label=gettext_lazy("Post or role"), required=False)
    people = PeopleField(
        label=gettext_lazy("People by name"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Names or staff numbers, with commas between them."),
    )
    mode = forms.ChoiceField(label=gettext_lazy("How many"), choices=Mode)
    minimum = forms.IntegerField(
        label=gettext_lazy("At least"), min_value=1, max_value=50, initial=1, required=False
    )
    due_days = forms.IntegerField(
        label=gettext_lazy("Working days"), min_value=1, max_value=60, initial=3
    )
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60, required=False)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60, required=False)

    def __init__(
        self, *args: Any, posts: Mapping[UUID, Post], affair: Affair | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        if affair is None:
            self.fields |= {name: RULES[kind].field() for name, kind in WHEN.items()}
        else:  # it is signed at each stage, whatever it says
            signed = [each for each in MEANINGS if each[0] != Meaning.SEEN]
            self.fields["meaning"].choices = signed  # type: ignore[attr-defined]
            self.fields["meaning"].help_text = ""
        self.fields["who"].choices = _who_choices(posts, affair)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not (self.errors or facts["who"] or facts["people"]):
            self.add_error("who", _("Say who signs: a post, a role, or people by name."))
        return facts

    def when(self) -> list[forms.BoundField]:
        """Return the fields of the condition, where a stage may have one."""
        return [self[name] for name in WHEN if name in self.fields]

    def has_condition(self) -> bool:
        """Tell whether a condition is typed, or was saved."""
        return any(field.value() not in (None, "", False) for field in self.when())

    def stage(self) -> Stage:
        """Return what was typed as a stage that is not saved."""
        facts = self.cleaned_data
        kind, _colon, key = facts["who"].partition(":")
        mode = Mode.ALL if facts["meaning"] == Meaning.SEEN else facts["mode"]
        is_counted = mode == Mode.AT_LEAST
        return Stage(
            name_zh=facts["name_zh"] or _act_in("zh-hans", facts["meaning"]),
            name_en=facts["name_en"] or _act_in("en", facts["meaning"]),
            meaning=facts["meaning"],
            mode=mode,
            minimum=facts["minimum"] or 1 if is_counted else 1,
            post=self.posts[UUID(key)] if kind in ("here", "post") else None,
            where=Where.OWNER_UNIT if kind == "here" else Where.ANYWHERE,
            role=key if kind == "role" else "",
            members=[member.pk for member in facts["people"]],
            due_days=facts["due_days"],
            condition={kind: facts[name] for name, kind in WHEN.items() if facts.get(name)},
        )


def _who_choices(posts: Mapping[UUID, Post], affair: Affair | None) -> list[Any]:
    """Return whom a stage can ask: what is of no unit asks no post in it."""
    here, anywhere = (
        [(f"{kind}:{post.pk}", f"{post.name} · {said}") for post in posts.values()]
        for kind, said in (("here", _("in the unit")), ("post", _("anywhere")))
    )
    of_unit = _("Post in the document's unit") if affair is None else _("Post in the unit audited")
    return [
        ("", _("Only the people named")),
        *([(of_unit, here)] if affair is None or affair in OF_A_UNIT else []),
        (_("Post anywhere"), anywhere),
        (_("Role"), DECIDING),
    ]


def _act_in(language: str, meaning: str) -> str:
    with translation.override(language):
        return str(ACTS[meaning])


StageFormSet = forms.formset_factory(
    StageForm, extra=0, max_num=MOST_STAGES, validate_max=True, absolute_max=MOST_STAGES
)


class EditorForm(forms.Form):
    """What goes with the stages: the version it began with, and for whom the preview is."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit"),
        required=False,
        empty_label=gettext_lazy("Each unit"),
    )
    author = PeopleField(label=gettext_lazy("Author"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean_author(self) -> Member | None:
        """Take the first, when there are several."""
        return next(iter(self.cleaned_data["author"]), None)


def typed_rows(data: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was typed, a row per stage."""
    try:
        total = min(int(data.get(f"{PREFIX}-TOTAL_FORMS", "0")), MOST_STAGES)
    except ValueError:
        total = 0
    return [
        {name: data.get(f"{PREFIX}-{n}-{name}", "") for name in (*StageForm.base_fields, *WHEN)}
        for n in range(total)
    ]


def rearranged(rows: list[dict[str, Any]], act: str) -> list[dict[str, Any]]:
    """Add a row, or remove or move one: "add", "remove-2", "up-2", "down-0"."""
    verb, _dash, digits = act.partition("-")
    if verb == "add" and len(rows) < MOST_STAGES:
        return [*rows, {"mode": Mode.ALL, "meaning": Meaning.APPROVED, "due_days": 3, "minimum": 1}]
    at = int(digits) if digits.isdecimal() and len(digits) <= 2 else len(rows)
    to = {"up": at - 1, "down": at + 1}.get(verb, at)
    if at >= len(rows) or not 0 <= to < len(rows):
        return rows
    rest = [row for n, row in enumerate(rows) if n != at]
    return rest if verb == "remove" else [*rest[:to], rows[at], *rest[to:]]


def saved_rows(stages: Iterable[Stage]) -> list[dict[str, Any]]:
    """Return saved stages as rows of the form."""
    stages = list(stages)
    named = {member for stage in stages for member in stage.members}
    people = {member.pk: as_typed(member) for member in Member.objects.filter(pk__in=named)}
    return [
        {
            "meaning": stage.meaning,
            "who": _who_value(stage),
            "people": ", ".join(people[member] for member in stage.members if member in people),
            "mode": stage.mode,
            "minimum": stage.minimum,
            "due_days": stage.due_days,
            "name_zh": stage.name_zh,
            "name_en": stage.name_en,
            **{name: ", ".join(stage.condition.get(kind, ())) for name, kind in WHEN.items()},
        }
        for stage in stages
    ]


def _who_value(stage: Stage) -> str:
    if stage.post_id:
        return f"{'here' if stage.where == Where.OWNER_UNIT else 'post'}:{stage.post_id}"
    return f"role:{stage.role}" if stage.role else ""
