"""Are we, on the whole, all right: what the city knows of each tenant."""

from oversight.models.adoption import Adoption
from oversight.models.audit import Audit, Auditor, AuditQuerySet
from oversight.models.certificate import (
    Certificate,
    CertificateCard,
    CertificateEvent,
    CertificateQuerySet,
    Declaration,
)
from oversight.models.importing import ImportLine, ImportRun
from oversight.models.register_import import RegisterImport
from oversight.models.scorecard import Scorecard, ScorecardQuerySet

__all__ = [
    "Adoption",
    "Audit",
    "AuditQuerySet",
    "Auditor",
    "Certificate",
    "CertificateCard",
    "CertificateEvent",
    "CertificateQuerySet",
    "Declaration",
    "ImportLine",
    "ImportRun",
    "RegisterImport",
    "Scorecard",
    "ScorecardQuerySet",
]
