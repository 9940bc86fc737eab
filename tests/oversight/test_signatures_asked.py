"""A signature that is waited for is urged once a day, and handed on for a reason."""

import datetime as dt

import pytest

from oversight.models import Circulation, CirculationStep, CirculationUrge
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office
from tests.circulating import place_of, sign, sign_page
from tests.oversight.test_circulations import sent, told
from tests.world import Cast, signed_in


@pytest.fixture
def circulation(acme: Cast, office: Office) -> Circulation:
    """Sent round by Cora: Ruth and Lena sign first, then Ravi."""
    return sent(acme, office)[1]


def step_of(circulation: Circulation, member: Member) -> CirculationStep:
    found: CirculationStep = circulation.steps.get(member=member)
    return found


def say(by: Member, circulation: Circulation, of: Member, act: str, **said: str) -> str:
    place = f"{place_of(circulation)}steps/{step_of(circulation, of).pk}/{act}/"
    client = signed_in(by)
    client.cookies["django_language"] = "en"
    return client.post(place, said, follow=True).content.decode()


def test_who_waits_urges_once_a_day(acme: Cast, office: Office, circulation: Circulation) -> None:
    assert f"{step_of(circulation, acme.ruth).pk}/urge/" in sign_page(circulation, acme.cora)
    assert "Urged: Ruth is told" in say(acme.cora, circulation, acme.ruth, "urge")
    assert "Cora has urged today already" in say(acme.cora, circulation, acme.ruth, "urge")
    assert "Urged 1×" in sign_page(circulation, acme.cora)
    assert f"{step_of(circulation, acme.ruth).pk}/urge/" not in sign_page(circulation, acme.cora)
    assert told("act_urged") == {acme.ruth}
    assert "please sign" in signed_in(acme.ruth).get("/t/acme/notices/").content.decode()
    assert AuditEntry.objects.filter(event="circulation.urged").count() == 1


def test_nobody_urges_who_does_not_wait_or_what_nobody_waits_for(
    acme: Cast, office: Office, circulation: Circulation
) -> None:
    assert "sent it round urges here" in say(office.lena, circulation, acme.ruth, "urge")
    assert "/urge/" not in sign_page(circulation, office.lena)
    assert "Nobody waits for this step" in say(acme.cora, circulation, acme.ravi, "urge")
    sign(circulation, acme.ruth)
    assert "Nobody waits for this step" in say(acme.cora, circulation, acme.ruth, "urge")
    place = f"{place_of(circulation)}steps/{step_of(circulation, office.lena).pk}/urge/"
    assert signed_in(acme.ada).post(place).status_code == 404
    assert not CirculationUrge.objects.exists()


def test_its_holder_hands_it_on_for_a_reason(
    acme: Cast, office: Office, circulation: Circulation
) -> None:
    due_on = step_of(circulation, acme.ruth).due_on
    assert "/hand-on/" in sign_page(circulation, acme.ruth)
    for said, answer in (
        ({"person": "Leo", "why": " "}, "This field is required"),
        ({"person": "Nobody", "why": "Away"}, "Nobody who can decide is called"),
        ({"person": "Cora", "why": "Away"}, "sent “Record of a management review” round"),
        ({"person": "Lena", "why": "Away"}, "signs it already"),
    ):
        assert answer in say(acme.ruth, circulation, acme.ruth, "hand-on", **said), said
    done = say(acme.ruth, circulation, acme.ruth, "hand-on", person="Leo", why="Away")
    assert "Leo signs instead" in done
    assert (sign(circulation, acme.ruth), "hand-on" in done) == (302, False)
    new = step_of(circulation, office.leo)
    assert (new.state, new.due_on, new.name) == ("open", due_on, "Stage 1")
    assert (told("act_handed_on"), office.leo in told("act_to_sign")) == ({acme.cora}, True)
    shown = signed_in(acme.cora).get("/t/acme/notices/").content.decode()
    assert "Leo signs instead of Ruth" in shown
    assert "Away" in shown
    for person in (office.leo, office.lena, acme.ravi):
        assert sign(circulation, person) == 302
    assert Circulation.objects.get().state == "passed"


def test_a_controller_hands_it_on_when_its_holder_is_late(
    acme: Cast, office: Office, circulation: Circulation
) -> None:
    asked = {"person": "Leo", "why": "Ruth does not answer"}
    refused = say(acme.cora, circulation, acme.ruth, "hand-on", **asked)
    assert "when the person is absent or late" in refused
    assert "/hand-on/" not in sign_page(circulation, acme.cora)
    yesterday = acme.tenant.today() - dt.timedelta(days=1)
    CirculationStep.objects.filter(member=acme.ruth).update(due_on=yesterday)
    assert "/hand-on/" in sign_page(circulation, acme.cora)
    assert "Leo signs instead" in say(acme.cora, circulation, acme.ruth, "hand-on", **asked)
    assert told("act_handed_on") == {acme.ruth}
