"""The list of people and the page of one: found, added, changed, and every change on record."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenants.models import AuditEntry, Invitation, Member, User
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.documents.test_statements import statements
from tests.world import Cast, make_member, signed_in

PEOPLE = "/t/acme/people/"
NEW = {
    "name": "杨雪",
    "staff_number": "A-17",
    "email": "yang@acme.example",
    "mobile": "",
    "valid_from": "2026-12-01",
    "valid_until": "",
    "roles": ["reader"],
}


def member(cast: Cast, name: str) -> Member:
    with tenant_scope(cast.tenant.pk):
        found: Member = Member.objects.select_related("user").get(name=name)
        return found


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(PEOPLE + query)
    return [row["name"] for row in answer.context["rows"]]


def last_entry(cast: Cast, event: str) -> dict[str, Any]:
    with tenant_scope(cast.tenant.pk):
        entry = AuditEntry.objects.filter(event=event).last()
        assert entry is not None
        body: dict[str, Any] = json.loads(bytes(entry.body))
        return body


def plain(answer: Any) -> str:
    """Return the page of a person without what differs from one request to the next."""
    page = answer.content.decode().replace(str(answer.context["person"].pk), "")
    return re.sub(
        r'(FToken": |middlewaretoken" value=)"\w+"|since=\d+|\d\d:\d\d(:[\d.+:]+)?', "", page
    )


def edit(client: Client, person: Member, **changes: Any) -> str:
    """Send the form as the page shows it, with these changes; return what it answers."""
    page = client.get(f"{PEOPLE}{person.pk}/edit/")
    shown = {name: field for name, field in page.context["form"].initial.items() if field}
    roles = page.context["roles"]  # one's own are not offered
    facts = shown | ({"roles": roles.initial["roles"]} if roles else {}) | changes
    return client.post(f"{PEOPLE}{person.pk}/edit/", facts, follow=True).content.decode()


def test_everybody_here_is_listed_and_no_neighbour(tom: Client, bolt: Cast) -> None:
    assert names(tom) == ["Ada", "Cora", "Otto", "Ravi", "Ruth", "Tom"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=rut", ["Ruth"]),
        ("?q=RAVI", ["Ravi"]),
        ("?q=ada@acme", ["Ada"]),
        ("?role=controller", ["Cora"]),
        ("?state=ended", []),
        ("?state=nonsense", ["Ada", "Cora", "Otto", "Ravi", "Ruth", "Tom"]),
        ("?q=nobody", []),
        ("?unit=QMO", []),
    ],
)
def test_filters_find(tom: Client, query: str, found: list[str]) -> None:
    assert names(tom, query) == found


def test_who_has_left_or_never_came_is_told_apart(tom: Client, acme: Cast) -> None:
    today = timezone.localdate()
    with tenant_scope(acme.tenant.pk):
        people = Member.objects
        people.filter(name="Ada").update(valid_until=today - dt.timedelta(days=1))
        people.filter(name="Ravi").update(valid_until=today + dt.timedelta(days=9))
        people.filter(name="Ruth").update(joined_at=None)
    assert names(tom, "?state=ended") == ["Ada"]
    assert names(tom, "?state=ending") == ["Otto", "Ravi"]
    assert names(tom, "?state=new") == ["Ruth"]
    assert names(tom, "?state=active") == ["Cora", "Otto", "Ravi", "Tom"]
    assert "Ada" not in names(tom)


def test_a_page_goes_on_where_the_last_one_ended(tom: Client, acme: Cast) -> None:
    for number in range(60):
        make_member(acme.tenant, f"P{number:02}", Role.READER)
    first = tom.get(PEOPLE)
    rest = names(tom, f"?after={first.context['after']}")
    assert len(first.context["rows"]) == 50
    assert sorted([row["name"] for row in first.context["rows"]] + rest) == names(tom, "?q=") + rest
    assert tom.get(f"{PEOPLE}?after=nonsense").status_code == 404


def test_the_list_asks_the_same_however_many_there_are(acme: Cast) -> None:
    before = statements(acme.tom, PEOPLE)
    for number in range(20):
        make_member(acme.tenant, f"P{number:02}", Role.READER)
    assert statements(acme.tom, PEOPLE) == before


def test_somebody_is_added_without_a_password_and_on_record(tom: Client, acme: Cast) -> None:
    tom.post(f"{PEOPLE}new/", NEW)
    yang = member(acme, "杨雪")
    assert yang.user.email == "yang@acme.example"
    assert not yang.user.has_usable_password()
    assert yang.joined_at is None
    assert last_entry(acme, "member.added")["facts"]["changes"]["staff_number"] == [None, "A-17"]
    assert last_entry(acme, "roles.granted")["facts"]["changes"] == {"roles": [[], ["reader"]]}


def test_people_without_mail_need_a_staff_number(tom: Client, acme: Cast) -> None:
    tom.post(f"{PEOPLE}new/", NEW | {"email": ""})
    assert member(acme, "杨雪").user.email is None
    refused = tom.post(f"{PEOPLE}new/", NEW | {"email": "", "staff_number": "", "name": "无名"})
    assert "sign in by one of them" in refused.content.decode()


def test_who_is_known_elsewhere_only_gains_a_membership(
    tom: Client, acme: Cast, bolt: Cast
) -> None:
    """The answer is that to a stranger, word for word, but for name and address."""
    pages = []
    for email in ("stranger@else.example", "ruth@bolt.example"):
        answer = tom.post(f"{PEOPLE}new/", NEW | {"email": email, "staff_number": ""}, follow=True)
        pages.append(answer)
        with tenant_scope(acme.tenant.pk):
            Member.objects.filter(name="杨雪").update(name="-")
    stranger, known = map(plain, pages)
    assert stranger.replace("stranger@else.example", "ruth@bolt.example") == known
    assert User.objects.filter(email="ruth@bolt.example").count() == 1
    with tenant_scope(acme.tenant.pk):
        assert Member.objects.filter(user=bolt.ruth.user).count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "ruth@acme.example", "staff_number": "Z"}, "Ruth belongs here already"),
        ({"email": "RUTH@Acme.example", "staff_number": "Z"}, "Ruth belongs here already"),
        ({"staff_number": "RUTH"}, "has this staff number already"),
        ({"valid_until": "2026-11-30"}, "The last day is before the first"),
        ({"roles": []}, "This field is required"),
        ({"roles": ["provisioner"]}, "Select a valid choice"),
        ({"name": " "}, "This field is required"),
        ({"email": "nobody"}, "valid email"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(
    tom: Client, acme: Cast, changes: dict[str, Any], told: str
) -> None:
    answer = tom.post(f"{PEOPLE}new/", NEW | changes)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    with tenant_scope(acme.tenant.pk):
        assert not Member.objects.filter(valid_from="2026-12-01").exists()
    assert not User.objects.filter(email="yang@acme.example").exists()


def test_a_change_is_on_record_with_before_and_after(tom: Client, acme: Cast) -> None:
    page = edit(tom, acme.ruth, name="Ruth Li", roles=["reader", "author"])
    assert "Ruth → Ruth Li" in page
    assert member(acme, "Ruth Li").roles == ["author", "reader"]
    assert last_entry(acme, "member.changed")["facts"]["changes"] == {"name": ["Ruth", "Ruth Li"]}
    assert last_entry(acme, "roles.granted")["by"] == str(acme.tom.pk)


def test_the_same_form_again_records_nothing(tom: Client, acme: Cast) -> None:
    edit(tom, acme.ruth)
    with tenant_scope(acme.tenant.pk):
        assert not AuditEntry.objects.exists()


def test_a_new_address_is_another_account_with_the_same_grants(tom: Client, acme: Cast) -> None:
    old = acme.ruth.user
    edit(tom, acme.ruth, email="new@acme.example")
    ruth = member(acme, "Ruth")
    assert (ruth.user.email, ruth.joined_at) == ("new@acme.example", None)
    assert not ruth.user.has_usable_password()
    old.refresh_from_db()
    assert old.email == "ruth@acme.example"
    assert last_entry(acme, "member.changed")["facts"]["changes"]["email"] == [
        "ruth@acme.example",
        "new@acme.example",
    ]
    assert signed_in(acme.ruth).get("/t/acme/documents/").status_code == 404


def test_a_role_just_taken_does_not_come_back_from_another_tab(tom: Client, acme: Cast) -> None:
    page = f"{PEOPLE}{acme.ada.pk}/edit/"
    shown = tom.get(page)
    edit(tom, acme.ada, roles=["reader"])
    stale = {name: fact for name, fact in shown.context["form"].initial.items() if fact}
    stale |= {"name": "Ada Zhou", "roles": ["author"]}
    answer = tom.post(page, stale)
    assert answer.status_code == 422
    assert "Someone else saved this page meanwhile" in answer.content.decode()
    assert (member(acme, "Ada").name, member(acme, "Ada").roles) == ("Ada", ["reader"])
    stale["seen"] = answer.context["form"]["seen"].value()
    assert tom.post(page, stale).status_code == 302
    assert member(acme, "Ada Zhou").roles == ["author"]


def test_a_change_without_what_was_seen_is_none(tom: Client, acme: Cast) -> None:
    assert "Someone else" in edit(tom, acme.ruth, name="Ruth Li", seen="0")
    assert member(acme, "Ruth").name == "Ruth"


def test_an_administrator_does_not_change_the_own_address(tom: Client, acme: Cast) -> None:
    assert "another administrator" in edit(tom, acme.tom, email="new@acme.example")


def test_the_last_administrator_stays(tom: Client, acme: Cast) -> None:
    assert "Nobody else here is" in edit(tom, acme.tom, valid_until="2027-01-01")
    make_member(acme.tenant, "Ann", Role.TENANT_ADMIN)
    edit(tom, acme.tom, valid_until="2027-01-01")
    assert member(acme, "Tom").valid_until == dt.date(2027, 1, 1)


def test_nobody_alone_comes_in_as_another_administrator(tom: Client, acme: Cast) -> None:
    """Neither by a mailbox of their own nor by a code on paper: two agree to an administrator."""
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(pk=acme.ada.pk).update(roles=["tenant_admin"])
    ada = member(acme, "Ada")
    assert "Ada administers" in edit(tom, ada, email="tom-too@acme.example")
    refused = tom.post(f"{PEOPLE}{ada.pk}/reset/", follow=True).content.decode()
    assert "Ada administers" in refused
    assert member(acme, "Ada").user.email == "ada@acme.example"
    with tenant_scope(acme.tenant.pk):
        assert not Invitation.objects.exists()


def test_a_last_day_that_means_for_ever_is_taken(tom: Client, acme: Cast) -> None:
    edit(tom, acme.ruth, valid_until="9999-12-31")
    assert member(acme, "Ruth").valid_until == dt.date.max
    assert tom.get(PEOPLE).status_code == 200
    assert "Nobody else here is" in edit(tom, acme.tom, valid_until="9999-12-31")


@pytest.mark.parametrize(
    ("stands", "wanted", "told"),
    [(None, -1, "Hand over what the person holds"), (-3, 9, "let them come back first")],
)
def test_nobody_leaves_or_comes_back_by_the_way(
    tom: Client, acme: Cast, stands: int | None, wanted: int, told: str
) -> None:
    today = timezone.localdate()
    first, last = today - dt.timedelta(days=30), stands and today + dt.timedelta(days=stands)
    with tenant_scope(acme.tenant.pk):
        Member.objects.filter(name="Ruth").update(valid_from=first, valid_until=last)
    ruth = member(acme, "Ruth")
    assert told in edit(tom, ruth, valid_until=str(today + dt.timedelta(days=wanted)))
    assert member(acme, "Ruth").valid_until == last
