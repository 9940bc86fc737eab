"""The city follows up: a tenant is asked, replies on the record, and the city closes it."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from oversight.models import FollowUp, FollowUpEntry, Scorecard
from tenants.models import Appointment, AuditEntry, Member, Notice, Post, Tenant, Unit
from tenants.scope import new_id, tenant_scope
from tests.sweeping import ledger, sweep
from tests.world import Cast, City, signed_in

WORDS = "Why are nine reviews late?"


def asked(city: City, cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "key": str(new_id()),
        "zone": cast.tenant.code,
        "indicator": "reviews_overdue",
        "words": WORDS,
        "due_on": (city.tenant.today() + dt.timedelta(days=10)).isoformat(),
    } | more


def issue(city: City, cast: Cast, **more: Any) -> FollowUp:
    answer = signed_in(city.quan).post("/city/follow-ups/new/", asked(city, cast, **more))
    assert answer.status_code == 302, answer.content.decode()
    return FollowUp.objects.get(tenant=cast.tenant, indicator="reviews_overdue")


def make_leader(cast: Cast) -> Member:
    """Let Ravi lead the tenant."""
    with tenant_scope(cast.tenant.pk):
        unit = Unit.objects.create(code="TOP", name_zh="区", name_en="Top")
        post = Post.objects.create(code="LEADER", name_zh="主要负责人", name_en="Leader")
        Appointment.objects.create(member=cast.ravi, unit=unit, post=post)
    return cast.ravi


def facts_of(tenant: Tenant, event: str) -> dict[str, Any]:
    with tenant_scope(tenant.pk):
        entry: dict[str, Any] = json.loads(bytes(AuditEntry.objects.get(event=event).body))
        return entry


def own(cast: Cast, follow_up: FollowUp) -> str:
    return f"/t/{cast.tenant.slug}/follow-ups/{follow_up.pk}/"


def test_from_the_question_to_its_close(city: City, acme: Cast) -> None:
    leader = make_leader(acme)
    Scorecard.objects.create(tenant=acme.tenant, day=city.tenant.today(), reviews_overdue=9)
    follow_up = issue(city, acme)
    assert (follow_up.state, follow_up.figure) == ("waiting", "9")
    with tenant_scope(acme.tenant.pk):
        told = Notice.objects.filter(kind="follow_up").values_list("recipient", flat=True)
        assert set(told) == {leader.pk, acme.cora.pk}
    assert WORDS in signed_in(leader).get(own(acme, follow_up)).content.decode()

    reply = {"words": "Two are done, the others by Friday."}
    assert signed_in(leader).post(own(acme, follow_up), reply).status_code == 302
    with tenant_scope(city.tenant.pk):
        assert Notice.objects.get(kind="follow_up_replied").recipient_id == city.quan.pk
    quan = signed_in(city.quan)
    page = quan.get(f"/city/follow-ups/{follow_up.pk}/").content.decode()
    assert "by Friday" in page
    assert leader.name not in page  # what it wrote, and nothing else

    back = {"words": "Which ones?", "due_on": city.tenant.today() + dt.timedelta(days=3)}
    quan.post(f"/city/follow-ups/{follow_up.pk}/send-back/", back)
    signed_in(acme.cora).post(own(acme, follow_up), {"words": "All nine."})
    quan.post(f"/city/follow-ups/{follow_up.pk}/close/", {"words": "Seen to."})
    kinds = list(follow_up.entries.values_list("kind", flat=True))
    assert kinds == ["issued", "replied", "sent_back", "replied", "closed"]
    follow_up.refresh_from_db()
    assert follow_up.state == "closed"


def test_both_trails_keep_it_and_the_citys_names_nobody_of_the_zone(city: City, acme: Cast) -> None:
    follow_up = issue(city, acme)
    signed_in(acme.cora).post(own(acme, follow_up), {"words": "Done."})
    for tenant in (city.tenant, acme.tenant):
        assert facts_of(tenant, "follow_up.issued")["facts"]["code"] == "ACME"
    assert facts_of(acme.tenant, "follow_up.replied")["name"] == "Cora"
    heard = facts_of(city.tenant, "follow_up.replied")
    assert heard["name"] == ""
    assert "Cora" not in json.dumps(heard)


def test_who_speaks_for_the_zone_replies(city: City, acme: Cast, bolt: Cast) -> None:
    follow_up = issue(city, acme)
    assert signed_in(acme.ada).get(own(acme, follow_up)).status_code == 200
    assert signed_in(acme.ada).post(own(acme, follow_up), {"words": "Me!"}).status_code == 403
    assert signed_in(bolt.cora).get(own(acme, follow_up)).status_code == 404
    there = f"/t/bolt/follow-ups/{follow_up.pk}/"
    assert signed_in(bolt.cora).get(there).status_code == 404
    assert WORDS not in signed_in(bolt.cora).get("/t/bolt/follow-ups/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": " "}, "required"),
        ({"due_on": "2020-01-01"}, "after today"),
        ({"zone": "NOPE"}, "valid choice"),
        ({"indicator": "beauty"}, "valid choice"),
        ({"key": ""}, "required"),
    ],
)
def test_nonsense_is_refused(city: City, acme: Cast, wrong: dict[str, str], says: str) -> None:
    answer = signed_in(city.quan).post("/city/follow-ups/new/", asked(city, acme, **wrong))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not FollowUp.objects.exists()


def test_a_double_click_issues_once_and_a_second_question_is_refused(
    city: City, acme: Cast
) -> None:
    quan, said = signed_in(city.quan), asked(city, acme)
    first, again = (quan.post("/city/follow-ups/new/", said) for _ in range(2))
    assert first["Location"] == again["Location"]
    other = quan.post("/city/follow-ups/new/", asked(city, acme))
    assert "open there already" in other.content.decode()
    assert FollowUp.objects.count() == 1


def test_what_is_closed_is_over(city: City, acme: Cast) -> None:
    follow_up = issue(city, acme)
    quan = signed_in(city.quan)
    quan.post(f"/city/follow-ups/{follow_up.pk}/close/", {"words": "Never mind."})
    late = signed_in(acme.cora).post(own(acme, follow_up), {"words": "But we did it!"})
    assert late.status_code == 422
    assert FollowUpEntry.objects.count() == 2
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic():
        FollowUpEntry.objects.update(words="Praise")


def test_a_late_reply_is_reminded_and_escalates(city: City, acme: Cast) -> None:
    leader = make_leader(acme)
    follow_up = issue(city, acme)
    day = follow_up.due_on
    while day.weekday() != 0:
        day += dt.timedelta(days=1)
    FollowUp.objects.update(due_on=day)
    sweep(acme.tenant, day)
    told = {(who, milestone) for who, kind, _, milestone in ledger(acme.tenant) if "due" in kind}
    assert ("Cora", 0) in told
    assert (leader.name, 0) not in told
    sweep(acme.tenant, day + dt.timedelta(days=1))
    sweep(city.tenant, day + dt.timedelta(days=1))
    assert (leader.name, "follow_up_due") in told_of(acme, city)
    assert ("Lea", "follow_up_late") not in told_of(acme, city)
    for later in (28, 29):  # five working days are over, whatever holidays there are
        sweep(city.tenant, day + dt.timedelta(days=later))
    late = told_of(city)
    assert late.count(("Lea", "follow_up_late")) == 1
    assert late.count(("Quan", "follow_up_late")) == 1


def told_of(*sides: Cast | City) -> list[tuple[str, str]]:
    return [(who, kind) for side in sides for who, kind, _, _ in ledger(side.tenant)]


@pytest.mark.django_db(transaction=True)
def test_reply_and_close_at_the_same_instant_leave_one_outcome(city: City, acme: Cast) -> None:
    follow_up = issue(city, acme)
    cora, quan = signed_in(acme.cora), signed_in(city.quan)

    def reply() -> int:
        status = cora.post(own(acme, follow_up), {"words": "Done."}).status_code
        connection.close()
        return status

    def close() -> int:
        page = f"/city/follow-ups/{follow_up.pk}/close/"
        status = quan.post(page, {"words": "Over."}).status_code
        connection.close()
        return status

    with ThreadPoolExecutor(2) as pool:
        answers = [task.result() for task in (pool.submit(reply), pool.submit(close))]
    follow_up.refresh_from_db()
    kinds = list(follow_up.entries.values_list("kind", flat=True))
    assert follow_up.state == "closed"
    assert answers[1] == 302
    assert kinds in (["issued", "closed"], ["issued", "replied", "closed"])
    assert (answers[0] == 302) == ("replied" in kinds)
