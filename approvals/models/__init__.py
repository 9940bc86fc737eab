"""Who stands behind a document: routes, rounds, steps, signatures, seals, delegations, urges
and acknowledgements."""

from approvals.models.acknowledgement import Acknowledgement
from approvals.models.delegation import Delegation, DelegationQuerySet
from approvals.models.inquiry import Inquiry, InquiryQuerySet
from approvals.models.message import Message, MessageQuerySet
from approvals.models.package import Package, PackageItem, PackageQuerySet
from approvals.models.reading_answer import ReadingAnswer
from approvals.models.reading_urge import ReadingUrge
from approvals.models.review import Review, ReviewQuerySet, Verdict
from approvals.models.round import Round
from approvals.models.route import Meaning, Route, RouteQuerySet, Stage
from approvals.models.seal import Seal, TimeStamp
from approvals.models.signature import Signature
from approvals.models.signed_sheet import SignedSheet
from approvals.models.step import Step, StepQuerySet
from approvals.models.urge import Urge

__all__ = [
    "Acknowledgement",
    "Delegation",
    "DelegationQuerySet",
    "Inquiry",
    "InquiryQuerySet",
    "Meaning",
    "Message",
    "MessageQuerySet",
    "Package",
    "PackageItem",
    "PackageQuerySet",
    "ReadingAnswer",
    "ReadingUrge",
    "Review",
    "ReviewQuerySet",
    "Round",
    "Route",
    "RouteQuerySet",
    "Seal",
    "Signature",
    "SignedSheet",
    "Stage",
    "Step",
    "StepQuerySet",
    "TimeStamp",
    "Urge",
    "Verdict",
]
