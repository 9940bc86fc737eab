"""The page on which an author writes questions of understanding: three at most."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models.reading_question import MOST_CHOICES, MOST_QUESTIONS
from documents.reading_questions import Asked, beginning_of, print_of, seen_as
from documents.text.blocks import Block

PLACES: Final = range(MOST_CHOICES)


class QuestionForm(forms.Form):
    """One question; all fields empty is none."""

    text = forms.CharField(label=gettext_lazy("What is asked"), max_length=300, required=False)
    passage = forms.ChoiceField(label=gettext_lazy("Passage that says it"), required=False)

    def __init__(
        self, data: Any, *, n: int, asked: Asked | None, passages: Mapping[str, Block]
    ) -> None:
        self.passages = passages
        super().__init__(data, prefix=f"q{n}", initial=_initial(asked, passages))
        chosen: Any = self.fields["passage"]
        chosen.choices = [
            ("", gettext_lazy("Choose a passage")),
            *((key, beginning_of(block)) for key, block in passages.items()),
        ]
        for place in PLACES:
            words = _("Choice %(n)s") % {"n": place + 1}
            self.fields[f"choice{place}"] = forms.CharField(
                label=words,
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"class": "dc-input"}),
            )
            self.fields[f"right{place}"] = forms.BooleanField(
                label=_("%(choice)s is right") % {"choice": words}, required=False
            )
        self.is_gone = asked is not None and not self.initial["passage"]

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return each choice with its tick."""
        return [(self[f"choice{place}"], self[f"right{place}"]) for place in PLACES]

    def clean(self) -> dict[str, Any]:
        """Make a question of it, or none."""
        said: dict[str, Any] = super().clean() or {}
        written = [(said.get(f"choice{n}", ""), said.get(f"right{n}", False)) for n in PLACES]
        kept = [(words, is_right) for words, is_right in written if words]
        self.asked: Asked | None = None
        if not said.get("text") and not kept and not any(is_right for _words, is_right in written):
            return said
        for sentence in _missing(said, written, kept):
            self.add_error(None, sentence)
        block = self.passages.get(said.get("passage", ""))
        if not self.errors and block is not None:
            right = [n for n, (_words, is_right) in enumerate(kept) if is_right]
            choices = [words for words, _is_right in kept]
            self.asked = Asked(said["text"], choices, right, block.clause, block.text)
        return said


def _missing(
    said: Mapping[str, Any], written: Sequence[tuple[str, bool]], kept: Sequence[tuple[str, bool]]
) -> list[str]:
    choices = [words for words, _is_right in kept]
    return [
        sentence
        for sentence, is_so in (
            (_("Write the question."), not said.get("text")),
            (_("Choose the passage that says it: who errs is shown it."), not said.get("passage")),
            (_("Give two choices at least."), len(kept) < 2),
            (_("Tick the choice that is right."), not any(is_right for _words, is_right in kept)),
            (_("A choice that is ticked has no words."), ("", True) in written),
            (_("Two choices say the same."), len(set(choices)) < len(choices)),
        )
        if is_so
    ]


def _initial(asked: Asked | None, passages: Mapping[str, Block]) -> dict[str, Any]:
    if asked is None:
        return {"passage": ""}
    found: dict[str, Any] = {"text": asked.text, "passage": _still_there(asked, passages)}
    for n, words in enumerate(asked.choices):
        found |= {f"choice{n}": words, f"right{n}": n in asked.right}
    return found


def _still_there(asked: Asked, passages: Mapping[str, Block]) -> str:
    wanted = print_of(Block("paragraph", asked.passage, clause=asked.clause))
    if wanted in passages:
        return wanted
    same = (key for key, block in passages.items() if block.text == asked.passage)
    return next(same, "")


class QuestionsForm:
    """All questions of a draft, one below the other."""

    def __init__(self, data: Any, *, there: Sequence[Asked], passages: Mapping[str, Block]) -> None:
        held = [*there, *([None] * MOST_QUESTIONS)][:MOST_QUESTIONS]
        self.parts = [
            QuestionForm(data, n=n, asked=asked, passages=passages)
            for n, asked in enumerate(held, 1)
        ]
        self.seen = seen_as(there) if data is None else data.get("seen", "")

    def is_valid(self) -> bool:
        return [part for part in self.parts if not part.is_valid()] == []

    def asked(self) -> list[Asked]:
        """Return the questions that were written, in their order."""
        return [part.asked for part in self.parts if part.asked is not None]
