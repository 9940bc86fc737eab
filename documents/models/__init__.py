"""What we say: document types and numbers, documents, revisions, files, text and readers."""

from documents.models.attachment import Attachment, AttachmentQuerySet
from documents.models.audience import AudienceRule, Distribution, Readership
from documents.models.clause_link import ClauseLink, ClauseLinkQuerySet
from documents.models.comment import Comment
from documents.models.conversion import Conversion
from documents.models.deviation import Deviation
from documents.models.document import Document, DocumentQuerySet
from documents.models.document_type import DocumentType, NumberCounter, ReservedRange
from documents.models.drafting import Autosave, EditLock
from documents.models.exemption import Exemption, ExemptionQuerySet
from documents.models.external import CurrencyCheck, ExternalSource, ReviewTask
from documents.models.file import Rendition, StoredFile
from documents.models.folder import Folder
from documents.models.grant import (
    DocumentGroupGrant,
    DocumentUserGrant,
    FolderGroupGrant,
    FolderUserGrant,
)
from documents.models.link import Citation, Succession
from documents.models.paper_copy import PaperCopy, PaperCopyQuerySet
from documents.models.participant import Participant
from documents.models.picture import Picture
from documents.models.reading_question import ReadingQuestion, ReadingQuestionQuerySet
from documents.models.revision import Revision, RevisionQuerySet
from documents.models.sample import AuditSample
from documents.models.saved_view import SavedView
from documents.models.standard import Clause, Requirement, StandardEdition
from documents.models.standing import StandingDocument, StandingRule, StandingRuleQuerySet
from documents.models.text import SearchEntry, TextBlock
from documents.models.upload import Upload
from documents.models.viewed import ViewedChange

__all__ = [
    "Attachment",
    "AttachmentQuerySet",
    "AudienceRule",
    "AuditSample",
    "Autosave",
    "Citation",
    "Clause",
    "ClauseLink",
    "ClauseLinkQuerySet",
    "Comment",
    "Conversion",
    "CurrencyCheck",
    "Deviation",
    "Distribution",
    "Document",
    "DocumentGroupGrant",
    "DocumentQuerySet",
    "DocumentType",
    "DocumentUserGrant",
    "EditLock",
    "Exemption",
    "ExemptionQuerySet",
    "ExternalSource",
    "Folder",
    "FolderGroupGrant",
    "FolderUserGrant",
    "NumberCounter",
    "PaperCopy",
    "PaperCopyQuerySet",
    "Participant",
    "Picture",
    "Readership",
    "ReadingQuestion",
    "ReadingQuestionQuerySet",
    "Rendition",
    "Requirement",
    "ReservedRange",
    "ReviewTask",
    "Revision",
    "RevisionQuerySet",
    "SavedView",
    "SearchEntry",
    "StandardEdition",
    "StandingDocument",
    "StandingRule",
    "StandingRuleQuerySet",
    "StoredFile",
    "Succession",
    "TextBlock",
    "Upload",
    "ViewedChange",
]
