"""Audits are planned against the latest day, held, reported and closed, each once."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from oversight.certification.standing import clock_on
from oversight.models import Audit
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.certificates import plan, register
from tests.library import picture_bytes
from tests.world import Cast, signed_in

LIST = "/t/acme/audits/"


def facts(acme: Cast, **more: Any) -> dict[str, Any]:
    first = acme.tenant.today() + dt.timedelta(days=10)
    return {
        "key": str(new_id()),
        "kind": "internal",
        "title": "Approval of projects",
        "planned_from": first.isoformat(),
        "planned_until": (first + dt.timedelta(days=1)).isoformat(),
        "owner": str(acme.cora.pk),
        "lead": str(acme.ravi.pk),
        "team": [str(acme.ada.pk)],
        "team_names": "Lu Ying\n\nWang Fang",
    } | more


def say(acme: Cast, audit: Audit, act: str, **said: Any) -> tuple[int, str]:
    answer = signed_in(acme.cora).post(f"{LIST}{audit.pk}/say/{act}/", said)
    return answer.status_code, answer.content.decode()


def test_an_audit_is_planned_once_with_its_team(acme: Cast, office: Office) -> None:
    said = facts(acme)
    for _twice in range(2):
        assert signed_in(acme.cora).post(f"{LIST}new/", said).status_code == 302
    audit = Audit.objects.get()
    team = [(each.name, each.member_id, each.is_lead) for each in audit.team.all()]
    assert team == [
        ("Ravi", acme.ravi.pk, True),
        ("Ada", acme.ada.pk, False),
        ("Lu Ying", None, False),
        ("Wang Fang", None, False),
    ]
    assert "Approval of projects" in signed_in(acme.ruth).get(LIST).content.decode()


def test_a_surveillance_takes_its_latest_day_from_the_clock(acme: Cast, office: Office) -> None:
    certificate = register(acme.cora, office.office, acme.tenant.today())
    said = facts(acme, kind="surveillance", certificate=str(certificate.pk))
    assert signed_in(acme.cora).post(f"{LIST}new/", said).status_code == 302
    audit = Audit.objects.get()
    assert audit.latest_on == clock_on(certificate, acme.tenant.today()).latest_on


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nobody leads": ({"lead": ""}, "who leads"),
    "two lead": ({"lead_name": "Lu Ying"}, "who leads"),
    "somebody twice": ({"team_names": "Lu Ying\nLu Ying"}, "Named twice: Lu Ying"),
    "a name without an end": ({"team_names": "Lu Ying" * 20}, "of at most 100 characters"),
    "it ends before it begins": ({"planned_until": "2020-01-01"}, "begins, or later"),
    "a surveillance of nothing": ({"kind": "surveillance"}, "of which certificate"),
}


@pytest.mark.parametrize(("more", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_plan_that_cannot_be_is_refused(
    acme: Cast, office: Office, more: dict[str, Any], sentence: str
) -> None:
    answer = signed_in(acme.cora).post(f"{LIST}new/", facts(acme, **more))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not Audit.objects.exists()


def test_an_audit_goes_from_plan_to_close(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    audit = plan(acme.cora, today)
    file = SimpleUploadedFile("report.png", picture_bytes(), "image/png")
    assert say(acme, audit, "report", on=today.isoformat(), file=file)[0] == 422
    tomorrow = today + dt.timedelta(days=1)
    assert say(acme, audit, "hold", on=tomorrow.isoformat())[0] == 422
    assert say(acme, audit, "hold", on=today.isoformat())[0] == 302
    assert say(acme, audit, "hold", on=today.isoformat())[0] == 422
    file.seek(0)
    assert say(acme, audit, "report", on=today.isoformat(), file=file)[0] == 302
    handed = signed_in(acme.otto).get(f"{LIST}{audit.pk}/report/")
    assert b"".join(handed.streaming_content) == picture_bytes()  # type: ignore[attr-defined]
    assert say(acme, audit, "close")[0] == 302
    audit.refresh_from_db()
    assert (audit.state, audit.held_on, audit.closed_on) == ("closed", today, today)
    assert signed_in(acme.cora).get(f"{LIST}{audit.pk}/plan/").status_code == 302


def test_a_plan_moves_and_is_given_up_for_a_reason(acme: Cast, office: Office) -> None:
    audit = plan(acme.cora, acme.tenant.today())
    said = facts(acme, title="Everything")
    assert signed_in(acme.cora).post(f"{LIST}{audit.pk}/plan/", said).status_code == 302
    audit.refresh_from_db()
    assert (audit.title, audit.team.count()) == ("Everything", 4)
    assert say(acme, audit, "cancel", why=" ")[0] == 422
    assert say(acme, audit, "cancel", why="The body cannot come")[0] == 302
    assert say(acme, audit, "hold", on=acme.tenant.today().isoformat())[0] == 422
    page = signed_in(acme.ruth).get(f"{LIST}{audit.pk}/").content.decode()
    assert "The body cannot come" in page
    assert "/say/" not in page


def test_the_menu_marks_where_audits_are(acme: Cast, office: Office) -> None:
    audit = plan(acme.cora, acme.tenant.today())
    entry = '<a href="/t/acme/certificates/" aria-current="page">'
    for page in (LIST, f"{LIST}{audit.pk}/", "/t/acme/certificates/apply/"):
        assert entry in signed_in(acme.ruth).get(page).content.decode(), page
    assert entry not in signed_in(acme.ruth).get("/t/acme/clauses/").content.decode()


def test_a_plan_beyond_the_latest_day_is_alarming_until_it_is_given_up(
    acme: Cast, office: Office
) -> None:
    first = acme.tenant.today() + dt.timedelta(days=9)
    audit = plan(acme.cora, first, latest_on=first)
    loud, page = "dc-number dc-tone is-bad", f"{LIST}{audit.pk}/"
    assert loud in signed_in(acme.ruth).get(LIST).content.decode()
    assert "after its latest day" in signed_in(acme.ruth).get(page).content.decode()
    assert say(acme, audit, "cancel", why="The body cannot come")[0] == 302
    assert loud not in signed_in(acme.ruth).get(LIST).content.decode()
