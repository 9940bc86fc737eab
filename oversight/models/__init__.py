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
from oversight.models.examination import Criterion, Entry, Examination, Result
from oversight.models.examining import (
    Answer,
    Examiner,
    Explained,
    HandedIn,
    Objection,
    PromiseVerdict,
    ResultSignature,
    Score,
)
from oversight.models.importing import ImportLine, ImportRun
from oversight.models.register_import import RegisterImport
from oversight.models.scorecard import Scorecard, ScorecardQuerySet
from oversight.models.self_report import Evidence, Kept, Promise, ReportSignature, SelfReport
from oversight.models.standards import ClauseExclusion, ClauseExclusionQuerySet, Crosswalk

__all__ = [
    "Adoption",
    "Answer",
    "Audit",
    "AuditQuerySet",
    "Auditor",
    "Certificate",
    "CertificateCard",
    "CertificateEvent",
    "CertificateQuerySet",
    "ClauseExclusion",
    "ClauseExclusionQuerySet",
    "Criterion",
    "Crosswalk",
    "Declaration",
    "Entry",
    "Evidence",
    "Examination",
    "Examiner",
    "Explained",
    "HandedIn",
    "ImportLine",
    "ImportRun",
    "Kept",
    "Objection",
    "Promise",
    "PromiseVerdict",
    "RegisterImport",
    "ReportSignature",
    "Result",
    "ResultSignature",
    "Score",
    "Scorecard",
    "ScorecardQuerySet",
    "SelfReport",
]
