"""Set a deputy and end it: who may, for how long, for whom not."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from approvals.actions.delegations import MOST_DAYS, end_delegation, set_delegation
from approvals.actions.rounds import submit
from approvals.models import Delegation
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.documents.test_statements import statements
from tests.world import Cast, make_member, signed_in


def delegate(
    delegator: Member,
    deputy: Member,
    *,
    by: Member | None = None,
    first: int = 0,
    last: int = 9,
    reason: str = "Leave",
    is_absent: bool = False,
) -> Delegation:
    today = timezone.localdate()
    return set_delegation(
        delegator=delegator,
        deputy=deputy,
        first=today + dt.timedelta(days=first),
        last=today + dt.timedelta(days=last),
        reason=reason,
        is_absent=is_absent,
        by=by or delegator,
    )


def told(kind: str) -> set[str]:
    return {notice.recipient.name for notice in Notice.objects.filter(kind=kind)}


def test_a_delegation_is_recorded_and_both_are_told(acme: Cast, office: Office) -> None:
    delegation = delegate(acme.ravi, acme.ruth)
    assert delegation.is_running()
    assert told("delegation_set") == {"Ravi", "Ruth"}
    entry = AuditEntry.objects.get(event="delegation.set")
    assert (entry.by, b"Leave" in bytes(entry.body)) == (acme.ravi, True)


def test_the_controller_sets_it_for_a_leader_and_nobody_else_does(
    acme: Cast, office: Office
) -> None:
    assert delegate(acme.ravi, acme.ruth, by=acme.cora).set_by == acme.cora
    for other in (acme.ada, acme.ruth, acme.tom):
        with pytest.raises(Refused, match="person concerned or a document controller"):
            delegate(office.lena, acme.ruth, by=other)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"first": -1}, "past"),
        ({"first": 3, "last": 2}, "before the first"),
        ({"last": MOST_DAYS}, "at most"),
    ],
)
def test_a_window_is_bounded_and_has_a_reason(
    acme: Cast, office: Office, facts: dict[str, int], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        delegate(acme.ravi, acme.ruth, **facts)  # type: ignore[arg-type]
    assert not Delegation.objects.exists()


def test_a_deputy_is_a_colleague_who_may_decide_all_the_time(acme: Cast, office: Office) -> None:
    with pytest.raises(Refused, match="for themselves"):
        delegate(acme.ravi, acme.ravi)
    for nobody in (acme.otto, acme.tom):
        with pytest.raises(Refused, match="may not decide"):
            delegate(acme.ravi, nobody)
    acme.ruth.valid_until = timezone.localdate() + dt.timedelta(days=5)
    with pytest.raises(Refused, match="not a member"):
        delegate(acme.ravi, acme.ruth)


def test_chains_are_short_and_lead_nowhere_back(acme: Cast, office: Office) -> None:
    delegate(acme.ravi, acme.ruth)
    delegate(acme.ruth, office.lena)
    with pytest.raises(Refused, match="passed on too often"):
        delegate(office.lena, office.leo)
    with pytest.raises(Refused, match="lead back"):
        delegate(office.lena, acme.ravi)
    with pytest.raises(Refused, match="already"):
        delegate(acme.ravi, office.leo, first=9, last=12)
    assert Delegation.objects.count() == 2


def test_what_was_ended_is_kept_and_no_longer_in_the_way(acme: Cast, office: Office) -> None:
    delegation = delegate(acme.ravi, acme.ruth)
    end_delegation(delegation, by=acme.ravi)
    kept = Delegation.objects.get()
    assert kept.ended_by == acme.ravi
    assert kept.ended_at is not None
    assert told("delegation_ended") == {"Ravi", "Ruth"}
    with pytest.raises(Refused, match="over already"):
        end_delegation(kept, by=acme.ravi)
    assert delegate(acme.ravi, office.lena).is_running()


def test_strangers_end_nothing(acme: Cast, office: Office) -> None:
    delegation = delegate(acme.ravi, acme.ruth)
    with pytest.raises(Refused, match="two people"):
        end_delegation(delegation, by=acme.ada)
    end_delegation(delegation, by=acme.cora)


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"valid_until": dt.date(2020, 1, 1)}, {"deputy": "self"}]
)
def test_the_database_refuses_it_too(acme: Cast, office: Office, wrong: dict[str, object]) -> None:
    today = timezone.localdate()
    facts: dict[str, object] = {
        "delegator": acme.ravi,
        "deputy": acme.ruth,
        "valid_from": today,
        "valid_until": today,
        "reason": "Leave",
        "set_by": acme.ravi,
    }
    facts |= {"deputy": acme.ravi} if "deputy" in wrong else wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**facts)


# -- the page


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def form(deputy: Member, delegator: Member) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "delegator": delegator.pk,
        "deputy": deputy.pk,
        "first": today.isoformat(),
        "last": (today + dt.timedelta(days=6)).isoformat(),
        "reason": "Leave",
    }


URL = "/t/acme/standing-in/"


def test_a_reader_sets_and_ends_a_deputy_by_forms(acme: Cast, bolt: Cast) -> None:
    ravi = english(signed_in(acme.ravi))
    assert ravi.post(URL, form(acme.ruth, acme.ravi)).status_code == 302
    for member in (acme.ravi, acme.ruth, acme.cora):
        page = english(signed_in(member)).get(URL).content.decode()
        assert "Ruth for Ravi" in page
    assert "Ruth for Ravi" not in english(signed_in(acme.ada)).get(URL).content.decode()
    with tenant_scope(acme.tenant.pk):
        pk = Delegation.objects.get().pk
    end = f"{URL}{pk}/end/"
    assert signed_in(acme.ada).post(end).status_code == 404
    assert signed_in(bolt.cora).post(end.replace("acme", "bolt")).status_code == 404
    assert english(signed_in(acme.ruth)).post(end).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert Delegation.objects.get().ended_by == acme.ruth
    assert "Ended early" in ravi.get(URL).content.decode()


def test_the_controller_sets_it_for_another_by_the_same_form(acme: Cast) -> None:
    assert signed_in(acme.cora).post(URL, form(acme.ruth, acme.ravi)).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert Delegation.objects.get().delegator == acme.ravi


def test_the_page_says_what_does_not_go_to_the_deputy(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        submit(make_office(acme).draft(), by=acme.ada)
    ravi = english(signed_in(acme.ravi))
    answer = ravi.post(URL, form(acme.ada, acme.ravi), follow=True)
    assert "1 step stays with Ravi alone: Ada prepared" in answer.content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": ""}, "This field is required"),
        ({"last": "tomorrow"}, "Enter a valid date"),
        ({"last": "2020-01-01"}, "before the first"),
        ({"deputy": "nobody"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_beside_the_form(acme: Cast, facts: dict[str, object], said: str) -> None:
    answer = english(signed_in(acme.ravi)).post(URL, form(acme.ruth, acme.ravi) | facts)
    assert said in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert not Delegation.objects.exists()


def test_nobody_delegates_for_another_nor_to_a_neighbour(acme: Cast, bolt: Cast) -> None:
    ruth = english(signed_in(acme.ruth))
    for wrong in (form(acme.ada, acme.ravi), form(bolt.ruth, acme.ruth)):
        assert "Select a valid choice" in ruth.post(URL, wrong).content.decode()
    with tenant_scope(acme.tenant.pk):
        assert not Delegation.objects.exists()


def test_the_page_is_flat_in_delegations(acme: Cast) -> None:
    costs = set()
    for number in range(6):
        with tenant_scope(acme.tenant.pk):
            delegate(make_member(acme.tenant, f"Other{number}", Role.READER), acme.ravi)
        costs.add(statements(acme.ravi, URL))
    assert len(costs) == 1
