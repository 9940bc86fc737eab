"""Stages that are asked only when something is touched: the kinds of rule, and how each is tested.

A condition is data: kind → what was chosen; one that holds is enough. It is looked at once, at
submission, against the revision in force. What cannot be compared touches everything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from approvals.models import Round, Stage
from documents import content
from documents.attachments import form_changes
from documents.models import Revision
from documents.text.amounts import amount_in
from documents.text.touched import Passage, stands_in, touched

type Condition = Mapping[str, Sequence[str]]

ANY: Final = "*"
MOST_VALUES: Final = 20
_BETWEEN: Final = re.compile(r"[,;，；、\n]+")
_ANY_WORDS: Final = {ANY, "any", "任一", "任意", "所有", "全部"}


@dataclass(frozen=True)
class Change:
    """What a submission touches: passages, forms; or everything."""

    passages: Sequence[Passage] = ()
    forms: Sequence[str] = ()
    is_all: bool = False

    @classmethod
    def of(cls, revision: Revision) -> Change:
        """Compare a draft with the revision in force before it."""
        old = content.predecessor(revision)
        if old is None:
            return cls(is_all=True)
        redline = content.compare(old, revision)
        sides = {side: any(getattr(row, side) for row in redline.rows) for side in ("old", "new")}
        if not all(sides.values()):  # a scan, a drawing: there is no text to compare
            return cls(is_all=True)
        passages = list(touched(redline))
        if old.title != revision.title:
            passages.append(Passage((), (old.title, revision.title)))
        numbers = [change.number for change in form_changes(old, revision)]
        return cls(passages, numbers)


class ListField(forms.CharField):
    """Values one after another, each once."""

    def clean(self, value: Any) -> list[str]:
        """Return them without blanks round them."""
        said = [word.strip() for word in _BETWEEN.split(super().clean(value))]
        return list(dict.fromkeys(word for word in said if word))[:MOST_VALUES]


class FormsField(ListField):
    """Numbers of forms, or any form."""

    def clean(self, value: Any) -> list[str]:
        """Return the numbers; where any is among them, only that."""
        said = super().clean(value)
        return [ANY] if any(word.casefold() in _ANY_WORDS for word in said) else said


class AmountField(forms.BooleanField):
    """Yes or no, as the other fields say it."""

    def clean(self, value: Any) -> list[str]:
        """Return one value for yes."""
        return [ANY] if super().clean(value) else []


class Rule(NamedTuple):
    """A kind of rule: its field in the editor, its test, and its words."""

    field: Callable[[], forms.Field]
    test: Callable[[Change, Sequence[str]], list[str]]  # returns what was found of what was chosen
    holds: Promise
    fails: Promise
    holds_any: Promise | None = None  # where any of it was chosen
    fails_any: Promise | None = None

    def says(self, values: Sequence[str], *, held: bool) -> str:
        """Say in the reader's language that it holds for these values, or for none of them."""
        if self.holds_any is not None and ANY in values:
            return str(self.holds_any if held else self.fails_any)
        joined = pgettext("between names", ", ").join(values)
        return str(self.holds if held else self.fails) % {"what": joined}


def _clauses(change: Change, wanted: Sequence[str]) -> list[str]:
    met = [clause for passage in change.passages for clause in passage.clauses]
    return [each for each in wanted if any(stands_in(clause, each) for clause in met)]


def _forms(change: Change, wanted: Sequence[str]) -> list[str]:
    changed = {_folded(number) for number in change.forms}
    return [each for each in wanted if (changed if each == ANY else _folded(each) in changed)]


def _amounts(change: Change, _wanted: Sequence[str]) -> list[str]:
    texts = [text for passage in change.passages for text in passage.texts]
    if found := next(filter(None, map(amount_in, texts)), ""):
        return [found]
    return [ANY] if any(passage.is_picture for passage in change.passages) else []


def _words(change: Change, wanted: Sequence[str]) -> list[str]:
    if any(passage.is_picture for passage in change.passages):
        return list(wanted)  # nobody reads what a picture shows
    texts = [_folded(text) for passage in change.passages for text in passage.texts]
    return [each for each in wanted if any(_occurs(_folded(each), text) for text in texts)]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _occurs(word: str, text: str) -> bool:
    """Find a word: a Latin one whole, a Chinese one wherever it stands, across blanks too."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None
    return "".join(word.split()) in "".join(text.split())


RULES: Final[dict[str, Rule]] = {
    "clauses": Rule(
        field=lambda: ListField(
            label=gettext_lazy("Clauses touched"),
            required=False,
            max_length=300,
            help_text=gettext_lazy(
                "Numbers as they stand in the text: 7.5, 第三条. With all below."
            ),
        ),
        test=_clauses,
        holds=gettext_lazy("clause %(what)s is touched"),
        fails=gettext_lazy("clause %(what)s is not touched"),
    ),
    "forms": Rule(
        field=lambda: FormsField(
            label=gettext_lazy("Forms changed"),
            required=False,
            max_length=300,
            help_text=gettext_lazy("Their numbers, or “any”."),
        ),
        test=_forms,
        holds=gettext_lazy("form %(what)s changes"),
        fails=gettext_lazy("form %(what)s does not change"),
        holds_any=gettext_lazy("a form changes"),
        fails_any=gettext_lazy("no form changes"),
    ),
    "amount": Rule(
        field=lambda: AmountField(
            label=gettext_lazy("An amount changes"),
            required=False,
            help_text=gettext_lazy(
                "A changed passage names money (¥, 元, 万元, RMB) or a percentage."
            ),
        ),
        test=_amounts,
        holds=gettext_lazy("a passage with an amount changes: %(what)s"),
        fails=gettext_lazy("no amount changes"),
        holds_any=gettext_lazy("an amount changes"),
        fails_any=gettext_lazy("no amount changes"),
    ),
    "words": Rule(
        field=lambda: ListField(
            label=gettext_lazy("Words in a changed passage"),
            required=False,
            max_length=300,
            help_text=gettext_lazy("One of them is enough: purchase, 采购."),
        ),
        test=_words,
        holds=gettext_lazy("a changed passage says “%(what)s”"),
        fails=gettext_lazy("no changed passage says “%(what)s”"),
    ),
}


def is_sound(condition: object) -> bool:
    """Tell whether this is a condition: known kinds, each with values, and nothing else."""
    return isinstance(condition, dict) and all(
        kind in RULES
        and isinstance(values, list)
        and values
        and all(isinstance(value, str) and value for value in values)
        for kind, values in condition.items()
    )


def found_by(condition: Condition, change: Change) -> dict[str, list[str]]:
    """Return which rules hold, with what they found; none need to where everything is touched."""
    if change.is_all:
        return {}
    met = {kind: RULES[kind].test(change, values) for kind, values in condition.items()}
    return {kind: found for kind, found in met.items() if found}


def says(condition: Condition, *, held: bool) -> str:
    """Say when a stage is asked, or, not `held`, why it was not."""
    joint = pgettext("between reasons", " or ") if held else pgettext("between reasons", "; ")
    return joint.join(
        rule.says(condition[kind], held=held) for kind, rule in RULES.items() if kind in condition
    )


def only_when(condition: Condition) -> str:
    """Say under which condition a stage is asked; "" for always."""
    return (
        _("only when %(condition)s") % {"condition": says(condition, held=True)}
        if condition
        else ""
    )


class Verdict(NamedTuple):
    """What became of a stage's condition at submission; kept with the round."""

    stage: int
    name_zh: str
    name_en: str
    condition: dict[str, list[str]]
    found: dict[str, list[str]]  # what made it hold
    is_all: bool = False  # first issue, or a text that cannot be compared

    @property
    def holds(self) -> bool:
        """Tell whether the stage is asked."""
        return self.is_all or bool(self.found)

    @property
    def name(self) -> str:
        """Return the stage's name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    def why_asked(self) -> str:
        """Say as a sentence why the stage is asked; "" where it is not."""
        return _("Asked because %(why)s") % {"why": self.words()} if self.holds else ""

    def words(self) -> str:
        """Say why the stage is asked, or why not."""
        if self.is_all:
            return _("there is nothing to compare it with, so all is touched")
        return says(self.found, held=True) if self.found else says(self.condition, held=False)


def verdicts_on(revision: Revision, stages: Sequence[Stage]) -> dict[int, Verdict]:
    """Look at the conditions of these stages, once: what became of each, by position."""
    if not any(stage.condition for stage in stages):
        return {}
    change = Change.of(revision)
    return {
        stage.position: Verdict(
            stage=stage.position,
            name_zh=stage.name_zh,
            name_en=stage.name_en,
            condition=stage.condition,
            found=found_by(stage.condition, change),
            is_all=change.is_all,
        )
        for stage in stages
        if stage.condition
    }


def verdicts_of(round: Round) -> list[Verdict]:
    """Return what became of the conditions when the round began."""
    return [Verdict(**kept) for kept in round.verdicts]
