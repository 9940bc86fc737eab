"""The page and the command say why somebody is reminded of a document, or is not."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from approvals.models import Acknowledgement
from documents.models import Document, Exemption
from tenants.models import Member
from tenants.scope import tenant_scope
from tests.library import make_library
from tests.sweeping import add_document, long_here, put_before_everybody, sweep
from tests.world import Cast, signed_in


@pytest.fixture
def document(acme: Cast) -> Document:
    with tenant_scope(acme.tenant.pk):
        due = acme.tenant.today() + dt.timedelta(days=7)
        return add_document(make_library(acme), acme.ada, review_due=due)


def page(member: Member, document: Document) -> str:
    return signed_in(member).get(f"/t/acme/documents/{document.number}/reminders/").content.decode()


def test_the_page_says_what_was_sent_and_what_was_not(acme: Cast, document: Document) -> None:
    sweep(acme.tenant, acme.tenant.today())
    shown = page(acme.ada, document)
    assert "It belongs to you." in shown
    assert "30 days before: not sent, since a newer one was reached as well." in shown
    assert "7 days before: in the mail of" in shown
    assert "Delivered" in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cora", "You hear of it when it is 3 working days late, as: Document controllers."),
        ("ravi", "You hear of it when it is 7 working days late, as: Head of unit."),
        ("ruth", "You are not told: it belongs to somebody else"),
    ],
)
def test_others_read_why_they_are_not_told(
    acme: Cast, document: Document, name: str, said: str
) -> None:
    assert said in page(getattr(acme, name), document)


def test_a_notice_leads_to_its_reason(acme: Cast, document: Document) -> None:
    sweep(acme.tenant, acme.tenant.today())
    shown = signed_in(acme.ada).get("/t/acme/notices/").content.decode()
    assert f'href="/t/acme/documents/{document.number}/reminders/"' in shown


def test_the_command_says_it_in_both_languages_of_any_day(acme: Cast, document: Document) -> None:
    out = StringIO()
    assert document.review_due is not None
    late = document.review_due + dt.timedelta(days=30)
    who = ("explain_reminder", "cora@acme.example", document.number)
    call_command(*who, day=late, stdout=out)
    said = out.getvalue()
    assert "days after" in said
    assert "文控员" in said
    with pytest.raises(CommandError, match="No tenant"):
        call_command("explain_reminder", "nobody", document.number)


def said_of(member: Member, document: Document, day: dt.date) -> str:
    """Return the English half of what the command says."""
    out = StringIO()
    call_command("explain_reminder", member.user.email, document.number, day=day, stdout=out)
    return out.getvalue().rpartition(f"{member.name} · {document.number}")[2]


def days_from(acme: Cast, *offsets: int) -> list[dt.date]:
    return [acme.tenant.today() + dt.timedelta(days=offset) for offset in offsets]


def test_of_a_past_day_it_is_said_as_it_was_then(acme: Cast, document: Document) -> None:
    """Exempt for a week, then asked, then acknowledged: each day has its own answer."""
    begin, before, asked, read = days_from(acme, -30, -25, -10, -5)
    with tenant_scope(acme.tenant.pk):
        long_here(acme.ruth)
        put_before_everybody(document, begin + dt.timedelta(days=30))
        Exemption.objects.create(
            member=acme.ruth,
            document=document,
            reason="On loan",
            valid_from=begin,
            valid_until=before,
            granted_by=acme.cora,
            granted_at=dt.datetime.combine(begin, dt.time(1), dt.UTC),
        )
        at = dt.datetime.combine(read, dt.time(4), dt.UTC)
        Acknowledgement.objects.create(revision=document.in_force, member=acme.ruth, at=at)
    assert f"Exempt until {before}: On loan" in said_of(acme.ruth, document, before)
    then = said_of(acme.ruth, document, asked)
    assert "Everybody reads it." in then
    assert f"You acknowledged A/0 later, on {read}." in then
    assert f"You acknowledged A/0 on {read}: nobody reminds you." in (
        said_of(acme.ruth, document, acme.tenant.today())
    )


def test_of_a_past_day_the_wishes_of_that_day_are_said(acme: Cast, document: Document) -> None:
    yesterday, today = days_from(acme, -1, 0)
    with tenant_scope(acme.tenant.pk):
        long_here(acme.ada)
    signed_in(acme.ada).post("/t/acme/notices/ways/", {})
    assert "It comes by E-mail, as you wish." in said_of(acme.ada, document, yesterday)
    assert "it comes by E-mail, whatever you wish." in said_of(acme.ada, document, today)
