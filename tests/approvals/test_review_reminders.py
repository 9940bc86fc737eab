"""Reviews are reminded of on the day they are planned for, and are amber when they are overdue."""

import datetime as dt

import pypdfium2

from approvals.actions.review_plans import plan_review
from documents import files
from documents.models import Document, Rendition
from tenants.scope import tenant_scope
from tests.approvals.acting import page
from tests.approvals.conftest import Office, make_office
from tests.approvals.reviewing import give, in_days
from tests.library import make_effective
from tests.sweeping import sweep
from tests.world import Cast, signed_in


def test_who_a_plan_names_is_reminded_of_its_day(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        document = make_effective(office, acme.ada)
        document.review_due = in_days(200)
        document.save(update_fields=["review_due"])
        plan_review(document, by=acme.cora, day=in_days(20), reviewer=acme.ravi)
    assert sweep(acme.tenant, in_days(6)) == ["ravi@acme.example"]
    with tenant_scope(acme.tenant.pk):
        give(acme.ravi, document)
    # Ada hears that it is done, Tom that an audit ends.
    assert sweep(acme.tenant, in_days(25)) == ["ada@acme.example", "tom@acme.example"]
    assert sweep(acme.tenant, in_days(26)) == []


def test_an_overdue_review_is_amber_on_screen_paper_and_pdf(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    revision = document.in_force
    pdf = files.read(revision.renditions.get(kind="body").file)
    file = files.store(pdf, "application/pdf")
    Rendition.objects.create(revision=revision, kind=Rendition.Kind.CONTROLLED, file=file)
    assert "评审" not in _words(acme, document)
    Document.objects.filter(pk=document.pk).update(review_due=in_days(-3))
    shown = signed_in(acme.ruth).get(page(document)).content.decode()
    assert shown.count("3 days overdue") >= 2  # the tag, and the head of the print
    assert "dc-tag is-bad" not in shown
    assert in_days(-3).isoformat() in _words(acme, document)
    register = signed_in(acme.ruth).get("/t/acme/documents/").content.decode()
    assert "3 days overdue" in register
    give(acme.ada, document)
    assert in_days(-3).isoformat() not in _words(acme, document)
    assert document.review_due is not None
    assert document.review_due > in_days(300) + dt.timedelta()


def _words(acme: Cast, document: Document) -> str:
    url = page(document, f"revisions/{document.in_force.n}/controlled.pdf")
    answer = signed_in(acme.ruth).get(url)
    pdf = pypdfium2.PdfDocument(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    return "".join(each.get_textpage().get_text_bounded() for each in pdf)


def test_a_review_stands_in_the_inbox_of_who_gives_it(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    url = page(document, "review/")
    assert url not in signed_in(acme.ada).get("/tasks/").content.decode()
    Document.objects.filter(pk=document.pk).update(review_due=in_days(200))
    plan_review(document, by=acme.cora, day=in_days(20), reviewer=acme.ravi)
    assert url in signed_in(acme.ravi).get("/tasks/").content.decode()
    Document.objects.filter(pk=document.pk).update(review_due=in_days(-1))
    assert url not in signed_in(acme.ada).get("/tasks/").content.decode()
    give(acme.ravi, document)
    assert url not in signed_in(acme.ravi).get("/tasks/").content.decode()
