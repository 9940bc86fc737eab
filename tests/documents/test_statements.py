"""Pages ask the database a fixed number of things, whoever looks and however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions.rounds import submit
from approvals.models import Meaning
from documents import access
from documents.actions.documents import set_audience
from documents.models import Document
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office, make_route
from tests.library import make_document, make_draft, make_effective, make_library, put_in_force
from tests.world import PASSWORD, Cast, make_member, make_tenant, signed_in

# What a scope inside a test's own transaction adds: it gives the outer tenant back.
GIVEN_BACK = "SELECT set_config('app.tenant', '', true)"


def statements(member: Member, url: str) -> int:
    """Return what a page costs: session, account, transaction and scope included."""
    client = signed_in(member)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum(query["sql"] != GIVEN_BACK for query in captured)


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def make_work(acme: Cast, office: Office, revisions: int) -> Document:
    """Put revisions in force before everybody, and another one in approval."""
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada)
        set_audience(document, everybody=True, by=acme.ada)
        for _ in range(revisions):
            put_in_force(make_draft(document, acme.ada))
        submit(make_draft(document, acme.ada, "# 1 Purpose\n\n1.1 Other.\n"), by=acme.ada)
    return document


@pytest.mark.parametrize("who", ["cora", "ada", "ravi", "ruth", "otto"])
def test_a_document_page_takes_sixteen_statements_at_most(
    acme: Cast, office: Office, who: str
) -> None:
    """One asks what the text cites, or for ticks, one for its reviews; in force, none for acts."""
    document = make_work(acme, office, 3)
    for tab, most in (("", 16), ("history/", 15), ("compare/", 16)):
        url = f"/t/acme/documents/{document.number}/{tab}"
        assert statements(getattr(acme, who), url) <= most


@pytest.mark.parametrize("who", ["cora", "ada", "ruth"])
def test_what_hangs_on_a_document_takes_twenty_statements_at_most(
    acme: Cast, office: Office, who: str
) -> None:
    with tenant_scope(acme.tenant.pk):
        parent = make_effective(office, acme.ada, "Parent")
        for n in range(3):
            child = make_effective(office, acme.ada, f"Child {n}", f"# 1\n\nSee {parent.number}.\n")
            child.parent = parent
            child.save(update_fields=["parent"])
    url = f"/t/acme/documents/{parent.number}/links/"
    assert statements(getattr(acme, who), url) <= 20


def test_a_document_page_is_flat_in_revisions_and_grants(acme: Cast, office: Office) -> None:
    few = make_work(acme, office, 1)
    url = "/t/acme/documents/{}/"
    before = statements(acme.ruth, url.format(few.number))
    many = make_work(acme, office, 8)
    with tenant_scope(acme.tenant.pk):
        for _ in range(20):
            access.share_document(make_effective(office, acme.ada), acme.ruth)
    assert statements(acme.ruth, url.format(many.number)) == before


@pytest.mark.parametrize("who", ["cora", "ada", "ravi", "ruth", "otto"])
def test_the_register_takes_ten_statements_at_most(acme: Cast, office: Office, who: str) -> None:
    make_work(acme, office, 1)
    assert statements(getattr(acme, who), "/t/acme/documents/") <= 10


def test_a_search_is_flat_in_hits_and_passages(acme: Cast, office: Office) -> None:
    make_work(acme, office, 1)
    url = "/t/acme/documents/?q=who+approves"
    before = statements(acme.cora, url)
    assert before <= 13
    with tenant_scope(acme.tenant.pk):
        for _ in range(8):
            make_effective(office, acme.ada)
    assert statements(acme.cora, url) == before


def test_the_inbox_of_one_tenant_takes_thirteen_statements_at_most(
    acme: Cast, office: Office
) -> None:
    """One of them counts the other tabs."""
    make_work(acme, office, 1)
    for member in (acme.cora, acme.ravi, acme.ruth):
        assert statements(member, "/tasks/") <= 13
    for tab in ("done", "started", "copied"):
        assert statements(acme.ada, f"/tasks/{tab}/") <= 10


def test_the_frame_is_flat_in_tenants(acme: Cast, office: Office) -> None:
    document = make_work(acme, office, 1)
    url = f"/t/acme/documents/{document.number}/"
    before = statements(acme.ruth, url)
    for number in range(5):
        tenant = make_tenant(f"MORE{number}")
        with tenant_scope(tenant.pk):
            Member.objects.create(user=acme.ruth.user, name="Ruth", roles=["reader"])
    assert statements(acme.ruth, url) == before


@pytest.mark.parametrize("others", [1, 9])
def test_a_signature_takes_twenty_three_statements_however_many_decide_beside_it(
    acme: Cast, others: int
) -> None:
    """Whoever signs last starts a stage or ends the round besides: here others still decide."""
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        people = [make_member(acme.tenant, f"P{n}", Role.READER) for n in range(others)]
        deciding = [acme.ravi.pk, *(member.pk for member in people)]
        make_route(library.procedure, {"meaning": Meaning.APPROVED, "members": deciding})
        document = make_document(library, acme.ada)
        submit(make_draft(document, acme.ada), by=acme.ada)
    client = signed_in(acme.ravi)
    said = {"decision": "sign", "key": str(new_id()), "password": PASSWORD}
    with CaptureQueriesContext(connection) as captured:
        url = f"/t/acme/documents/{document.number}/revisions/1/decide/"
        assert client.post(url, said).status_code == 302
    assert sum(query["sql"] != GIVEN_BACK for query in captured) <= 23
