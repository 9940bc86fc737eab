"""The page of distribution says of a past day what it said when that day was over."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.exemptions import exempt
from approvals.models import ReadingUrge
from documents.models import Document
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import next_of
from tests.approvals.test_carried_over import at, day, publish
from tests.world import Cast, signed_in

PAGE = "/t/acme/distribution/"


def asked(member: Member, **about: str) -> Any:
    answer = signed_in(member).get(PAGE, about)
    assert answer.status_code == 200
    return answer.context


def lines(member: Member, **about: str) -> list[tuple[object, ...]]:
    shown = asked(member, view="lines", **about)["lines"]
    return [
        (each.line.name, each.line.text.label, each.label.word, each.line.due_on, each.line.urges)
        for each in shown
    ]


def test_a_past_day_is_told_as_it_was(acme: Cast, office: Office) -> None:
    first, second = publish(acme, office)
    last = day(37)
    with at(35):
        signed_in(acme.cora).post(f"{PAGE}urge/?document={first.document.number}")
        late_then = lines(acme.cora)
        figures_then = asked(acme.cora)["total"]
        urged = ReadingUrge.objects.count()
    assert {label for _name, label, *_rest in late_then} == {second.label}
    with at(37):
        acknowledge(second, by=acme.ravi)
        acknowledge(second, by=acme.ada)
        Member.objects.filter(pk=acme.ruth.pk).update(valid_until=last)
    with at(38):
        next_of(second)
    assert lines(acme.cora, day=day(35).isoformat()) == late_then
    assert asked(acme.cora, day=day(35).isoformat())["total"] == figures_then
    assert lines(acme.cora) != late_then
    early = lines(acme.cora, day=day(10).isoformat())
    assert {label for _name, label, *_rest in early} == {first.label}
    assert lines(acme.cora, day=day(-3).isoformat()) == []
    assert ReadingUrge.objects.count() == urged


def test_a_day_before_there_were_people_is_none(acme: Cast, office: Office) -> None:
    publish(acme, office)
    assert asked(acme.cora, day="0001-01-05", late="7")["day"] == timezone.localdate()
    assert lines(acme.cora, person=str(UUID(int=0))) == []
    answer = signed_in(acme.cora).post(f"{PAGE}urge/?document=X", {"readers": "9" * 5000})
    assert answer.headers["Location"] == f"{PAGE}?document=X"


def test_of_what_was_retired_since_a_past_day_still_tells(acme: Cast, office: Office) -> None:
    first, _second = publish(acme, office)
    until = day(90)
    with at(35):
        then = lines(acme.cora)
        exempt(acme.ravi, None, until=until, why="Elsewhere", by=acme.cora)
    Document.objects.filter(pk=first.document_id).update(state="retired")
    assert lines(acme.cora) == []
    assert [line[:2] for line in lines(acme.cora, day=day(34).isoformat())] == [
        line[:2] for line in then
    ]


def test_nobody_is_urged_or_exempted_on_a_past_day(acme: Cast, office: Office) -> None:
    publish(acme, office)
    client = signed_in(acme.cora)
    past = (timezone.localdate() - dt.timedelta(1)).isoformat()
    assert b"/exempt/" in client.get(PAGE, {"view": "lines"}).content
    page = client.get(PAGE, {"view": "lines", "day": past}).content.decode()
    assert "/exempt/" not in page
    assert "/urge/" not in page
    assert f"day={past}" in page  # what proves a line is of that day, too
    tomorrow = (timezone.localdate() + dt.timedelta(1)).isoformat()
    for odd in (tomorrow, "30 February", "2026-02-30"):
        assert asked(acme.cora, day=odd)["is_past"] is False
