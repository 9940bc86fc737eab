"""What is said of a document beside its text: changed by the controller, with a reason."""

import pytest

from documents.models import Document
from tenants.models import AuditEntry, Member, Notice
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library, make_effective, make_library
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


@pytest.fixture
def document(acme: Cast, library: Library) -> Document:
    with tenant_scope(acme.tenant.pk):
        return make_effective(library, acme.ada)


def said(by: Member, document: Document, **changes: object) -> dict[str, str]:
    """Return the form as this person sees it, with some fields changed."""
    form = signed_in(by).get(f"/t/acme/documents/{document.number}/facts/").context["form"]
    values = {name: form[name].value() for name in form.fields} | {"reason": "Reorganised"}
    return {name: str(value or "") for name, value in (values | changes).items()}


def save(by: Member, document: Document, data: dict[str, str]) -> int:
    return signed_in(by).post(f"/t/acme/documents/{document.number}/facts/", data).status_code


def test_a_controller_changes_owner_unit_and_parent_with_a_reason(
    acme: Cast, library: Library, document: Document
) -> None:
    ann = make_member(acme.tenant, "Ann", Role.AUTHOR)
    with tenant_scope(acme.tenant.pk):
        parent = make_effective(library, acme.ada, "Parent")
    data = said(acme.cora, document, owner=ann.pk, unit=library.service.pk, parent=parent.number)
    assert save(acme.cora, document, data) == 302
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
        assert (document.owner, document.unit, document.parent) == (ann, library.service, parent)
        entry = AuditEntry.objects.get(event="document.changed")
        told = Notice.objects.filter(kind="document_changed")
        assert set(told.values_list("recipient", flat=True)) == {acme.ada.pk, ann.pk}
    assert b"Reorganised" in bytes(entry.body)
    assert (
        parent.number
        in signed_in(acme.ruth).get(f"/t/acme/documents/{document.number}/links/").content.decode()
    )


def test_a_reason_is_needed_and_a_stale_form_overwrites_nothing(
    acme: Cast, document: Document
) -> None:
    assert save(acme.cora, document, said(acme.cora, document, clauses="7.5", reason="")) == 422
    stale = said(acme.cora, document, clauses="8.1")
    assert save(acme.cora, document, said(acme.cora, document, clauses="7.5")) == 302
    assert save(acme.cora, document, stale) == 422
    with tenant_scope(acme.tenant.pk):
        document.refresh_from_db()
    assert document.clauses == "7.5"


def test_nothing_belongs_to_itself_or_to_what_belongs_to_it(
    acme: Cast, library: Library, document: Document
) -> None:
    with tenant_scope(acme.tenant.pk):
        child = make_effective(library, acme.ada, "Child")
        Document.objects.filter(pk=child.pk).update(parent=document)
    for number in (document.number, child.number):
        assert save(acme.cora, document, said(acme.cora, document, parent=number)) == 422


def test_others_may_not(acme: Cast, document: Document) -> None:
    for who in (acme.ruth, acme.ada, acme.tom, acme.otto):
        url = f"/t/acme/documents/{document.number}/facts/"
        assert signed_in(who).get(url).status_code == 403
