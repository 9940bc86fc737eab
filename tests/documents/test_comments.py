"""Comments on a passage: for those who write and decide, until they are resolved."""

import pytest
from django.test import Client

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.models import Step
from documents.models import Comment, Revision
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.documents.test_draft_page import address, written
from tests.world import PASSWORD, Cast, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


@pytest.fixture
def draft(acme: Cast, office: Office) -> Revision:
    with tenant_scope(acme.tenant.pk):
        return office.draft()


def about(draft: Revision, comment: Comment) -> str:
    return f"{address('comments', draft)}{comment.pk}/"


def comment(client: Client, draft: Revision, at: int, body: str) -> None:
    form = client.get(f"{address('comments', draft)}?at={at}").context["form"]
    sent = {"body": body, "clause": form["clause"].value(), "quote": form["quote"].value()}
    assert client.post(address("comments", draft), sent).status_code == 302


def test_a_comment_stands_beside_its_passage_and_stays_when_that_goes(
    acme: Cast, draft: Revision
) -> None:
    ada = signed_in(acme.ada)
    comment(signed_in(acme.cora), draft, 1, "Who is meant?")
    page = ada.get(address("comments", draft))
    told = [p.n for p in page.context["passages"] if p.remarks]
    assert (told, page.context["left"], page.context["open_count"]) == ([1], [], 1)
    ada.post(address("draft", draft), written(markdown="# 1 Purpose\n\n1.1 Other words."))
    page = ada.get(address("comments", draft))
    assert [remark.comment.body for remark in page.context["left"]] == ["Who is meant?"]


def test_it_is_answered_and_resolved_by_its_writer_and_by_who_writes(
    acme: Cast, draft: Revision
) -> None:
    with tenant_scope(acme.tenant.pk):
        submit(draft, by=acme.ada)
    ravi = signed_in(acme.ravi)
    comment(ravi, draft, 1, "Who is meant?")
    with tenant_scope(acme.tenant.pk):
        made = Comment.objects.get()
    ada = signed_in(acme.ada)
    ada.post(about(draft, made), {"body": "The office."})
    ada.post(about(draft, made), {"resolve": "1"})
    page = ravi.get(address("comments", draft))
    remark = next(p.remarks[0] for p in page.context["passages"] if p.remarks)
    assert [reply.body for reply in remark.replies] == ["The office."]
    assert remark.comment.resolved_by == acme.ada
    ravi.post(about(draft, made), {"body": "Not clear yet."})
    with tenant_scope(acme.tenant.pk):
        assert Comment.objects.unresolved().get() == made


@pytest.mark.parametrize("who", ["ruth", "otto"])
def test_readers_and_auditors_see_no_comments(acme: Cast, draft: Revision, who: str) -> None:
    comment(signed_in(acme.cora), draft, 1, "Who is meant?")
    client = signed_in(getattr(acme, who))
    assert client.get(address("comments", draft)).status_code == 404
    page = client.get(f"/t/acme/documents/{draft.document.number}/")
    assert "Who is meant?" not in page.text


def test_where_the_tenant_wants_it_open_comments_hold_up_approval(
    acme: Cast, draft: Revision
) -> None:
    cora = signed_in(acme.cora)
    page = cora.get("/t/acme/settings/drafting/")
    sent = {"resolves_comments": "on", "seen": page.context["form"]["seen"].value()}
    assert cora.post("/t/acme/settings/drafting/", sent).status_code == 302
    assert Tenant.objects.get(code="ACME").resolves_comments
    comment(cora, draft, 1, "Who is meant?")
    with tenant_scope(acme.tenant.pk):
        with pytest.raises(Refused, match=r"Cora 1\.1"):
            submit(draft, by=acme.ada)
        Comment.objects.update(resolved_at=draft.created_at, resolved_by=acme.cora)
        submit(draft, by=acme.ada)
    comment(signed_in(acme.ravi), draft, 1, "Who is meant?")
    with tenant_scope(acme.tenant.pk):
        step = Step.objects.get(member=acme.ravi)
        by = Member.objects.get(pk=acme.ravi.pk)  # with the zone as it is set by now
        with pytest.raises(Refused, match="not resolved"):
            sign_step(step, by=by, password=PASSWORD)
