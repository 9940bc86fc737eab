"""Questions of understanding: written with the draft, signed with it, answered by who reads it."""

import datetime as dt
import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.rounds import submit
from approvals.distribution.proof import Proof
from approvals.distribution.proof_words import rows
from approvals.models import Acknowledgement, ReadingAnswer, Round
from approvals.reading.readers import acknowledge_by_signature
from documents import content, manifest
from documents.actions.documents import set_audience
from documents.actions.drafts import start_revision
from documents.actions.reading_questions import set_reading_questions
from documents.models import Document, ReadingQuestion, Revision
from documents.reading_questions import Asked, asked_in, seen_as
from tenants.errors import Refused
from tenants.models import AuditEntry, Member
from tenants.scope import new_id
from tests.approvals.conftest import Office, step_of
from tests.library import make_document, make_draft, put_in_force
from tests.world import Cast, signed_in

WHERE = Asked("Where is it kept?", ["In the safe", "On the desk"], [0], "1", "Keep it in the safe.")
WHO = Asked("Who may open it?", ["Ruth", "Ravi", "Tom"], [0, 1], "2", "Ruth and Ravi open it.")
TEXT = "# 1 Keeping\n\nKeep it in the safe.\n\n# 2 Opening\n\nRuth and Ravi open it.\n"


def write(revision: Revision, *asked: Asked, by: Member) -> None:
    set_reading_questions(revision, asked, seen=seen_as(asked_in(revision)), by=by)


def draft_of(office: Office) -> Revision:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    draft = make_draft(document, office.ada)
    Revision.objects.filter(pk=draft.pk).update(markdown=TEXT, reason="It was open")
    draft.refresh_from_db()
    write(draft, WHERE, WHO, by=office.ada)
    return draft


@pytest.fixture
def revision(acme: Cast, office: Office) -> Revision:
    """What everybody has to read, in force, with two questions."""
    draft = draft_of(office)
    content.keep_texts([(draft, content.blocks_of(draft))])
    put_in_force(draft)
    return draft


def page_of(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/"


def answer(client: Client, revision: Revision, *places: str, key: UUID | None = None) -> Any:
    """Answer the questions in their order with places of choices: "0", "0 1", or "" for none."""
    questions = revision.reading_questions.all()
    said = {str(q.pk): places[n].split() for n, q in enumerate(questions) if places[n]}
    data = said | {"key": str(key or new_id())}
    return client.post(f"{page_of(revision)}acknowledge/answers/", data)


def given(revision: Revision) -> int:
    return Acknowledgement.objects.filter(revision=revision).count()


def test_who_errs_is_shown_the_passage_until_all_are_right(acme: Cast, revision: Revision) -> None:
    client = signed_in(acme.ruth)
    shown = client.get(f"{page_of(revision)}acknowledge/").content.decode()
    assert "Who may open it?" in shown
    assert 'id="agree"' not in shown
    assert "This is the passage" not in shown
    with pytest.raises(Refused, match="Answer the questions"):
        acknowledge(revision, by=acme.ruth)
    wrong = answer(client, revision, "1", "0")  # one of two right ones is not right
    assert wrong.status_code == 422
    body = wrong.content.decode()
    assert body.count("This is the passage") == 2
    assert re.search(r"dc-question-passage[^>]*>\s*<p[^>]*>[^<]*Keep it in the safe", body)
    assert 'id="agree"' not in body
    half = answer(client, revision, "0", "2").content.decode()
    assert half.count("This is the passage") == 1
    done = answer(client, revision, "1", "0 1")  # the first is not asked again
    assert done.status_code == 302
    assert done.headers["Location"].endswith("#agree")
    assert 'id="agree"' in client.get(f"{page_of(revision)}acknowledge/").content.decode()
    acknowledge(revision, by=acme.ruth)
    tries = {a.question.position: 0 for a in ReadingAnswer.objects.select_related("question")}
    for each in ReadingAnswer.objects.select_related("question"):
        tries[each.question.position] += 1
    assert tries == {1: 2, 2: 3}
    entry = AuditEntry.objects.get(event="revision.understood")
    assert json.loads(bytes(entry.body))["facts"]["tries"] == 5


def test_an_answer_is_one_try_however_often_it_is_sent(acme: Cast, revision: Revision) -> None:
    client, key = signed_in(acme.ruth), new_id()
    for _ in range(2):
        assert answer(client, revision, "1", "2", key=key).status_code == 422
    assert ReadingAnswer.objects.count() == 2
    key = new_id()
    for _ in range(2):
        assert answer(client, revision, "0", "0 1", key=key).status_code == 302
    assert answer(client, revision, "1", "2").status_code == 302  # another tab: it is over
    assert ReadingAnswer.objects.count() == 4
    assert AuditEntry.objects.filter(event="revision.understood").count() == 1


def test_nonsense_and_nothing_are_answers_of_nobody(acme: Cast, revision: Revision) -> None:
    client = signed_in(acme.ruth)
    empty = answer(client, revision, "", "")
    assert "Choose an answer to each question." in empty.content.decode()
    assert client.post(f"{page_of(revision)}acknowledge/answers/", {"key": "x"}).status_code == 302
    assert answer(client, revision, "x 77777", "-1").status_code == 422
    assert not ReadingAnswer.objects.filter(is_right=True).exists()


def test_what_was_replaced_meanwhile_says_so(
    acme: Cast, office: Office, revision: Revision
) -> None:
    following = make_draft(Document.objects.get(pk=revision.document_id), office.ada, TEXT)
    put_in_force(following)
    late = answer(signed_in(acme.ruth), revision, "0", "0 1").content.decode()
    assert "has been replaced by" in late
    assert not ReadingAnswer.objects.exists()


def test_the_proof_says_understood_on_which_day_at_which_try(
    acme: Cast, office: Office, revision: Revision
) -> None:
    client = signed_in(acme.ruth)
    answer(client, revision, "1", "0 1")
    answer(client, revision, "0", "")
    acknowledge(revision, by=acme.ruth)
    today = timezone.localdate()
    proof = Proof.of(acme.ruth, revision, today)
    said = {row.what: row.said for row in rows(proof)}
    assert said["Understanding"] == "Yes: 2 questions of understanding answered rightly"
    assert said["Question 1"] == "“Where is it kept?”, answered rightly at try 2"
    assert said["Question 2"] == "“Who may open it?”, answered rightly at try 1"
    assert "On the desk" not in str(proof.facts())
    then = Proof.of(acme.ruth, revision, today - dt.timedelta(days=1))
    assert "Understanding" not in {row.what for row in rows(then)}
    following = make_draft(Document.objects.get(pk=revision.document_id), office.ada, TEXT)
    Revision.objects.filter(pk=following.pk).update(must_acknowledge=False)
    following.refresh_from_db()
    write(following, by=office.ada)
    write(following, WHERE, by=office.ada)
    put_in_force(following)
    carried = {row.what: row.said for row in rows(Proof.of(acme.ruth, following, today))}
    assert carried["Understanding"] == "Not asked: carried over"


def test_who_signed_is_not_asked(acme: Cast, office: Office) -> None:
    draft = draft_of(office)
    submit(draft, by=office.ada)
    Round.objects.update(state=Round.State.PASSED)
    acknowledge_by_signature(draft)
    said = {row.what: row.said for row in rows(Proof.of(office.ada, draft, timezone.localdate()))}
    assert said["Understanding"] == "Not asked: By signature"


def test_questions_are_signed_and_seen_by_who_approves(acme: Cast, office: Office) -> None:
    draft = draft_of(office)
    assert (
        "Who may open it?" in signed_in(office.ada).get(f"{page_of(draft)}submit/").content.decode()
    )
    round = submit(draft, by=office.ada)
    draft.refresh_from_db()
    named = json.loads(bytes(draft.manifest or b""))["questions"]
    assert [(each["text"], each["right"]) for each in named] == [
        (WHERE.text, [0]),
        (WHO.text, [0, 1]),
    ]
    assert manifest.manifest_sha256(draft) == step_of(round, acme.ravi).round.manifest_sha256
    shown = signed_in(acme.ravi).get(f"{page_of(draft)}decide/").content.decode()
    assert "Who may open it?" in shown
    with pytest.raises(Refused, match="no longer a draft"):
        write(draft, by=office.ada)
    ReadingQuestion.objects.filter(revision=draft, position=1).update(right=[1])
    assert manifest.manifest_sha256(draft) == ""  # changed after it was submitted: noticed


def test_a_passage_that_is_gone_is_chosen_anew_before_it_is_submitted(
    acme: Cast, office: Office
) -> None:
    draft = draft_of(office)
    Revision.objects.filter(pk=draft.pk).update(markdown=TEXT.replace("in the safe", "locked"))
    draft.refresh_from_db()
    with pytest.raises(Refused, match=r"passage that question 1 .* Choose it anew"):
        submit(draft, by=office.ada)
    shown = signed_in(office.ada).get(f"{page_of(draft)}understanding/").content.decode()
    assert shown.count("choose it anew") == 1


def test_the_next_revision_takes_the_questions_along(
    acme: Cast, office: Office, revision: Revision
) -> None:
    document = Document.objects.get(pk=revision.document_id)
    following = start_revision(document, by=office.ada, change_class="minor")
    assert asked_in(following) == [WHERE, WHO]


def form_of(client: Client, draft: Revision, **more: str) -> dict[str, str]:
    page = client.get(f"{page_of(draft)}understanding/")
    form = page.context["form"]
    found = {"seen": form.seen}
    for part in form.parts:
        for field in part:
            value = field.value()
            if value not in (None, "", False):
                found[field.html_name] = "on" if value is True else str(value)
    return found | more


def test_the_author_writes_them_on_a_page(acme: Cast, office: Office) -> None:
    draft, client = draft_of(office), signed_in(office.ada)
    page = f"{page_of(draft)}understanding/"
    as_it_is = form_of(client, draft)
    assert client.post(page, as_it_is).status_code == 302
    assert asked_in(draft) == [WHERE, WHO]
    changed = form_of(client, draft, **{"q1-text": "Where?", "q1-choice2": "At home"})
    assert client.post(page, changed).status_code == 302
    assert asked_in(draft)[0] == WHERE._replace(text="Where?", choices=[*WHERE.choices, "At home"])
    stale = client.post(page, as_it_is)
    assert stale.status_code == 422
    assert "Somebody changed the questions meanwhile" in stale.content.decode()
    gone = {k: v for k, v in form_of(client, draft).items() if not k.startswith("q1-")}
    assert client.post(page, gone).status_code == 302
    assert asked_in(draft) == [WHO]
    events = AuditEntry.objects.filter(event="revision.questions_written")
    assert events.count() == 3


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"q3-text": "Why?"}, "Give two choices at least."),
        ({"q1-right0": ""}, "Tick the choice that is right."),
        ({"q1-choice1": "In the safe"}, "Two choices say the same."),
        ({"q1-right4": "on"}, "A choice that is ticked has no words."),
        ({"q1-text": ""}, "Write the question."),
        ({"q1-passage": ""}, "Choose the passage"),
    ],
)
def test_what_is_missing_is_said(
    acme: Cast, office: Office, said: dict[str, str], sentence: str
) -> None:
    draft, client = draft_of(office), signed_in(office.ada)
    refused = client.post(f"{page_of(draft)}understanding/", form_of(client, draft) | said)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert asked_in(draft) == [WHERE, WHO]
