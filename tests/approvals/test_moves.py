"""Whatever people try in whatever order: no revision, round or step leaves its table of moves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from approvals.actions.decisions import reject_step, return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.models import Round, Signature, Step
from approvals.periodic import put_due_in_force
from approvals.rounds.verification import verify
from approvals.tasks import issue_revision
from documents.actions.drafts import cancel_revision, start_revision
from documents.models import Document, Revision
from tenants.errors import IllegalMove, Refused
from tenants.models import Member
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.library import TEXT, make_document
from tests.world import PASSWORD, Cast

PEOPLE = ("ada", "cora", "ravi", "ruth", "lena", "leo")
ACTS = ("start", "submit", "sign", "sign", "sign", "return", "reject", "recall", "cancel", "issue")


class Story:
    """One document and what people do to it; a refusal is an answer."""

    def __init__(self, cast: Cast, office: Office) -> None:
        self.cast, self.document = cast, make_document(office, cast.ada)
        self.people = {name: getattr(cast, name, None) or getattr(office, name) for name in PEOPLE}

    def act(self, verb: str, who: str) -> None:
        before = self.states()
        try:
            with transaction.atomic():
                getattr(self, f"_{verb}")(self.people[who])
        except Refused:
            assert self.states() == before
        self.check(before)

    def states(self) -> dict[Any, str]:
        tables = (Revision, Round, Step)
        return {row.pk: row.state for table in tables for row in table.objects.all()}

    def check(self, before: dict[Any, str]) -> None:
        """Hold every move against the tables, and the invariants against the rows."""
        for row in (*Revision.objects.all(), *Step.objects.all()):
            old = before.get(row.pk, row.state)
            # One act may move twice: the last signature of a stage opens the next.
            assert row.state == old or _reachable(row.MOVES, old, row.state)
        for round in Round.objects.all():
            assert before.get(round.pk, "open") in ("open", round.state)
            assert verify(round) == []
            signers = list(round.signatures.values_list("signer", flat=True))
            assert len(signers) == len(set(signers))
        revisions = Revision.objects.filter(document=self.document)
        assert revisions.open().count() <= 1
        assert revisions.filter(state=Revision.State.EFFECTIVE).count() <= 1
        for revision in revisions.filter(approved_at__isnull=False):
            passed = Round.objects.get(revision=revision, state=Round.State.PASSED)
            assert passed.signatures.filter(meaning="approved").count() == 2

    def _newest(self) -> Revision:
        found = self.document.revisions.order_by("-n").first()
        if found is None:
            raise Refused("nothing yet")
        return found

    def _round(self) -> Round:
        found = Round.objects.filter(revision=self._newest()).order_by("-number").first()
        if found is None:
            raise Refused("no round yet")
        return found

    def _decide(self, act: Callable[..., None], by: Member, **facts: str) -> None:
        step = self._round().steps.filter(member=by).first()
        if step is None:
            raise Refused("not asked")
        act(step, by=by, **facts)

    def _start(self, by: Member) -> None:
        document = Document.objects.get(pk=self.document.pk)
        start_revision(document, by=by, reason="r", summary="s", markdown=TEXT)

    def _submit(self, by: Member) -> None:
        submit(self._newest(), by=by)

    def _sign(self, by: Member) -> None:
        self._decide(sign_step, by, password=PASSWORD)

    def _return(self, by: Member) -> None:
        self._decide(return_step, by, comment="Change it")

    def _reject(self, by: Member) -> None:
        self._decide(reject_step, by, comment="No")

    def _recall(self, by: Member) -> None:
        recall(self._round(), by=by, reason="Wait")

    def _cancel(self, by: Member) -> None:
        cancel_revision(self._newest(), by=by, reason="Not needed")

    def _issue(self, _by: Member) -> None:
        issue_revision(str(self.cast.tenant.pk), str(self._newest().pk))
        put_due_in_force(timezone.localdate())


def _reachable(moves: dict[Any, set[Any]], old: str, new: str) -> bool:
    one = moves.get(old, set())
    return new in one or any(new in moves.get(middle, set()) for middle in one)


@pytest.fixture
def no_typesetting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting pages takes half a second and decides nothing: their bytes stand for them."""
    monkeypatch.setattr("documents.content.body_pdf", lambda page: repr(page).encode())
    monkeypatch.setattr("approvals.tasks.controlled_pdf", lambda *pages: repr(pages).encode())


@pytest.mark.usefixtures("no_typesetting")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tries=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE)), max_size=20))
def test_no_path_leaves_the_tables(acme: Cast, tries: list[tuple[str, str]]) -> None:
    with transaction.atomic(), tenant_scope(acme.tenant.pk), translation.override("en"):
        story = Story(acme, make_office(acme))
        story.act("start", "ada")
        story.act("submit", "ada")
        for verb, who in tries:
            story.act(verb, who)
        transaction.set_rollback(True)


def test_the_straight_path_is_among_them(acme: Cast) -> None:
    """The story can reach the end at all; else the test above proves little."""
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        story = Story(acme, make_office(acme))
        path = ("start ada", "submit ada", "sign ravi", "sign lena", "sign leo", "issue cora")
        for step in path:
            story.act(*step.split())
        assert Document.objects.get(pk=story.document.pk).in_force is not None
        assert Signature.objects.count() == 4


def test_several_move_as_they_were_known_or_not_at_all(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    steps = list(round.steps.filter(state=Step.State.WAITING))
    Step.objects.get(pk=steps[0].pk).move(Step.State.OPEN)
    with pytest.raises(IllegalMove, match="meanwhile"), transaction.atomic():
        Step.move_all(steps, Step.State.NOT_REQUIRED)
    states = dict(round.steps.values_list("pk", "state"))
    assert [states[step.pk] for step in steps] == ["open", "waiting"]
    steps[0].refresh_from_db()
    Step.move_all(steps, Step.State.NOT_REQUIRED)
    states = dict(round.steps.values_list("pk", "state"))
    assert {states[step.pk] for step in steps} == {"not_required"}
