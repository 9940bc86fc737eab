"""Who grants which role; the roles of administrators take two; the last holder stays."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from approvals.actions.leaving import deactivate_member
from tenants.actions.granting import confirm_role, grant_roles
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice, RoleProposal
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.tenants.granting import PEOPLE, decide, grant, outcome, roles_of
from tests.tenants.test_people import NEW, edit
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def ann(acme: Cast) -> Member:
    """A second administrator of acme."""
    return make_member(acme.tenant, "Ann", Role.TENANT_ADMIN)


def test_an_administrator_grants_what_does_not_administer(acme: Cast) -> None:
    assert grant(acme.tom, acme.ruth, "author", "controller") == 302
    assert roles_of(acme.ruth) == ["author", "controller"]


@pytest.mark.parametrize("who", ["ruth", "ada", "cora", "otto"])
def test_nobody_else_grants(acme: Cast, who: str) -> None:
    assert grant(getattr(acme, who), acme.ravi, "author") == 403
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused, match="Roles are granted here by"):
        grant_roles(acme.ravi, ["author"], by=getattr(acme, who))
    assert roles_of(acme.ravi) == ["reader"]


def test_roles_of_the_city_are_not_given_in_a_zone(acme: Cast) -> None:
    for role in ("provisioner", "system_admin", "city_leader"):
        assert grant(acme.tom, acme.ruth, role) == 422
    assert roles_of(acme.ruth) == ["reader"]


def test_nobody_changes_their_own_roles(acme: Cast, ann: Member) -> None:
    assert grant(acme.tom, acme.tom, "tenant_admin", "controller") == 422
    assert "roles" not in signed_in(acme.tom).get(f"{PEOPLE}{acme.tom.pk}/edit/").text.split(
        "dc-field-pair"
    )[-1].replace("role=", "")
    edit_url = f"{PEOPLE}{acme.tom.pk}/edit/"
    facts = {"name": "Tom", "staff_number": "TOM", "valid_from": "2026-01-01", "roles": ["author"]}
    signed_in(acme.tom).post(edit_url, facts)
    assert roles_of(acme.tom) == ["tenant_admin"]


def test_an_administrator_is_confirmed_by_another(acme: Cast, ann: Member) -> None:
    edit(signed_in(acme.tom), acme.ruth, roles=["reader", "author", "tenant_admin"])
    assert roles_of(acme.ruth) == ["author", "reader"]
    assert "Somebody else confirms this" in decide(acme.tom)
    assert "Somebody else confirms this" in decide(acme.cora)  # there is another administrator
    assert roles_of(acme.ruth) == ["author", "reader"]
    assert "Confirmed." in decide(ann)
    assert roles_of(acme.ruth) == ["author", "reader", "tenant_admin"]
    assert "This has been decided" in decide(ann)
    with tenant_scope(acme.tenant.pk):
        events = list(
            AuditEntry.objects.filter(event__startswith="role").values_list("event", "by")
        )
        body = bytes(AuditEntry.objects.filter(event="roles.granted").latest("sequence").body)
    assert events == [
        ("roles.granted", acme.tom.pk),
        ("role.proposed", acme.tom.pk),
        ("roles.granted", ann.pk),
    ]
    assert b'"roles":[["author","reader"],["author","reader","tenant_admin"]]' in body
    assert b'"proposed_by":"Tom"' in body


def test_the_controller_confirms_where_there_is_one_administrator(acme: Cast) -> None:
    grant(acme.tom, acme.ruth, "reader", "tenant_admin")
    with tenant_scope(acme.tenant.pk):
        told = Notice.objects.filter(kind="role_proposed").values_list("recipient", flat=True)
        assert list(told) == [acme.cora.pk]
    assert "“Tenant administrator” for Ruth" not in decide(acme.cora)
    assert roles_of(acme.ruth) == ["reader", "tenant_admin"]
    with tenant_scope(acme.tenant.pk):
        told = Notice.objects.filter(kind="role_decided").values_list("recipient", flat=True)
        assert list(told) == [acme.tom.pk]


def test_nobody_confirms_their_own_role(acme: Cast) -> None:
    grant(acme.tom, acme.cora, "controller", "tenant_admin")  # nobody else could confirm
    with tenant_scope(acme.tenant.pk):
        assert not RoleProposal.objects.exists()
    make_member(acme.tenant, "Carl", Role.CONTROLLER)
    assert grant(acme.tom, acme.cora, "controller", "tenant_admin") == 302
    assert "Somebody else confirms this" in decide(acme.cora)
    assert roles_of(acme.cora) == ["controller"]


def test_the_database_refuses_a_proposer_who_confirms(acme: Cast, ann: Member) -> None:
    grant(acme.tom, acme.ruth, "reader", "tenant_admin")
    for who, name in ((acme.tom, "own_proposal"), (acme.ruth, "role_of_their_own")):
        with (
            tenant_scope(acme.tenant.pk),
            pytest.raises(IntegrityError, match=name),
            transaction.atomic(),
        ):
            RoleProposal.objects.update(outcome="confirmed", decided_by=who)


@pytest.mark.parametrize(("who", "act", "said"), [
    ("ann", "decline", "declined"),
    ("tom", "decline", "withdrawn"),
])  # fmt: skip
def test_a_proposal_declined_or_taken_back(
    acme: Cast, ann: Member, who: str, act: str, said: str
) -> None:
    grant(acme.tom, acme.ruth, "reader", "tenant_admin")
    decide({"ann": ann, "tom": acme.tom}[who], act)
    assert outcome(acme) == said
    assert roles_of(acme.ruth) == ["reader"]
    assert grant(acme.tom, acme.ruth, "reader", "tenant_admin") == 302  # may be proposed again


def test_a_proposal_waits_once_and_is_over_after_two_weeks(acme: Cast, ann: Member) -> None:
    assert grant(acme.tom, acme.ruth, "reader", "tenant_admin") == 302
    assert grant(acme.tom, acme.ruth, "reader", "tenant_admin") == 422
    with tenant_scope(acme.tenant.pk):
        (proposal,) = RoleProposal.objects.all()
        assert dt.timedelta(days=14) - (proposal.expires_at - timezone.now()) < dt.timedelta(
            minutes=1
        )
        RoleProposal.objects.update(expires_at=timezone.now())
    assert "This has been decided, or it is over." in decide(ann)
    assert roles_of(acme.ruth) == ["reader"]
    assert grant(acme.tom, acme.ruth, "reader", "tenant_admin") == 302


def test_proposals_are_listed_for_those_who_confirm(acme: Cast, bolt: Cast, ann: Member) -> None:
    grant(acme.tom, acme.ruth, "reader", "tenant_admin")
    for url in (f"{PEOPLE}proposals/", f"{PEOPLE}{acme.ruth.pk}/"):
        assert 'value="confirm"' in signed_in(ann).get(url).text
        own = signed_in(acme.tom).get(url).text
        assert 'value="confirm"' not in own
        assert 'value="decline"' in own
        assert 'value="decline"' not in signed_in(acme.cora).get(url).text
    assert "Ruth" not in signed_in(bolt.tom).get("/t/bolt/people/proposals/").text
    with tenant_scope(acme.tenant.pk):
        proposal = RoleProposal.objects.get()
    there = signed_in(bolt.tom).post(f"/t/bolt/people/proposals/{proposal.pk}/", {"act": "confirm"})
    assert there.status_code == 404


def test_who_left_gets_no_role(acme: Cast, ann: Member) -> None:
    grant(acme.tom, acme.ruth, "reader", "tenant_admin")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ruth.pk).update(valid_until=yesterday)
    assert "not here any more" in decide(ann)
    assert roles_of(acme.ruth) == ["reader"]


def test_the_last_administrator_and_controller_of_a_zone_stay(acme: Cast, ann: Member) -> None:
    assert grant(acme.tom, acme.cora, "reader") == 422
    assert grant(ann, acme.tom, "reader") == 302
    with tenant_scope(acme.tenant.pk), pytest.raises(Refused, match="Nobody else here is"):
        grant_roles(ann, ["reader"], by=None)
    soon = str(timezone.localdate() + dt.timedelta(days=3))
    assert "Nobody else here is" in edit(signed_in(ann), acme.cora, valid_until=soon)


def at_once(*acts: object) -> list[str]:
    def run(act: object) -> str:
        try:
            act()  # type: ignore[operator]
        except Refused as refused:
            return refused.messages[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor() as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["grant", "leave"])
def test_two_administrators_do_not_remove_each_other(acme: Cast, way: str) -> None:
    ann = make_member(acme.tenant, "Ann", Role.TENANT_ADMIN)

    def remove(member: Member, by: Member) -> None:
        with tenant_scope(acme.tenant.pk):
            if way == "grant":
                grant_roles(member, ["reader"], by=by)
            else:
                deactivate_member(member, by=by)

    said = at_once(lambda: remove(ann, acme.tom), lambda: remove(acme.tom, ann))
    assert said.count("done") == 1
    with tenant_scope(acme.tenant.pk):
        assert Member.objects.active().with_role(Role.TENANT_ADMIN).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_give_the_role_once(acme: Cast) -> None:
    ann = make_member(acme.tenant, "Ann", Role.TENANT_ADMIN)
    abe = make_member(acme.tenant, "Abe", Role.TENANT_ADMIN)
    with tenant_scope(acme.tenant.pk):
        (proposal,) = grant_roles(acme.ruth, ["reader", "tenant_admin"], by=acme.tom)

    def confirm(by: Member) -> None:
        with tenant_scope(acme.tenant.pk):
            confirm_role(proposal, by=by)

    said = at_once(lambda: confirm(ann), lambda: confirm(abe))
    assert said == ["This has been decided, or it is over.", "done"]
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="roles.granted").count() == 1


def test_a_role_is_asked_for_when_somebody_is_added(acme: Cast) -> None:
    facts = NEW | {"roles": ["reader", "tenant_admin"]}
    signed_in(acme.tom).post(f"{PEOPLE}new/", facts)
    with tenant_scope(acme.tenant.pk):
        added = Member.objects.get(name="杨雪")
        assert added.roles == ["reader"]
        assert RoleProposal.objects.get().member_id == added.pk
