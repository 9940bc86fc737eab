"""Rounds that many people decide in, and what became of them."""

import random
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from approvals.actions.rounds import submit
from approvals.models import Meaning, Round, Signature, Step
from approvals.rounds.deciding import key_of
from documents.models import Revision
from tenants.models import AuditEntry, Member
from tenants.people.roles import Role
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import make_route
from tests.library import make_document, make_draft, make_library
from tests.world import Cast, make_cast, make_member

CHEAP = "documents.content.body_pdf", "approvals.tasks.controlled_pdf"


@dataclass(frozen=True)
class Asked:
    """One request: who decides which step, how, and under which key."""

    step: UUID
    round: UUID
    number: str
    who: str
    decision: str
    key: UUID


@dataclass(frozen=True)
class Crowd:
    """A tenant whose every round asks all of these people, in one stage."""

    cast: Cast
    people: dict[str, Member]

    def requests(self) -> Iterator[Asked]:
        """Yield what everybody does: all sign; every tenth clicks twice, or returns it as well.

        In no order but that both clicks follow each other: those of one person wait for the check
        of the password before, so that people who came one by one would be few at a time.
        """
        found = Step.objects.select_related("member", "round__revision__document")
        steps = list(found.order_by("stage", "member__name", "round"))
        random.Random(0).shuffle(steps)
        for n, step in enumerate(steps):
            number = step.round.revision.document.number
            about = (step.pk, step.round_id, number, step.member.name)
            signing = Asked(*about, "sign", new_id())
            yield signing
            if n % 10 == 0:
                yield signing
            if n % 10 == 5:
                yield Asked(*about, "sign", new_id())
            if n % 500 == 7:
                yield Asked(*about, "return", new_id())


@contextmanager
def cheap_pages() -> Generator[None]:
    """Set no pages meanwhile: not they are proved here."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CHEAP:
            patch.setattr(name, lambda *page: f"%PDF {hash(str(page))}".encode())
        for name in ("documents.content.after_commit", "approvals.tasks.after_commit"):
            patch.setattr(name, lambda *_: None)
        yield


def make_crowd(rounds: int, people: int) -> Crowd:
    """Put so many texts before so many people; pages are not set for it."""
    cast = make_cast("ACME")
    with tenant_scope(cast.tenant.pk), cheap_pages():
        library = make_library(cast)
        named = [make_member(cast.tenant, f"P{n:02}", Role.READER) for n in range(people)]
        asked = {"meaning": Meaning.APPROVED, "members": [member.pk for member in named]}
        make_route(library.procedure, asked)
        for _ in range(rounds):
            submit(make_draft(make_document(library, cast.ada), cast.ada), by=cast.ada)
    _count_rows()
    return Crowd(cast, {member.name: member for member in named})


def _count_rows() -> None:
    """Tell PostgreSQL how much there is, as autovacuum does within a minute."""
    url, name = settings.DATABASE_OWNER_URL, connection.settings_dict["NAME"]
    with psycopg.connect(url, dbname=name, autocommit=True) as owner:
        owner.execute("ANALYZE")


def check_outcome(asked: list[Asked], answers: list[Any]) -> Counter[str]:
    """Hold what people were told against what is in the database: nothing lost, nothing twice."""
    assert len(answers) == len(asked)
    assert {str(answer) for answer in answers} <= {"done", "refused"}
    pairs = list(zip(asked, answers, strict=True))
    steps = {step.pk: step for step in Step.objects.all()}
    kept = ((a, key_of(steps[a.step], a.key)) for a, answer in pairs if answer == "done")
    done = {(a.step, key, a.decision) for a, key in kept}
    decided = {s.pk: s.key for s in steps.values() if s.decided_at is not None}
    assert {(step, key) for step, key, _ in done} == set(decided.items())
    assert len(done) == len(decided)  # two different requests never decide the same step
    states = {"sign": "signed", "return": "returned"}
    assert all(steps[step].state == states[decision] for step, _, decision in done)
    signed = Signature.objects.exclude(step=None).values_list("step", flat=True)
    assert sorted(signed) == sorted(s.pk for s in steps.values() if s.state == "signed")
    _check_rounds(steps)
    return Counter(str(answer) for answer in answers)


def _check_rounds(steps: dict[UUID, Step]) -> None:
    told = Counter(AuditEntry.objects.values_list("event", "subject"))
    for round in Round.objects.select_related("revision"):
        own = {step.state for step in steps.values() if step.round_id == round.pk}
        ended = {"signed"} if round.state == "passed" else {"signed", "returned", "not_required"}
        assert own <= ended, (round.state, own)
        subject = f"revision:{round.revision_id}"
        event = "revision.approved" if round.state == "passed" else f"revision.{round.state}"
        assert told[event, subject] == 1
        is_in_force = round.revision.state == Revision.State.EFFECTIVE
        assert told["revision.activated", subject] == is_in_force
