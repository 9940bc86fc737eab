"""Write on line: kept while typing, one at a time, both versions shown, a session that ends."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.actions.rounds import submit
from documents.models import Autosave, EditLock, Revision
from tenants.errors import Refused
from tenants.models import AuditEntry, Notice
from tests.documents.test_draft_page import address, written
from tests.library import Library, make_document, make_draft
from tests.world import Cast, signed_in

WORD = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1."
    "</span>编制</p><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·</span>草稿"
    "</p><table><tr><td colspan=2>项</td></tr><tr><td>甲|乙</td><td onclick='x()'>丙</td></tr>"
    "</table><script>alert(1)</script>"
)


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_document(library, acme.ada), acme.ada)


@pytest.fixture
def ada(acme: Cast) -> Client:
    return signed_in(acme.ada)


@pytest.fixture
def cora(acme: Cast) -> Client:
    return signed_in(acme.cora)


def keep(client: Client, draft: Revision, text: str, **changed: Any) -> str:
    return client.post(address("keep", draft), written(markdown=text, **changed)).text


def test_what_is_typed_is_kept_apart_until_it_is_saved(ada: Client, draft: Revision) -> None:
    before = AuditEntry.objects.count()
    assert 'data-kept="kept"' in keep(ada, draft, "# 1 Purpose\n\nTyped.")
    draft.refresh_from_db()
    assert ("Typed." in draft.markdown, draft.saves, AuditEntry.objects.count()) == (
        False,
        0,
        before,
    )
    for endless in ("9" * 12, "9" * 5000):
        assert "data-kept" in keep(ada, draft, "# 1 Purpose\n\nTyped.", saves=endless)
    page = ada.get(address("draft", draft))
    assert "Typed." in page.context["form"]["markdown"].value()
    assert "not saved yet" in page.text
    ada.post(address("draft", draft), written(markdown="# 1 Purpose\n\nTyped."))
    assert not Autosave.objects.exists()
    assert not EditLock.objects.exists()


def test_what_was_sent_while_it_was_saved_is_not_kept_again(ada: Client, draft: Revision) -> None:
    ada.post(address("draft", draft), written(markdown="# 1 Purpose\r\n\r\nTyped.\r\n"))
    keep(ada, draft, "# 1 Purpose\r\n\r\nTyped.\r\n")
    assert not Autosave.objects.exists()


def test_what_is_kept_is_nobody_elses(ada: Client, cora: Client, draft: Revision) -> None:
    keep(ada, draft, "Typed by Ada.")
    assert "Typed by Ada." not in cora.get(address("draft", draft)).text
    ada.post(address("drop_kept", draft))
    assert "Typed by Ada." not in ada.get(address("draft", draft)).text


def test_nothing_is_submitted_past_what_its_author_typed(
    acme: Cast, ada: Client, draft: Revision
) -> None:
    keep(ada, draft, "Typed.")
    with pytest.raises(Refused, match="not saved"):
        submit(draft, by=acme.ada)


def test_while_one_writes_the_other_reads_and_takes_over(
    acme: Cast, ada: Client, cora: Client, draft: Revision
) -> None:
    keep(ada, draft, "Typed by Ada.")
    page = cora.get(address("draft", draft))
    assert page.context["lock"].holder == acme.ada
    assert '<fieldset class="dc-card-body" disabled>' in page.text
    assert cora.post(address("draft", draft), written(markdown="Cora's.")).status_code == 422
    cora.post(address("take_over", draft))
    assert cora.get(address("draft", draft)).context["lock"] is None
    assert 'data-kept="held"' in keep(ada, draft, "Typed by Ada, and more.")
    assert Autosave.objects.get(member=acme.ada).facts["markdown"] == "Typed by Ada, and more."
    assert AuditEntry.objects.filter(event="revision.taken_over").count() == 1
    assert Notice.objects.get(kind="draft_taken_over").recipient == acme.ada


def test_a_lock_nobody_was_seen_behind_is_free(
    acme: Cast, ada: Client, cora: Client, draft: Revision
) -> None:
    keep(ada, draft, "Typed by Ada.")
    EditLock.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=16))
    assert 'data-kept="kept"' in keep(cora, draft, "Typed by Cora.")
    assert EditLock.objects.get().holder == acme.cora
    assert not AuditEntry.objects.filter(event="revision.taken_over").exists()


def test_both_versions_are_shown_when_somebody_saved_first(
    ada: Client, cora: Client, draft: Revision
) -> None:
    cora.post(address("draft", draft), written(markdown="Cora was here."))
    assert 'data-kept="stale"' in keep(ada, draft, "Ada was here.")
    page = ada.get(address("draft", draft))
    assert [("Cora" in pair.old, "Ada" in pair.new) for pair in page.context["both"]] == [
        (True, True)
    ]
    ada.post(address("drop_kept", draft))
    assert "Cora was here." in ada.get(address("draft", draft)).context["form"]["markdown"].value()


def test_a_look_shows_the_text_as_typed_and_saves_nothing(ada: Client, draft: Revision) -> None:
    form = written(markdown="# 1 Purpose\n\nA **look**.", preview="1")
    page = ada.post(address("draft", draft), form)
    assert "<strong>look</strong>" in page.context["preview"]
    part = ada.post(address("draft", draft), form, headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<div id="draft-text">')
    draft.refresh_from_db()
    assert draft.saves == 0


def test_what_is_pasted_from_word_keeps_its_lists_and_tables(ada: Client, draft: Revision) -> None:
    answer = ada.post(address("paste", draft), {"html": WORD})
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.text.splitlines() == [
        "1. 编制",
        "   - 草稿",
        "",
        "| 项 |  |",
        "| --- | --- |",
        "| 甲\\|乙 | 丙 |",
    ]
    assert ada.post(address("paste", draft), {"html": "x" * 1_000_001}).status_code == 413


def test_a_form_sent_after_the_session_ended_comes_back(acme: Cast, draft: Revision) -> None:
    client = Client(enforce_csrf_checks=True)
    held = client.post(address("draft", draft), written(markdown="Typed <b>for an hour.\n\nB"))
    assert "Typed &lt;b&gt;for an hour." in held.text
    assert f'action="{address("again", draft)}"' in held.text
    client.force_login(acme.ada.user)
    page = client.post(address("again", draft), written(markdown="Typed <b>for an hour.\n\nB"))
    assert page.context["form"]["markdown"].value() == "Typed <b>for an hour.\n\nB"
    assert f'id="draft" method="post" action="{address("draft", draft)}"' in page.text
    draft.refresh_from_db()
    assert (draft.saves, Autosave.objects.count()) == (0, 0)


def test_the_page_of_who_is_not_in_looks_the_same_for_what_is_not_there(draft: Revision) -> None:
    token = re.compile('name="csrfmiddlewaretoken" value="[^"]*"')
    missing = address("draft", draft).replace("revisions/1", "revisions/9")
    there = token.sub("", Client().post(address("draft", draft), written()).text)
    told = token.sub("", Client().post(missing, written()).text)
    assert there == told.replace("revisions/9", "revisions/1")
    elsewhere = Client().post(address("audience", draft), written())
    assert elsewhere.status_code == 302
