"""The pages of change packages: put one together, submit it, decide on it."""

import pytest
from django.test import Client

from approvals.actions.decisions import return_step
from approvals.models import Package
from documents.models import Revision
from tenants.models import AuditEntry
from tests.approvals.conftest import Office
from tests.approvals.packaging import make, states, submitted, task
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, Cast, signed_in

KEY = "019a0000-0000-7000-8000-000000000001"
OTHER = "019a0000-0000-7000-8000-000000000002"
LIST = "/t/acme/packages/"
ONE = f"{LIST}1/"


def page_of(revision: Revision, page: str) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/{page}/"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


def test_a_package_is_put_together_and_submitted(office: Office) -> None:
    drafts = [office.draft() for _ in range(3)]
    ada = signed_in(office.ada)
    said = {"title": "One window", "reason": "New law", "key": KEY, "drafts": [drafts[0].pk]}
    assert ada.post(f"{LIST}new/", said).headers["Location"] == ONE
    assert "Ready to be submitted" not in text(ada, ONE)  # one document is no package
    ada.post(page_of(drafts[1], "package"), {"package": "1"})
    ada.post(f"{ONE}add/", {"drafts": [str(drafts[2].pk)]})
    named = {"number": drafts[2].document.number, "n": "1"}
    ada.post(f"{ONE}items/", {"act": "up", **named})
    package = Package.objects.get()
    assert [r.pk for r in package.revisions()] == [drafts[i].pk for i in (0, 2, 1)]
    ada.post(f"{ONE}items/", {"act": "remove", **named})
    assert "Ready to be submitted" in text(ada, ONE)
    ada.post(f"{ONE}submit/")
    assert states(package) == {"in_review"}
    assert Revision.objects.get(pk=drafts[2].pk).package_number is None


def test_what_is_missing_is_said_of_each_document(office: Office) -> None:
    package = make(office)
    lacking = package.revisions()[1]
    Revision.objects.filter(pk=lacking.pk).update(summary="")
    ada = signed_in(office.ada)
    page = text(ada, ONE)
    assert f"{lacking.document.number}: Say what changes" in page
    assert page_of(lacking, "draft") in page
    ada.post(f"{ONE}submit/")
    assert states(package) == {"draft"}


def test_a_package_is_decided_with_one_password(office: Office) -> None:
    package = submitted(office)
    ravi = signed_in(office.ravi)
    number = package.revisions()[2].document.number
    assert number in text(ravi, f"{ONE}decide/")
    ravi.post(f"{ONE}decide/", {"decision": "sign", "password": "wrong", "key": KEY})
    assert AuditEntry.objects.filter(event="signature.not_confirmed").count() == 1
    ravi.post(f"{ONE}decide/", {"decision": "sign", "password": PASSWORD, "key": KEY})
    assert "Nothing in this package waits for you" in text(ravi, f"{ONE}decide/")
    lena = signed_in(office.lena)
    lena.post(f"{ONE}decide/", {"decision": "return", "comment": "Not yet", "key": OTHER})
    assert states(package) == {"draft"}
    assert "Not yet" in text(signed_in(office.ada), ONE)


def test_pages_of_a_part_lead_to_the_package(office: Office) -> None:
    package = submitted(office)
    part = package.revisions()[0]
    ravi, ada = signed_in(office.ravi), signed_in(office.ada)
    assert ravi.get(page_of(part, "decide")).headers["Location"] == (
        f"{ONE}decide/?document={part.document.number}"
    )
    assert ada.get(page_of(part, "submit")).headers["Location"] == ONE
    ada.post(page_of(part, "recall"))
    assert states(package) == {"in_review"}
    document = text(ada, f"/t/acme/documents/{part.document.number}/")
    assert f'href="{ONE}"' in document
    assert page_of(part, "recall") not in document


def test_who_may_not_read_all_of_it_sees_none_of_it(office: Office, acme: Cast) -> None:
    make(office)
    ruth = signed_in(acme.ruth)
    assert ruth.get(ONE).status_code == 404
    assert "One window" not in text(ruth, LIST)
    assert "One window" in text(signed_in(acme.otto), LIST)


def test_a_package_is_one_task(office: Office) -> None:
    submitted(office)
    inbox = text(signed_in(office.ravi), "/tasks/")
    assert inbox.count('class="dc-task"') == 1
    assert f"{ONE}decide/" in inbox
    return_step(task(Package.objects.get(), office.ravi), by=office.ravi, comment="Not yet")
    inbox = text(signed_in(office.ada), "/tasks/")
    assert inbox.count('class="dc-task"') == 1
    assert "Returned: Not yet" in inbox


def test_a_redline_of_each_document_stands_on_the_page(office: Office, acme: Cast) -> None:
    document = make_effective(office, acme.ada)
    changed = make_draft(document, acme.ada, "# 1 Purpose\n\n1.1 Say who signs what.\n")
    make(office, changed, office.draft())
    assert "signs" in text(signed_in(acme.ada), ONE)


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_asks_the_same_of_the_database(
    office: Office, acme: Cast, django_assert_max_num_queries: object, count: int
) -> None:
    for _ in range(count):
        make(office, count=2)
    ada = signed_in(office.ada)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        ada.get(LIST)
