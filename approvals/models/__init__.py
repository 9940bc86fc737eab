"""Who stands behind a document: routes, rounds, steps, signatures, delegations
and acknowledgements."""

from approvals.models.acknowledgement import Acknowledgement
from approvals.models.delegation import Delegation, DelegationQuerySet
from approvals.models.round import Round, Step, StepQuerySet
from approvals.models.route import Meaning, Route, RouteQuerySet, Stage
from approvals.models.signature import Signature

__all__ = [
    "Acknowledgement",
    "Delegation",
    "DelegationQuerySet",
    "Meaning",
    "Round",
    "Route",
    "RouteQuerySet",
    "Signature",
    "Stage",
    "Step",
    "StepQuerySet",
]
