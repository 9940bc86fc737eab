"""A furnished tenant whose procedures have a route, in scope."""

import datetime as dt
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import pytest
from django.utils import translation

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.evidence import verify
from approvals.models import Meaning, Round, Route, Stage, Step
from approvals.models.route import Mode, Where
from approvals.sealing.algorithms import ALGORITHMS
from approvals.tasks import issue_revision
from documents.models import Document, DocumentType, Revision
from tenants.models import Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_draft, make_library
from tests.world import PASSWORD, Cast, make_member


def make_route(
    document_type: DocumentType, *stages: Mapping[str, object], change_class: str = "major"
) -> Route:
    route = Route.objects.create(document_type=document_type, change_class=change_class)
    for position, facts in enumerate(stages, start=1):
        named = {"name_zh": f"第{position}阶段", "name_en": f"Stage {position}"}
        Stage.objects.create(route=route, position=position, **named, **facts)
    return route


@dataclass(frozen=True)
class Office(Library):
    """Acme with a route: Ravi, head of the office, reviews; two leaders approve, both."""

    ada: Member
    ravi: Member
    lena: Member
    leo: Member

    def draft(self, document: Document | None = None) -> Revision:
        return make_draft(document or make_document(self, self.ada), self.ada)


def make_office(cast: Cast) -> Office:
    library = make_library(cast)
    lena = make_member(cast.tenant, "Lena", Role.READER)
    leo = make_member(cast.tenant, "Leo", Role.READER)
    review = {"meaning": Meaning.REVIEWED, "post": library.head, "where": Where.OWNER_UNIT}
    approve = {"meaning": Meaning.APPROVED, "mode": Mode.ALL, "members": [lena.pk, leo.pk]}
    make_route(library.procedure, review, approve)
    return Office(**vars(library), ada=cast.ada, ravi=cast.ravi, lena=lena, leo=leo)


@pytest.fixture
def office(acme: Cast) -> Generator[Office]:
    """The test runs in acme's scope, and in English."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        yield make_office(acme)


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library do the arithmetic of seals, a thousand times faster than the verifier."""
    monkeypatch.setitem(verify.ALGORITHMS, "ed25519", ALGORITHMS["ed25519"].fits)


@pytest.fixture
def ann(acme: Cast, office: Office) -> Member:
    """Another author, to whom things go."""
    return make_member(acme.tenant, "Ann", Role.AUTHOR)


def step_of(round: Round, member: Member) -> Step:
    return round.steps.get(member=member)


def states_of(round: Round) -> dict[str, str]:
    return {step.member.name: step.state for step in round.steps.select_related("member")}


def approve(office: Office, revision: Revision, on: dt.date | None = None) -> Revision:
    """Take a draft through its round, as far as the last signature."""
    round = submit(revision, by=office.ada, effective_on=on)
    for member in (office.ravi, office.lena, office.leo):
        sign_step(step_of(round, member), by=member, password=PASSWORD)
    revision.refresh_from_db()
    return revision


def issue(acme: Cast, revision: Revision) -> None:
    issue_revision(str(acme.tenant.pk), str(revision.pk))
    revision.refresh_from_db()
