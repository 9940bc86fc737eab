"""催办 of readers: one, or all who are late; once a working day, and never who need not."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.reading_urges import urge_readers
from approvals.models import ReadingUrge
from documents.models import Document, Revision
from tenants.calendar import working_days
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.notices import lines, told
from tests.approvals.conftest import Office
from tests.approvals.test_delegate import delegate
from tests.approvals.test_distribution import PAGE, TODAY, pairs, texts
from tests.sweeping import sweep
from tests.world import Cast, signed_in

__all__ = ["texts"]


def urge(member: Member, query: str = "", **data: object) -> str:
    """Press the button; return what the page says then."""
    answer = signed_in(member).post(f"{PAGE}urge/?{query}", data, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def urged(member: Member) -> list[str]:
    """Return the headlines of the urges a member was told."""
    said = lines(told(member, 99), member, member.tenant)
    return [line.headline for line in said if line.kind.name == "reading_urged"]


def test_all_who_are_late_are_asked_once_a_working_day(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    number = texts[0].document.number
    assert urge(acme.cora, f"document={number}") == "6 readers urged."
    assert len(urged(acme.ruth)) == len(urged(acme.ravi)) == 1
    assert "please read and acknowledge" in urged(acme.ruth)[0]
    assert "next working day" in urge(acme.cora, f"document={number}")
    assert ReadingUrge.objects.count() == 6
    entry = AuditEntry.objects.get(event="readers.urged")
    assert b"Ruth" in bytes(entry.body)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadingUrge.objects.create(
            revision=texts[0], member=acme.ruth, by=acme.cora, due_on=TODAY(),
            on=ReadingUrge.objects.all()[0].on,
        )  # fmt: skip
    next_day = working_days().after(ReadingUrge.objects.all()[0].on, 1)
    with time_machine.travel(dt.datetime.combine(next_day, dt.time(4))):
        urge_readers([(texts[0].pk, acme.ruth.pk)], by=acme.cora)
        page = signed_in(acme.cora).get(PAGE, {"person": acme.ruth.pk, "document": number})
    assert [each.line.urges for each in page.context["lines"]] == [2]
    assert "Urged 2×" in page.content.decode()


def test_one_reader_is_asked_before_it_is_late(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    number = texts[1].document.number
    assert "nobody to urge" in urge(acme.cora, f"document={number}")
    assert urge(acme.cora, f"document={number}&person={acme.ruth.pk}") == "1 reader urged."
    assert len(urged(acme.ruth)) == 1
    assert not urged(acme.ravi)


def test_who_has_read_or_is_away_is_passed_over(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    acknowledge(texts[0], by=acme.ruth)
    delegate(acme.ravi, acme.ruth, is_absent=True)
    urge(acme.cora, f"document={texts[0].document.number}")
    assert not urged(acme.ruth)
    assert not urged(acme.ravi)
    assert ReadingUrge.objects.count() == 4


def test_the_head_of_a_unit_asks_their_people_and_an_owner_the_readers_of_the_document(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    document = texts[0].document
    assert urge(acme.ruth) == "1 reader urged."
    assert list(ReadingUrge.objects.values_list("member", flat=True)) == [acme.ruth.pk]
    assert urge(acme.ada, f"document={document.number}").startswith("5 readers urged.")
    Document.objects.filter(pk=document.pk).update(owner=acme.cora)
    for nobody in (office.lena, acme.ada):
        with pytest.raises(Refused, match="nobody to urge"):
            urge_readers([(texts[0].pk, acme.cora.pk)], by=nobody)
    assert signed_in(acme.otto).post(f"{PAGE}urge/").status_code == 403


def test_it_is_in_the_mail_of_the_day_until_it_is_read(
    acme: Cast, office: Office, texts: list[Revision]
) -> None:
    urge(acme.cora, f"document={texts[0].document.number}&person={acme.ruth.pk}")
    assert "ruth@acme.example" in sweep(acme.tenant, TODAY())
    acknowledge(texts[0], by=acme.ruth)
    notices = list(Notice.objects.filter(recipient=acme.ruth, kind="reading_urged"))
    assert lines(notices, acme.ruth, acme.tenant, owed_on=TODAY()) == []
    assert ("Ruth", texts[0].document.number, "done") in pairs(acme.cora)
