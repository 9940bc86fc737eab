"""Are we, on the whole, all right: what the city knows of each tenant."""

from oversight.models.adoption import Adoption
from oversight.models.audit import Audit, Auditor, AuditQuerySet
from oversight.models.audit_plan import AuditNote, PlannedScope, PlannedScopeQuerySet
from oversight.models.certificate import (
    Certificate,
    CertificateCard,
    CertificateEvent,
    CertificateQuerySet,
    Declaration,
)
from oversight.models.circulation import (
    Circulation,
    CirculationQuerySet,
    CirculationSignature,
    CirculationStep,
    CirculationStepQuerySet,
    CirculationUrge,
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
from oversight.models.finding import Finding, FindingEntry, FindingQuerySet
from oversight.models.follow_up import FollowUp, FollowUpEntry, FollowUpQuerySet
from oversight.models.importing import ImportLine, ImportRun
from oversight.models.indicator import IndicatorName
from oversight.models.management_review import (
    ManagementReview,
    ManagementReviewQuerySet,
    ReviewAction,
    ReviewActionQuerySet,
    ReviewFigures,
    ReviewInput,
    ReviewParticipant,
)
from oversight.models.objective import (
    ObjectiveResult,
    ObjectiveResultQuerySet,
    QualityObjective,
    QualityObjectiveQuerySet,
)
from oversight.models.register_import import RegisterImport
from oversight.models.scorecard import (
    FIGURES,
    Figures,
    MonthEnd,
    Scorecard,
    ScorecardQuerySet,
)
from oversight.models.self_report import Evidence, Kept, Promise, SelfReport
from oversight.models.standards import ClauseExclusion, ClauseExclusionQuerySet, Crosswalk
from oversight.models.threshold import Threshold

__all__ = [
    "FIGURES",
    "Adoption",
    "Answer",
    "Audit",
    "AuditNote",
    "AuditQuerySet",
    "Auditor",
    "Certificate",
    "CertificateCard",
    "CertificateEvent",
    "CertificateQuerySet",
    "Circulation",
    "CirculationQuerySet",
    "CirculationSignature",
    "CirculationStep",
    "CirculationStepQuerySet",
    "CirculationUrge",
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
    "Figures",
    "Finding",
    "FindingEntry",
    "FindingQuerySet",
    "FollowUp",
    "FollowUpEntry",
    "FollowUpQuerySet",
    "HandedIn",
    "ImportLine",
    "ImportRun",
    "IndicatorName",
    "Kept",
    "ManagementReview",
    "ManagementReviewQuerySet",
    "MonthEnd",
    "Objection",
    "ObjectiveResult",
    "ObjectiveResultQuerySet",
    "PlannedScope",
    "PlannedScopeQuerySet",
    "Promise",
    "PromiseVerdict",
    "QualityObjective",
    "QualityObjectiveQuerySet",
    "RegisterImport",
    "Result",
    "ResultSignature",
    "ReviewAction",
    "ReviewActionQuerySet",
    "ReviewFigures",
    "ReviewInput",
    "ReviewParticipant",
    "Score",
    "Scorecard",
    "ScorecardQuerySet",
    "SelfReport",
    "Threshold",
]
