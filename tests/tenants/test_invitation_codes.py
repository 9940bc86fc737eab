"""Who has no mail comes in by a code on paper, once; nobody learns of them by trying."""

import datetime as dt
import re
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from tenants.models import AuditEntry, Invitation, Member
from tenants.people.invitations import by_code, code_of, token_of
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.tenants.inviting import NEW, PEOPLE, ask, entering, invitation, is_in
from tests.world import Cast, make_member, signed_in


def test_codes_are_printed_for_those_without_mail_only(
    tom: Client, acme: Cast, mia: Member, ned: Member
) -> None:
    asked = {"way": "paper", "members": [mia.pk, ned.pk]}
    page = tom.post(f"{PEOPLE}invite/", asked, follow=True).content.decode()
    assert code_of(invitation(acme, ned).pk) in page
    assert "Mia" not in strip_tags(page)
    with tenant_scope(acme.tenant.pk):
        assert not Invitation.objects.filter(member=mia).exists()


def test_a_code_lets_in_once(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    client = Client()
    assert entering(client, code.lower().replace("-", " ")) == "/"
    assert is_in(client, ned)
    assert "do not fit together" in entering(Client(), code)
    with tenant_scope(acme.tenant.pk):
        assert AuditEntry.objects.filter(event="invitation.accepted", by=ned).exists()


def test_a_weak_password_does_not_cost_the_code(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    typed = {"zone": "ACME", "staff_number": "NED", "code": code}
    weak = Client().post(
        "/account/code/", typed | {"new_password1": "12345678", "new_password2": "12345678"}
    )
    assert "too common" in weak.content.decode()
    assert entering(Client(), code) == "/"


def test_a_wrong_code_is_told_by_nothing(tom: Client, acme: Cast, bolt: Cast, ned: Member) -> None:
    """Person without code, stranger, other zone, no zone: one answer, and as many statements."""
    ask(tom, "paper", ned)
    wrong = "AAAA-AAAA-AAAA"
    told, costs = set(), set()
    for number, zone in (("NED", "acme"), ("RUTH", "acme"), ("NOBODY", "acme"), ("NED", "no")):
        with CaptureQueriesContext(connection) as captured:
            page = entering(Client(), wrong, number, zone)
        told.add(re.sub(r'middlewaretoken" value="\w+"|value="\w+"|FToken": "\w+"', "", page))
        costs.add(len(captured))
    assert len(told) == 1
    assert len(costs) == 1


def test_five_wrong_codes_lock_for_a_while(tom: Client, acme: Cast, ned: Member) -> None:
    ask(tom, "paper", ned)
    code = code_of(invitation(acme, ned).pk)
    for _ in range(5):
        entering(Client(), "AAAA-AAAA-AAAA")
    assert "do not fit together" in entering(Client(), code)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16), tick=True):
        assert entering(Client(), code) == "/"


def test_a_mailed_invitation_has_no_code(tom: Client, acme: Cast, mia: Member) -> None:
    ask(tom, "mail", mia)
    with tenant_scope(acme.tenant.pk):
        assert by_code("MIA", code_of(invitation(acme, mia).pk)) is None


def test_a_new_password_on_paper_ends_the_other_sessions(tom: Client, acme: Cast) -> None:
    before = signed_in(acme.ruth)
    page = tom.post(f"{PEOPLE}{acme.ruth.pk}/reset/", follow=True).content.decode()
    code = code_of(invitation(acme, acme.ruth).pk)
    assert code in page
    assert before.get("/t/acme/documents/").status_code == 200
    client = Client()
    assert entering(client, code, "RUTH") == "/"
    assert is_in(client, acme.ruth)
    assert before.get("/t/acme/documents/").status_code == 302
    acme.ruth.user.refresh_from_db()
    assert acme.ruth.user.check_password(NEW)


@pytest.mark.parametrize("who", ["tom", "mia", "known"])
def test_a_new_password_is_not_offered(
    tom: Client, acme: Cast, bolt: Cast, mia: Member, who: str
) -> None:
    """Not to oneself, not to who never came, not for an account that opens other places, too."""
    known = make_member(acme.tenant, "Bo", Role.READER, user=bolt.ruth.user)
    person = {"tom": acme.tom, "mia": mia, "known": known}[who]
    page = tom.post(f"{PEOPLE}{person.pk}/reset/", follow=True).content.decode()
    assert "is-bad" in page
    assert "BOLT" not in page
    with tenant_scope(acme.tenant.pk):
        assert not Invitation.objects.exists()


def test_codes_and_links_are_of_one_invitation() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert re.fullmatch(r"(?:[A-HJKMNP-Z2-9]{4}-){2}[A-HJKMNP-Z2-9]{4}", code_of(one))
    assert code_of(one) != code_of(other)
    assert token_of(one) != token_of(other)
    assert token_of(one).isalnum()
