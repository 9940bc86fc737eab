"""A double click, two tabs, and a revision that is replaced in the same moment."""

import pytest

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.reading_answers import answer_reading_questions
from approvals.models import Acknowledgement, ReadingAnswer
from documents.actions.documents import set_audience
from documents.actions.revisions import activate
from documents.content import freeze
from documents.models import Document, Revision
from tenants.errors import Refused
from tenants.models import AuditEntry
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.test_at_once import at_once
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def in_force(office: Office) -> Revision:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    put_in_force(make_draft(document, office.ada))
    found: Revision = document.revisions.get()
    return found


def test_two_tabs_and_a_double_click_acknowledge_once(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        revision = in_force(office)
    key = new_id()
    acts = [
        lambda each=each: acknowledge(revision, by=acme.ruth, key=each)
        for each in (key, key, new_id())
    ]
    results = at_once(acme.tenant, acts)
    assert len({getattr(result, "pk", None) for result in results}) == 1
    with tenant_scope(acme.tenant.pk):
        assert Acknowledgement.objects.count() == 1
        assert AuditEntry.objects.filter(event="revision.acknowledged").count() == 1


def test_two_tabs_answer_the_questions_once(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        revision = in_force(office)
        facts = {"text": "Where?", "choices": ["Here", "There"], "right": [0], "passage": "Here."}
        asked = revision.reading_questions.create(position=1, **facts)
    key, right = new_id(), {asked.pk: {0}}
    acts = [
        lambda each=each: answer_reading_questions(revision, right, by=acme.ruth, key=each)
        for each in (key, key, new_id())
    ]
    assert at_once(acme.tenant, acts) == [True, True, True]
    with tenant_scope(acme.tenant.pk):
        assert ReadingAnswer.objects.count() == 1
        assert AuditEntry.objects.filter(event="revision.understood").count() == 1


def test_what_is_replaced_in_the_same_moment_is_acknowledged_before_or_refused(
    acme: Cast, office: Office
) -> None:
    with tenant_scope(acme.tenant.pk):
        first = in_force(office)
        following = make_draft(Document.objects.get(pk=first.document_id), office.ada)
        freeze(following)
        following.move(Revision.State.IN_REVIEW)
        following.move(Revision.State.APPROVED)
    given, _done = at_once(
        acme.tenant, [lambda: acknowledge(first, by=acme.ruth), lambda: activate(following)]
    )
    with tenant_scope(acme.tenant.pk):
        assert Acknowledgement.objects.count() == (not isinstance(given, Refused))
    if isinstance(given, Refused):
        assert "has been replaced by" in str(given.messages)
