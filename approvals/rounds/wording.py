"""How a step and a signature read: of a text, or of an act on the document."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from approvals.models import Meaning, Round, Step

# What a stage is there for, whether it is done or not.
ACTS: Final[dict[str, Promise]] = {
    Meaning.REVIEWED: pgettext_lazy("act", "Review"),
    Meaning.COUNTERSIGNED: gettext_lazy("Countersign"),
    Meaning.APPROVED: gettext_lazy("Approve"),
    Meaning.SEEN: pgettext_lazy("act", "View"),
}
# As what somebody signs.
ROLES: Final[dict[str, Promise]] = {
    Meaning.REVIEWED: pgettext_lazy("signs as", "reviewer"),
    Meaning.COUNTERSIGNED: pgettext_lazy("signs as", "countersigner"),
    Meaning.APPROVED: pgettext_lazy("signs as", "approver"),
}
# What is reviewed, approved, seen; after a verb.
NOUNS: Final[dict[str, Promise]] = {
    Round.Purpose.WITHDRAW: pgettext_lazy("decided", "withdrawal"),
    Round.Purpose.RESTORE: pgettext_lazy("decided", "restoration"),
    Round.Purpose.RETIRE: pgettext_lazy("decided", "retirement"),
    Round.Purpose.REVIEW: pgettext_lazy("decided", "periodic review"),
}


def act_of(step: Step) -> str:
    """Say what a person does in a step: "Approve", or "Approve the retirement"."""
    verb = str(ACTS[step.meaning])
    if not step.round.is_act:
        return verb
    words = {"verb": verb, "what": NOUNS[step.round.purpose]}
    return pgettext("decided", "%(verb)s the %(what)s") % words


def meaning_of(round: Round, meaning: str) -> str:
    """Say what a signature means: "Approved", or "Approved: retirement"."""
    said = str(Meaning(meaning).label)
    if not round.is_act:
        return said
    if meaning == Meaning.PREPARED and round.purpose == Round.Purpose.REVIEW:
        return _("Reviewed it and gave the verdict")
    if meaning == Meaning.PREPARED:
        return _("Asked for: %(what)s") % {"what": NOUNS[round.purpose]}
    return _("%(meaning)s: %(what)s") % {"meaning": said, "what": NOUNS[round.purpose]}


def note_of(step: Step) -> str:
    """Say who put the person there beside the route, and why; "" for a step of the route."""
    if step.given_by is None:
        return ""
    words = {"name": step.given_by.name, "why": step.why}
    if step.handed_from_id is not None:
        return _("Handed on by %(name)s: %(why)s") % words
    if step.place == Step.Place.BEFORE:
        return _("Added by %(name)s, to sign before: %(why)s") % words
    if step.place == Step.Place.AFTER:
        return _("Added by %(name)s, to sign after: %(why)s") % words
    return _("Named by %(name)s") % words
