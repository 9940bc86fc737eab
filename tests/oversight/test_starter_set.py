"""What the starter procedures of a blueprint are for: with a manual they leave nothing open."""

import pytest
from django.utils import timezone

from documents.actions.documents import register_document
from documents.models import ClauseLink, Document, DocumentType, Revision
from documents.versions import Version
from oversight.actions.provisioning import provision
from oversight.standards.coverage import State, coverage
from tenants.models import Tenant, Unit
from tenants.scope import tenant_scope
from tests.oversight.test_provisioning import plan

MANUAL = "4.3, 4.4, 5.2, 6.2, 7.1.5, 7.5.1"
DESIGN = {"8.3.2 j", "8.3.3", "8.3.4 f", "8.3.5", "8.3.6"}  # found not applicable by most


def gaps(zone: Tenant) -> set[str]:
    return {str(line.requirement) for line in coverage(zone).lines if line.state == State.GAP}


def put_in_force(documents: list[Document]) -> None:
    """Let texts be in force, as after an approval; who signs what is told elsewhere."""
    for document in documents:
        document.in_force, version = document.revisions.first(), Version()
        if document.in_force is None:
            document.in_force = Revision.objects.create(
                document=document,
                n=1,
                edition=version.edition,
                change=version.change,
                label="A/0",
                title=document.title,
                prepared_by=document.owner,
                state=Revision.State.EFFECTIVE,
                effective_at=timezone.now(),
            )
        document.save(update_fields=["in_force"])


@pytest.mark.django_db
def test_with_a_manual_they_cover_all_that_the_standard_asks_for() -> None:
    made = provision(plan(), by=None)
    zone, admin = made.tenant, made.admin
    with tenant_scope(zone.pk):
        audits = Document.objects.get(imported_from__endswith="internal_audit.md")
        links = ClauseLink.objects.filter(document=audits)
        assert list(links.values_list("clause__number", "coverage")) == [("9.2", "full")]
        put_in_force(list(Document.objects.all()))
        left = {"4.3", "4.4.2 a", "4.4.2 b", "5.2.2 a", "6.2.1"}
        left |= {"7.1.5.1", "7.1.5.2 a", "7.5.1 b"}
        assert gaps(zone) == left | DESIGN
        manual = register_document(
            document_type=DocumentType.objects.get(code="QM"),
            title="质量手册",
            unit=Unit.objects.get(code="QMO"),
            owner=admin,
            by=admin,
            clauses=MANUAL,
        )
        put_in_force([manual])
        assert gaps(zone) == DESIGN


@pytest.mark.django_db
def test_again_links_what_is_new_and_leaves_what_was_taken_off() -> None:
    made = provision(plan(), by=None)
    with tenant_scope(made.tenant.pk):
        ClauseLink.objects.all().delete()
        Document.objects.filter(imported_from__endswith="emergency.md").update(imported_from="")
    provision(plan(), by=None)
    with tenant_scope(made.tenant.pk):
        numbers = ClauseLink.objects.values_list("clause__number", flat=True)
        assert sorted(numbers) == ["8.1", "8.2.1"]
