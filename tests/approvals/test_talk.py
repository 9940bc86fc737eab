"""The people of a round write to each other; it stays, and an open question finds its person."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone

from approvals.actions.decisions import reject_step, return_step, sign_step
from approvals.actions.messages import answer, write
from approvals.actions.rounds import recall, submit
from approvals.inbox.lists import tasks_of
from approvals.inbox.place import Place
from approvals.models import Message, Round
from documents.models import Folder, Revision
from tenants.access import Standing, standings_of
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, step_of
from tests.sweeping import remind
from tests.world import PASSWORD, Cast, signed_in


@pytest.fixture
def round(office: Office) -> Round:
    return submit(office.draft(), by=office.ada)


def page(round: Round, verb: str = "talk") -> str:
    revision = round.revision
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/{verb}/"


def said(client: Client, round: Round, body: str, to: Member | None = None, **more: str) -> int:
    data = {"body": body, "key": str(uuid4()), "to": str(to.pk) if to else ""} | more
    return client.post(page(round), data).status_code


def waiting(member: Member) -> tuple[int, list[str]]:
    """Return what the frame counts and what the inbox lists, of questions."""
    with tenant_scope(member.tenant_id):
        found = tasks_of(Place(Standing(member.tenant, member)), kind="answer")
    [standing] = standings_of(member.user, counting=True)
    assert standing.waiting is not None
    return standing.waiting["answer"], [task.said for task in found]


def test_a_question_waits_for_its_person_until_it_is_answered(office: Office, round: Round) -> None:
    ravi, ada = signed_in(office.ravi), signed_in(office.ada)
    assert said(ravi, round, "Who keeps the list?", office.ada) == 302
    question = Message.objects.get()
    assert (question.kind, question.to, question.by) == ("question", office.ada, office.ravi)
    assert waiting(office.ada) == (1, ["Ravi asks: Who keeps the list?"])
    assert waiting(office.ravi) == (0, [])
    assert (
        "A question waits for your answer"
        in ada.get(page(round, "talk").removesuffix("talk/")).content.decode()
    )
    assert "1 question is open" in ravi.get(page(round, "decide")).content.decode()

    told = f"{page(round)}{question.pk}/"
    assert ada.post(told, {"body": "The office.", "key": str(uuid4())}).status_code == 302
    assert waiting(office.ada) == (0, [])
    notice = Notice.objects.get(kind="question_answered")
    assert notice.recipient == office.ravi
    html = ravi.get(page(round, "decide")).content.decode()
    assert "The office." in html
    assert "question is open" not in html
    events = AuditEntry.objects.filter(event__startswith="round.").order_by("sequence")
    assert list(events.values_list("event", flat=True)) == ["round.question", "round.answer"]


def test_a_question_blocks_no_decision(office: Office, round: Round) -> None:
    write(round, by=office.ravi, body="Why?", to=office.ada)
    for member in (office.ravi, office.lena, office.leo):
        sign_step(step_of(round, member), by=member, password=PASSWORD)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED
    assert waiting(office.ada) == (0, [])


def test_a_comment_is_shown_to_all_and_told_to_the_author(office: Office, round: Round) -> None:
    assert said(signed_in(office.lena), round, "Mind <b>clause 2</b>.") == 302
    notice = Notice.objects.get(kind="round_commented")
    assert notice.recipient == office.ada
    html = signed_in(office.leo).get(page(round)).content.decode()
    assert "Mind &lt;b&gt;clause 2" in html


def test_all_rounds_stay_with_their_reasons_the_newest_first(office: Office, round: Round) -> None:
    question = write(round, by=office.lena, body="Is it tried?", to=office.ada)
    return_step(step_of(round, office.ravi), by=office.ravi, comment="Too long.")
    assert waiting(office.ada)[0] == 1
    with pytest.raises(Refused, match="This round has ended"):
        write(round, by=office.lena, body="One more")
    answer(Message.objects.get(), by=office.ada, body="Twice.")
    again = submit(Revision.objects.get(pk=round.revision_id), by=office.ada)
    write(again, by=office.ravi, body="Better now.")
    html = signed_in(office.ravi).get(page(round, "decide")).content.decode()
    html = html[html.index('id="talk"') :]
    words = ("Round 2", "Better now.", "Round 1", "Is it tried?", "Twice.", "Too long.")
    assert sorted(words, key=html.index) == list(words)
    assert "Returned" in html
    assert question.round_id == round.pk


def test_the_author_answers_after_a_recall_and_not_after_the_end(
    office: Office, round: Round
) -> None:
    question = write(round, by=office.ravi, body="Why?", to=office.ada)
    recall(round, by=office.ada)
    answer(Message.objects.get(pk=question.pk), by=office.ada, body="Because.")
    again = submit(Revision.objects.get(pk=round.revision_id), by=office.ada)
    late = write(again, by=office.ravi, body="And why?", to=office.ada)
    reject_step(step_of(again, office.ravi), by=office.ravi, comment="No.")
    assert waiting(office.ada) == (0, [])
    with pytest.raises(Refused, match="needs no answer"):
        answer(Message.objects.get(pk=late.pk), by=office.ada, body="Because.")


def test_a_double_click_writes_once(office: Office, round: Round) -> None:
    client, key = signed_in(office.ravi), str(uuid4())
    for _ in range(2):
        assert said(client, round, "Why?", office.ada, key=key) == 302
    assert Message.objects.count() == 1
    assert Notice.objects.filter(kind="question_asked").count() == 1


def test_only_those_who_take_part_write_and_auditors_read(
    acme: Cast, office: Office, round: Round
) -> None:
    write(round, by=office.ravi, body="Between us.", to=office.ada)
    assert said(signed_in(acme.ruth), round, "Me too") == 404
    assert signed_in(acme.ruth).get(page(round)).status_code == 404
    auditor = signed_in(acme.otto)
    html = auditor.get(page(round)).content.decode()
    assert "Between us." in html
    assert "<textarea" not in html
    assert said(auditor, round, "Hm") == 403
    with pytest.raises(Refused, match="Only those who take part"):
        write(round, by=acme.ruth, body="Me too")
    with pytest.raises(Refused, match="somebody else who takes part"):
        write(round, by=office.ravi, body="You?", to=acme.ruth)
    with pytest.raises(Refused, match="somebody else who takes part"):
        write(round, by=office.ravi, body="Me?", to=office.ravi)


def test_of_a_restricted_document_only_its_people_read_it(
    acme: Cast, office: Office, round: Round
) -> None:
    write(round, by=office.ravi, body="Between us.", to=office.ada)
    Folder.objects.update(restricted=True)
    assert signed_in(acme.ruth).get(page(round)).status_code == 404
    assert signed_in(office.ravi).get(page(round)).status_code == 200


def test_what_was_written_is_never_rewritten(office: Office, round: Round) -> None:
    write(round, by=office.ravi, body="Why?", to=office.ada)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Message.objects.update(body="Well done!")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Message.objects.all().delete()


def test_a_question_is_reminded_of_by_the_usual_clock(office: Office, round: Round) -> None:
    question = write(round, by=office.ravi, body="Why?", to=office.ada)
    assert question.due_on is not None
    late = question.due_on + dt.timedelta(days=3)
    assert remind("question_due", late) > 0
    told = Notice.objects.filter(kind="question_due")
    assert {notice.recipient for notice in told} == {office.ada}
    answer(question, by=office.ada, body="Because.")
    before = told.count()
    assert remind("question_due", late + dt.timedelta(days=1)) == 0
    assert told.count() == before
    assert question.due_on > timezone.localdate()


def test_a_line_end_counts_as_one_character_as_in_browsers(office: Office, round: Round) -> None:
    """They stop at 4,000 with one each, and send two."""
    body = "Which form?\r\n" * 300
    body += "x" * (4000 - len(body) + body.count("\r"))
    ada = signed_in(office.ada)
    assert said(ada, round, body) == 302
    assert Message.objects.get().body == body.replace("\r\n", "\n")
    assert said(ada, round, f"{body}x") == 422
    assert Message.objects.count() == 1
