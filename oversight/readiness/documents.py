"""Rules of readiness about what the system is made of: documents, and people in their posts."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.models import CurrencyCheck, Document
from oversight.city.sides import LEADER
from oversight.readiness.facts import ENOUGH, Facts, Known
from oversight.readiness.rule import Answer, Blocker, NotApplicable
from oversight.standards.coverage import State
from oversight.standards.representative import POST as REPRESENTATIVE

# The posts that have to be filled, by their codes in the blueprint, with how many people.
POSTS: Final[dict[str, tuple[Promise, int]]] = {
    LEADER: (gettext_lazy("Leader of the organ or zone"), 1),
    REPRESENTATIVE: (gettext_lazy("Management representative"), 1),
    "CONTROLLER": (gettext_lazy("Document controller"), 1),
    "AUDITOR": (gettext_lazy("Internal auditor"), 2),
}


def requirements(facts: Facts) -> Answer:
    """All documented information that the standard asks for is covered and healthy."""
    if facts.coverage is None or not facts.coverage.applicable:
        return NotApplicable(_("No edition of the standard asks for anything here."))
    return [
        Blocker(
            f"{line.requirement} {line.requirement.title}",
            ", ".join(str(each.label) for each in line.ailments) or str(line.state.label),
            "oversight:clause",
            (line.clause.number,),
            ability="clauses.read",
        )
        for line in facts.coverage.lines
        if line.state in (State.GAP, State.AILING)
    ]


def in_force(facts: Facts) -> Answer:
    """Every document of levels 1 and 2 is in force."""
    if not facts.procedures:
        none = _("No manual and no procedure is registered.")
        return [Blocker(_("Register"), none, "documents:register", ability="documents.read")]
    return [
        _document(each, _("not in force yet") if _is_active(each) else _("withdrawn"))
        for each in facts.procedures
        if not each.holds
    ]


def in_date(facts: Facts) -> Answer:
    """No document of levels 1 and 2 that is in force is past its validity or its review."""
    found = []
    for each in _held(facts):
        if each.valid_until is not None and each.valid_until < facts.day:
            found.append(_document(each, _("valid until %(day)s") % {"day": each.valid_until}))
        elif each.review_due is not None and each.review_due < facts.day:
            found.append(_document(each, _("review due on %(day)s") % {"day": each.review_due}))
    return found if _held(facts) else NotApplicable(_("None of them is in force."))


def acknowledged(facts: Facts) -> Answer:
    """Enough of those who have to have acknowledged each document of levels 1 and 2 in force."""
    found = []
    for each in _held(facts):
        required, done = each.required or 0, each.done or 0
        if 100 * done < ENOUGH * required:
            said = {"done": done, "required": required}
            found.append(_document(each, _("acknowledged by %(done)s of %(required)s") % said))
    return found if _held(facts) else NotApplicable(_("None of them is in force."))


def externals_checked(facts: Facts) -> Answer:
    """Every external document in force was found to be current, and is not due to be looked at."""
    if not facts.externals:
        return NotApplicable(_("No external document is in force here."))
    found = []
    for each in facts.externals:
        if each.result is None:
            found.append(_document(each, _("its currency was never checked")))
        elif each.result != CurrencyCheck.Result.CURRENT:
            found.append(_document(each, str(CurrencyCheck.Result(each.result).label)))
        elif each.review_due is None or each.review_due < facts.day:
            said = {"day": each.review_due or "—"}
            found.append(_document(each, _("check due on %(day)s") % said))
    return found


def posts_filled(facts: Facts) -> Answer:
    """The posts that the system stands on are filled."""
    found = []
    for code, (name, wanted) in POSTS.items():
        held = len(facts.holders.get(code, ()))
        if held < wanted:
            said = ngettext(
                "%(held)s of %(wanted)s person holds the post (%(code)s)",
                "%(held)s of %(wanted)s people hold the post (%(code)s)",
                wanted,
            ) % {"held": held, "wanted": wanted, "code": code}
            found.append(Blocker(str(name), said, "tenants:posts", ability="settings.read"))
    return found


def _held(facts: Facts) -> list[Known]:
    return [each for each in facts.procedures if each.holds]


def _is_active(known: Known) -> bool:
    return known.state == Document.State.ACTIVE


def _document(known: Known, why: str) -> Blocker:
    what = f"{known.number} {known.title}"
    return Blocker(what, why, "documents:document", (known.number,), document=known.pk)
