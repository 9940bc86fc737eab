"""Beside a text stands who was told of it, when, how and with what result, for who may know."""

import datetime as dt

from approvals.actions.rounds import submit
from tenants.notices import notify
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import published
from tests.library import make_document, make_library
from tests.sweeping import add_document, sweep
from tests.world import Cast, signed_in

MONDAY = dt.date(2027, 3, 1)


def test_who_answers_for_a_text_sees_who_was_told_and_others_see_their_own(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        document = add_document(make_library(acme), acme.ada, review_due=MONDAY)
        notify(acme.ravi, "document_changed", subject=document, what="owner")
    sweep(acme.tenant, MONDAY)
    page = f"/t/acme/documents/{document.number}/revisions/1/told/"
    for member in (acme.cora, acme.ada, acme.otto):
        shown = signed_in(member).get(page).content.decode()
        assert "Ada · Periodic review" in shown
        assert "Ravi · Owner or place" in shown
        assert "E-mail: Delivered" in shown
    own = signed_in(acme.ravi).get(page).content.decode()
    assert "Ravi · Owner or place" in own
    assert "Ada · Periodic review" not in own
    assert "Ada · Periodic review" not in signed_in(acme.ruth).get(page).content.decode()


def test_beside_each_task_stands_who_was_told_of_it_and_why(acme: Cast, office: Office) -> None:
    """On the page to decide, to acknowledge, to review; the inbox leads there."""
    read, document = published(office), make_document(office, office.ada)
    submit(office.draft(document), by=office.ada)
    notify(acme.ravi, "document_changed", subject=document, what="owner")
    notify(acme.ravi, "document_changed", subject=read.document, what="owner")
    tasks = f"/t/acme/documents/{document.number}"
    of_read = f"/t/acme/documents/{read.document.number}"
    for page, about in (
        (f"{tasks}/revisions/1/decide/", tasks),
        (f"{of_read}/revisions/1/acknowledge/", of_read),
        (f"{of_read}/review/", of_read),
    ):
        shown = signed_in(acme.ravi).get(page).content.decode()
        assert "Ravi · Owner or place" in shown, page
        assert f"{about}/reminders/" in shown, page
    inbox = signed_in(acme.ravi).get("/tasks/").content.decode()
    assert "/told/" in inbox
    assert "/reminders/" in inbox
