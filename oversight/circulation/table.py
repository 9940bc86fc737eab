"""Every kind of thing that circulates, with what signing asks of it."""

from typing import Any, Final

from oversight.actions import findings, management_reviews, self_reports
from oversight.circulation.signed import Signed, Subject
from oversight.models import Finding, ManagementReview, SelfReport

KINDS: Final[dict[type[Any], Signed[Any]]] = {
    ManagementReview: management_reviews.SIGNED,
    SelfReport: self_reports.SIGNED,
    Finding: findings.SIGNED,
}


def kind_of(subject: Subject) -> Signed[Any]:
    return KINDS[type(subject)]
