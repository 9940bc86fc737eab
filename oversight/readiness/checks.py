"""Rules of readiness about who looks at the system: audits, reviews, figures, certification."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from oversight.certification import words
from oversight.certification.clock import LIVE, Applies, State
from oversight.models import Finding, ManagementReview
from oversight.readiness.facts import Facts
from oversight.readiness.rule import Answer, Blocker, NotApplicable

KEPT: Final = frozenset({Applies.NOTHING, Applies.RENEW})


def audited(facts: Facts) -> Answer:
    """Internal audits within a year looked at every unit and every clause that applies."""
    page, may = "oversight:audits", "certificates.read"
    if not facts.internal_audits:
        return [Blocker(_("Internal audit"), _("none was held within 12 months"), page, (), may)]
    units = {unit for unit, _clause in facts.audited}
    clauses = {clause for _unit, clause in facts.audited}
    left = [str(each) for each in facts.units if each.pk not in units]
    left += [str(each) for each in facts.clauses if each.pk not in clauses]
    why = _("not looked at by an internal audit within 12 months")
    return [Blocker(what, why, page, (), may) for what in left]


def no_major(facts: Facts) -> Answer:
    """No major nonconformity is open."""
    major = [each for each in facts.findings if each.grade == Finding.Grade.MAJOR]
    return [_finding(each, str(Finding.State(each.state).label)) for each in major]


def no_late_minor(facts: Facts) -> Answer:
    """No minor nonconformity waits longer than was agreed."""
    minor = [each for each in facts.findings if each.grade == Finding.Grade.MINOR]
    return [
        _finding(each, _("due on %(day)s") % {"day": each.waits_until()})
        for each in minor
        if each.is_late(facts.day)
    ]


def reviewed(facts: Facts) -> Answer:
    """A management review was held and signed within a year, after the last internal audit."""
    if facts.audited_on is None:
        none = _("no internal audit was held within 12 months that it could look at")
        return [_review(None, none)]
    if not facts.reviews:
        return [_review(None, _("none was held within 12 months"))]
    after = [(on, each) for on, each in facts.reviews if on >= facts.audited_on]
    if any(each.state == ManagementReview.State.SIGNED for _on, each in after):
        return []
    on, last = facts.reviews[0]
    said = {"day": on, "audit": facts.audited_on}
    if not after:
        return [_review(last, _("held on %(day)s, before the audit of %(audit)s") % said)]
    return [_review(last, _("held on %(day)s, not signed yet") % said)]


def objectives_answered(facts: Facts) -> Answer:
    """There are quality objectives, and every period that is over has its result in time."""
    found = [
        Blocker(
            each.objective.title,
            _("no result for %(period)s") % {"period": each.to_enter.span.name},
            "oversight:objective",
            (each.objective.pk,),
            ability="objectives.read",
        )
        for each in facts.objectives
        if each.to_enter is not None and each.to_enter.is_late
    ]
    ends = [each.objective.ends_on for each in facts.objectives]
    if any(end is None or end >= facts.day for end in ends):
        return found
    none = Blocker(
        _("Quality objectives"),
        _("none is set that holds today"),
        "oversight:objectives",
        ability="objectives.read",
    )
    return [none, *found]


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


def _finding(finding: Finding, why: str) -> Blocker:
    grade = Finding.Grade(finding.grade).label
    page = ("oversight:finding", (finding.pk,))
    return Blocker(f"{finding.code} {grade}", why, *page, ability="certificates.read")


def _review(review: ManagementReview | None, why: str) -> Blocker:
    may = "management_reviews.read"
    if review is None:
        return Blocker(_("Management review"), why, "oversight:management_reviews", ability=may)
    page = ("oversight:management_review", (review.pk,))
    return Blocker(review.title, why, *page, ability=may, review=review.pk)
