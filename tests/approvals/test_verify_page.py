"""The page that tells an auditor who agreed to exactly this text, and how far that is proven."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.evidence.asking import Verified
from approvals.models import Round, Step
from approvals.sealing import keys
from documents import files
from documents.models import Revision
from tenants.models import Member
from tests.approvals.conftest import Office, approve, step_of
from tests.world import Cast, signed_in


def page_of(revision: Revision) -> str:
    number, n = revision.document.number, revision.n
    return f"/t/acme/documents/{number}/revisions/{n}/verify/"


def shown(member: Member, revision: Revision) -> str:
    content = signed_in(member).get(page_of(revision)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_it_answers_who_when_in_what_capacity_and_what_else_could_have_been(
    acme: Cast, office: Office
) -> None:
    revision = office.draft()
    first = submit(revision, by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Say who archives.")
    revision.refresh_from_db()
    approve(office, revision)
    said = shown(acme.otto, revision)
    assert "Content and all 5 signatures are what was signed." in said
    assert "Round 2: Issue" in said
    assert "Say who archives." in said, "the no before, with its reason"
    assert "All must sign" in said
    assert said.count("Sealed, fits") == 5
    assert "Password, entered for this signature" in said
    known = keys.current()
    assert known is not None
    assert known.fingerprint in said


def test_it_names_what_was_changed(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    Revision.objects.filter(pk=revision.pk).update(title="Everybody may spend")
    Step.objects.filter(round__revision=revision, member=office.leo).update(member=acme.ruth)
    said = shown(acme.otto, revision)
    assert "Something is not what was signed" in said
    assert "“title” differs from what was signed." in said
    assert "The step of Leo is not as it was when the round began." in said
    assert "A step of the round is not as it was sealed." in said


def test_a_lost_file_is_named(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    assert revision.source is not None
    files.path_of(revision.source).write_bytes(b"other")
    assert "The source file differs from what was signed, or is lost." in shown(acme.otto, revision)


def test_a_round_that_is_gone_is_named(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    assert Verified.of(revision).findings() == []
    Round.objects.filter(revision=revision).update(number=2)
    assert "Round 1 of the audit trail was removed." in shown(acme.otto, revision)


def test_only_who_may_read_the_trail_verifies(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    link = page_of(revision)
    page = f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/"
    assert link in signed_in(acme.cora).get(page).content.decode()
    assert link not in signed_in(office.ada).get(page).content.decode()
    assert signed_in(office.ada).get(link).status_code == 403


@pytest.mark.parametrize("rounds", [1, 3])
def test_its_statements_do_not_grow_with_the_rounds(
    acme: Cast, office: Office, rounds: int
) -> None:
    revision = office.draft()
    for _ in range(rounds - 1):
        round = submit(revision, by=office.ada)
        return_step(step_of(round, office.ravi), by=office.ravi, comment="No.")
        revision.refresh_from_db()
    approve(office, revision)
    client = signed_in(acme.otto)
    client.get(page_of(revision))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(revision))
    assert len(asked) <= 40
