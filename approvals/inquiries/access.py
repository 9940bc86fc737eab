"""Who answers what readers ask."""

from documents.models import Document
from tenants.models import Member


def may_answer(member: Member, document: Document) -> bool:
    """Tell whether this member answers what readers ask about a document."""
    return member.pk == document.owner_id or member.can("documents.control")
