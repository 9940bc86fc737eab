"""A finding is raised, answered by its owner, verified by somebody else, and closed."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from documents.models import Revision
from oversight.actions.audits import close_audit
from oversight.actions.findings import close_finding, raise_finding
from oversight.actions.findings_handed_on import carry_over
from oversight.models import Finding, FindingEntry
from tenants.errors import Refused
from tenants.models import AuditEntry, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.certificates import plan, report
from tests.library import make_draft, make_effective, put_in_force
from tests.oversight.finding import (
    SAID,
    answered,
    clause,
    found,
    fresh,
    held,
    held_before,
    verified,
)
from tests.world import Cast, signed_in

LIST = "/t/acme/findings/"


def say(member: Any, finding: Finding, deed: str, **said: Any) -> tuple[int, str]:
    """Say it from a page that shows all that was said before."""
    said = {"read": finding.entries.count()} | said
    answer = signed_in(member).post(f"{LIST}{finding.pk}/say/{deed}/", said)
    return answer.status_code, answer.content.decode()


def test_a_finding_is_raised_on_its_page_once(acme: Cast, office: Office) -> None:
    """The revision that held on the day is kept, whatever comes in force later."""
    document = make_effective(office, acme.ada)
    first = document.in_force
    Revision.objects.filter(pk=first.pk).update(effective_at=timezone.now() - dt.timedelta(days=9))
    put_in_force(make_draft(document, acme.ada))
    audit = held(acme)
    said = {
        "key": str(new_id()),
        "grade": "minor",
        "clause": str(clause("7.5.3").pk),
        "unit": str(office.office.pk),
        "number": document.number.lower(),
        "seen": "Two versions lie at the window.",
        "owner": str(acme.ruth.pk),
        "verifier": str(acme.ravi.pk),
        "due_on": "2099-01-31",
    }
    page, cora = f"/t/acme/audits/{audit.pk}/findings/new/", signed_in(acme.cora)
    for wrong in ({"owner": str(acme.otto.pk)}, {"due_on": "0026-01-31"}):
        assert cora.post(page, said | wrong).status_code == 422
    for _twice in range(2):
        answer = cora.post(page, said)
        assert answer.status_code == 302
    finding = Finding.objects.get()
    assert (finding.code, finding.revision_id, finding.state) == ("F-001", first.pk, "open")
    page = signed_in(acme.otto).get(answer["Location"]).content.decode()
    assert f"/t/acme/documents/{document.number}/revisions/{first.n}/" in page
    assert Notice.objects.get(kind="finding_raised").recipient_id == acme.ruth.pk
    assert AuditEntry.objects.filter(event="finding.raised").count() == 1


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no clause": ({"clause": None}, "of which clause"),
    "nobody answers": ({"owner": None}, "who answers it"),
    "no day": ({"due_on": None}, "by when"),
    "nothing seen": ({"seen": " "}, "what was seen"),
}


@pytest.mark.parametrize(("facts", "sentence"), REFUSED.values(), ids=REFUSED)
def test_half_a_finding_is_refused(
    acme: Cast, office: Office, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        found(acme, office, **facts)
    assert not Finding.objects.exists()


def test_owner_and_verifier_are_two(acme: Cast, office: Office) -> None:
    with pytest.raises(Refused, match="does not verify"):
        found(acme, office, verifier=acme.ruth)
    finding = found(acme, office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(verifier=acme.ruth)


def test_only_what_was_held_has_findings(acme: Cast, office: Office) -> None:
    with pytest.raises(Refused, match="once the audit was held"):
        found(acme, office, plan(acme.cora, acme.tenant.today()))
    audit = report(acme.cora, acme.tenant.today())
    close_audit(audit, by=acme.cora)
    with pytest.raises(Refused, match="until it is closed"):
        found(acme, office, audit)


def test_it_goes_round_until_the_answer_holds(acme: Cast, office: Office) -> None:
    """Sent back, answered again, verified, closed: every answer stays."""
    finding = found(acme, office)
    assert say(acme.ravi, finding, "answer", **SAID)[0] == 302  # not his: told so
    assert fresh(finding).state == "open"
    assert say(acme.ruth, finding, "answer", **SAID | {"cause": " "})[0] == 422
    assert say(acme.ruth, finding, "answer", **SAID)[0] == 302
    day = (acme.tenant.today() + dt.timedelta(days=9)).isoformat()
    assert say(acme.ravi, finding, "back", words="Whom exactly?", due_on=day)[0] == 302
    assert say(acme.ruth, finding, "answer", **SAID | {"action": "Ada tells them."})[0] == 302
    assert say(acme.ruth, finding, "verify", evidence="I say so")[0] == 302
    assert fresh(finding).state == "answered"
    assert say(acme.ravi, finding, "close", words="Done")[0] == 302
    assert fresh(finding).state == "answered"
    assert say(acme.ravi, finding, "verify", evidence="Window 3 was looked at")[0] == 302
    assert say(acme.cora, finding, "close", words="Accepted")[0] == 302
    finding = fresh(finding)
    assert (finding.state, finding.closed_on) == ("closed", acme.tenant.today())
    kinds = [entry.kind for entry in finding.entries.all()]
    assert kinds == ["answered", "sent_back", "answered", "verified", "closed"]
    page = signed_in(acme.tom).get(f"{LIST}{finding.pk}/").content.decode()
    for words in (*SAID.values(), "Whom exactly?", "Ada tells them.", "Window 3 was looked at"):
        assert words in page
    assert "/say/" not in page


def test_whoever_has_not_read_the_last_word_is_asked_to(acme: Cast, office: Office) -> None:
    """From a page that is old nobody verifies another answer than the one they saw."""
    finding = answered(found(acme, office), acme.ruth)
    day = acme.tenant.today() + dt.timedelta(days=3)
    status, page = say(acme.ravi, finding, "verify", evidence="Seen", read=0)
    assert (status, "said about it meanwhile" in page) == (422, True)
    assert 'name="read" value="1"' in page
    assert say(acme.ravi, finding, "back", words="Why?", due_on=day.isoformat())[0] == 302
    assert say(acme.ravi, finding, "back", words="Why?", due_on=day.isoformat(), read=1)[0] == 302
    assert [entry.kind for entry in finding.entries.all()] == ["answered", "sent_back"]


def test_nobody_verifies_their_own_answer(acme: Cast, office: Office) -> None:
    """Not even a document controller, nor past the product."""
    finding = answered(found(acme, office, owner=acme.cora), acme.cora)
    page = signed_in(acme.cora).get(f"{LIST}{finding.pk}/").content.decode()
    assert "/say/verify/" not in page
    assert say(acme.cora, finding, "verify", evidence="Seen")[0] == 302
    assert fresh(finding).state == "answered"
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(state="verified", verified_by=acme.cora)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FindingEntry.objects.update(words="other")


def test_good_practice_asks_for_nothing(acme: Cast, office: Office) -> None:
    audit = held(acme)
    about = {"owner": acme.ruth, "clause": None}
    assert found(acme, office, audit, grade="good_practice", **about).state == "closed"
    assert not Notice.objects.filter(kind="finding_raised").exists()


def test_an_observation_may_be_closed_without_an_answer(acme: Cast, office: Office) -> None:
    audit = held(acme)
    finding = found(acme, office, audit, grade="observation", clause=None)
    assert say(acme.cora, finding, "close", words="Looked at in the meeting")[0] == 302
    assert fresh(finding).state == "closed"
    minor = found(acme, office, audit)
    with pytest.raises(Refused, match="answered and verified before"):
        close_finding(minor, words="Enough", by=acme.cora)


def test_it_is_given_to_others_for_a_reason(acme: Cast, office: Office) -> None:
    finding = found(acme, office)
    said = {"owner": str(acme.ada.pk), "verifier": str(acme.cora.pk), "due_on": "2099-05-01"}
    assert say(acme.ruth, finding, "give", **said, words="Ill")[0] == 302
    assert fresh(finding).owner_id == acme.ruth.pk
    assert say(acme.cora, finding, "give", **said, words="Ill")[0] == 302
    finding = answered(fresh(finding), acme.ada)
    status, page = say(
        acme.cora, finding, "give", **said | {"verifier": str(acme.ada.pk)}, words="x"
    )
    assert (status, "Who answered it does not verify" in page) == (422, True)


def test_an_audit_is_closed_when_its_nonconformities_are(acme: Cast, office: Office) -> None:
    """Or once a later audit has taken them over; that one waits for them then."""
    audit = report(acme.cora, acme.tenant.today())
    major = found(acme, office, audit, grade="major")
    minor = found(acme, office, audit)
    found(acme, office, audit, grade="observation")
    page = f"/t/acme/audits/{audit.pk}/"
    refused = signed_in(acme.cora).post(f"{page}say/close/")
    assert (refused.status_code, "F-001、F-002" in refused.content.decode()) == (422, True)
    close_finding(verified(answered(major, acme.ruth), acme.ravi), words="Accepted", by=acme.cora)
    later = plan(acme.cora, acme.tenant.today(), title="The next one")
    carry_over(minor, to=later, words="Seen again in spring", by=acme.cora)
    assert signed_in(acme.cora).post(f"{page}say/close/").status_code == 302
    next_one = f"/t/acme/audits/{later.pk}/"
    given_up = signed_in(acme.cora).post(f"{next_one}say/cancel/", {"why": "No time"})
    assert (given_up.status_code, "F-002" in given_up.content.decode()) == (422, True)


def test_it_opens_a_revision_and_both_pages_say_so(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    held_before(document.in_force)
    finding = found(acme, office, document=document)
    page = f"{LIST}{finding.pk}/"
    assert signed_in(acme.ruth).post(f"{page}revise/").status_code == 403
    for _twice in range(2):
        assert signed_in(acme.ada).post(f"{page}revise/").status_code == 302
    draft = document.revisions.open().get()
    finding = fresh(finding)
    assert (finding.draft_id, finding.entries.count()) == (draft.pk, 1)
    assert "A superseded list" in draft.reason
    assert f"/revisions/{draft.n}/" in signed_in(acme.ada).get(page).content.decode()
    put_in_force(draft)
    shown = signed_in(acme.ruth).get(f"/t/acme/documents/{document.number}/").content.decode()
    assert f'href="{page}"' in shown


def test_what_one_may_not_see_is_not_named(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    held_before(document.in_force)
    finding = found(acme, office, document=document)
    type(document).objects.filter(pk=document.pk).update(restricted=True)
    for page in (LIST, f"{LIST}{finding.pk}/"):
        assert document.number not in signed_in(acme.ruth).get(page).content.decode()
        assert document.number in signed_in(acme.cora).get(page).content.decode()


def test_the_list_is_filtered_and_handed_out(acme: Cast, office: Office) -> None:
    audit = held(acme)
    late = found(acme, office, audit, grade="major", seen="Late one")
    Finding.objects.filter(pk=late.pk).update(due_on=acme.tenant.today() - dt.timedelta(days=1))
    found(acme, office, audit, grade="good_practice", seen="Good one")

    def shown(query: str) -> tuple[bool, bool]:
        page = signed_in(acme.ruth).get(f"{LIST}?{query}").content.decode()
        return "Late one" in page, "Good one" in page

    assert shown("") == (True, True)
    assert shown("grade=good_practice") == (False, True)
    assert shown("state=unsettled") == (True, False)
    assert shown("late=1") == (True, False)
    assert shown(f"unit={office.office.code}&grade=nonsense") == (True, True)
    assert shown("unit=NOSUCH") == (False, False)
    sheet = signed_in(acme.ruth).post(f"{LIST}export.xlsx?late=1")
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
    pages = signed_in(acme.ruth).post(f"/t/acme/audits/{audit.pk}/findings/export.pdf")
    assert (pages.status_code, pages.content[:4]) == (200, b"%PDF")


def test_a_lead_auditor_raises_what_they_found(acme: Cast, office: Office) -> None:
    audit = held(acme)
    facts = {"grade": "good_practice", "unit": office.office, "seen": "A good board"}
    with pytest.raises(Refused, match="lead auditor"):
        raise_finding(audit, dict(facts), by=acme.ravi)
    audit.team.filter(is_lead=True).update(member=acme.ravi)
    assert raise_finding(audit, dict(facts), by=acme.ravi).state == "closed"
    page = f"/t/acme/audits/{audit.pk}/findings/new/"
    assert signed_in(acme.ravi).get(page).status_code == 200
    assert signed_in(acme.ruth).get(page).status_code == 403
