"""A management review as it stands on record: what is shown, printed and signed is this."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from oversight.improvement.inputs import INPUTS, facts_on
from oversight.models import Circulation, ManagementReview, ReviewAction

type Record = dict[str, Any]  # what JSON holds


def figures_are_known(review: ManagementReview) -> bool:
    """Tell whether its figures are kept already, and no longer those of today."""
    return review.held_on is not None


def record_of(review: ManagementReview) -> Record:
    """Return all that a review says; once it is signed, or being signed, exactly that text."""
    if review.state in (ManagementReview.State.SIGNING, ManagementReview.State.SIGNED):
        signed: Record = json.loads(Circulation.objects.standing(review).text)
        return signed
    words = dict(review.inputs.values_list("name", "words"))
    facts, on = _facts(review)
    return {
        "review": str(review.pk),
        "title": review.title,
        "planned_on": review.planned_on.isoformat(),
        "held_on": review.held_on and review.held_on.isoformat(),
        "participants": [
            {"name": each.name, "post": each.post} for each in review.participants.all()
        ],
        "figures_on": on,
        "inputs": [
            {
                "name": each.name,
                "facts": facts.get(each.name, []),
                "words": words.get(each.name, ""),
            }
            for each in INPUTS
        ],
        "conclusion": review.conclusion,
        "decisions": [_decision(each) for each in review.actions.select_related("owner", "unit")],
        "minutes": _minutes(review),
    }


def _facts(review: ManagementReview) -> tuple[dict[str, Any], str]:
    if figures_are_known(review):
        kept = review.figures.get()
        return kept.facts, kept.on.isoformat()
    today = review.tenant.today()
    return facts_on(today), today.isoformat()


def _decision(action: ReviewAction) -> Record:
    unit = action.unit
    return {
        "n": action.n,
        "kind": str(action.kind),
        "words": action.words,
        "owner": action.owner.name,
        "unit": unit and {"zh": unit.name_zh, "en": unit.name_en},
        "due_on": action.due_on.isoformat(),
    }


def _minutes(review: ManagementReview) -> Record | None:
    minutes = review.minutes
    return minutes and {"name": review.minutes_name, "sha256": minutes.sha256}


def manifest(review: ManagementReview) -> str:
    """Write the record down as it is signed."""
    return json.dumps(record_of(review), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def what_is_missing(review: ManagementReview) -> str:
    """Say what a held review still lacks before it is signed; "" when it is whole."""
    record = record_of(review)
    by_name = {each["name"]: each for each in record["inputs"]}
    empty = [
        f"{each.letter} {each.label}"
        for each in INPUTS
        if not by_name[each.name]["facts"] and not by_name[each.name]["words"].strip()
    ]
    if empty:
        return _("Write first what was said of: %(inputs)s.") % {"inputs": "; ".join(empty)}
    if not record["conclusion"].strip():
        return _("Write the conclusion first: is the system suitable, adequate and effective?")
    if record["minutes"] is None:
        return _("Add the minutes first.")
    return ""
