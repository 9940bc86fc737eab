"""What makes a tenant ready for certification: each rule with its source, its weight, its words.

A rule is a function of the facts. It returns what blocks it, by name and page; nothing when it
holds; or why there is nothing here that it is about. A new rule is a function and a line of RULES.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.models import CurrencyCheck, Document
from oversight.certification import words
from oversight.certification.clock import LIVE, Applies, State
from oversight.city.sides import LEADER
from oversight.readiness.facts import ENOUGH, Facts, Known
from oversight.readiness.rule import Answer, Blocker, NotApplicable, Rule
from oversight.standards.coverage import State as Covered
from oversight.standards.representative import POST as REPRESENTATIVE

# The posts that have to be filled, by their codes in the blueprint, with how many people.
POSTS: Final[dict[str, tuple[Promise, int]]] = {
    LEADER: (gettext_lazy("Leader of the organ or zone"), 1),
    REPRESENTATIVE: (gettext_lazy("Management representative"), 1),
    "CONTROLLER": (gettext_lazy("Document controller"), 1),
    "AUDITOR": (gettext_lazy("Internal auditor"), 2),
}
KEPT: Final = frozenset({Applies.NOTHING, Applies.RENEW})


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
        if line.state in (Covered.GAP, Covered.AILING)
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


def clock_kept(facts: Facts) -> Answer:
    """No certificate is suspended, over without a renewed one, or missed its audit."""
    held = [each for each in facts.certificates if each.clock.state in {*LIVE, State.EXPIRED}]
    if not held:
        return NotApplicable(_("No certificate is held, so that none can lapse."))
    return [
        Blocker(
            str(certificate),
            str(words.NOW[clock.applies]),
            "oversight:certificate",
            (certificate.pk,),
            ability="certificates.read",
        )
        for certificate, clock in held
        if clock.state != State.VALID or clock.applies not in KEPT
    ]


def may_apply(facts: Facts) -> Answer:
    """What has to hold before an application holds, where there is no certificate yet."""
    if any(each.clock.state in LIVE for each in facts.certificates):
        return NotApplicable(_("A certificate is held; nothing has to be applied for."))
    return [
        Blocker(
            str(item.condition.words),
            item.finding.said if item.finding else _("nobody has declared it lately"),
            "oversight:apply",
            ability="certificates.read",
        )
        for item in facts.conditions
        if not item.holds
    ]


def _held(facts: Facts) -> list[Known]:
    return [each for each in facts.procedures if each.holds]


def _is_active(known: Known) -> bool:
    return known.state == Document.State.ACTIVE


def _document(known: Known, why: str) -> Blocker:
    what = f"{known.number} {known.title}"
    return Blocker(what, why, "documents:document", (known.number,), document=known.pk)


RULES: Final = (
    Rule(
        "requirements",
        "ISO 9001 4.4.2, 7.5.1",
        20,
        gettext_lazy("All documented information that the standard asks for is covered and well"),
        requirements,
    ),
    Rule(
        "in_force",
        "ISO 9001 7.5.3.1",
        10,
        gettext_lazy("The manual and all procedures (levels 1 and 2) are in force"),
        in_force,
    ),
    Rule(
        "in_date",
        "ISO 9001 7.5.2",
        5,
        gettext_lazy("None of them is past its validity or its review"),
        in_date,
    ),
    Rule(
        "acknowledged",
        "ISO 9001 7.3, 7.5.3.1",
        5,
        gettext_lazy("Each of them is acknowledged by at least 95 of 100 who have to"),
        acknowledged,
    ),
    Rule(
        "externals_checked",
        "ISO 9001 7.5.3.2",
        5,
        gettext_lazy("All external documents are checked for currency"),
        externals_checked,
    ),
    Rule(
        "posts_filled",
        "ISO 9001 5.3, 9.2.2",
        5,
        gettext_lazy(
            "Leader, management representative, document controller and two internal auditors"
            " are appointed"
        ),
        posts_filled,
    ),
    Rule(
        "clock_kept",
        "CNCA-QMS-01:2025 5.4, 5.8",
        5,
        gettext_lazy("The certificate is valid and its audits are held in time"),
        clock_kept,
    ),
    Rule(
        "may_apply",
        "CNCA-QMS-01:2025 5.1.2",
        5,
        gettext_lazy("What has to hold before an application for certification holds"),
        may_apply,
    ),
)
