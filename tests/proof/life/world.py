"""Where the machine lives: one company in a transaction that is undone, under a clock by hand."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone, translation
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from approvals.models import Package, Review, Round, Step
from documents.models import Document, Revision
from tenants.errors import Refused
from tenants.models import Member
from tenants.scope import tenant_scope
from tests.proof.company import Company, make_company
from tests.proof.invariants import Invariants
from tests.proof.life.model import NOT_YET, Model, Paper, Text
from tests.proof.life.turn import Duty, Turn
from tests.world import make_cast

MONDAY: Final = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MINUTE: Final = dt.timedelta(minutes=1)
CHEAP: Final = "documents.content.body_pdf", "approvals.tasks.controlled_pdf"


type Facts = tuple[Any, ...]


class Complaints(logging.Handler):
    """What the product logged as an error: the clock goes on after one, and so hides it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(self.format(record))


class World(RuleBasedStateMachine):
    """The company, the model beside it, and how they are kept together."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo, self.model, self.complaints = ExitStack(), Model(), Complaints()
        enter = self.undo.enter_context
        self.clock = enter(time_machine.travel(MONDAY, tick=False))
        enter(transaction.atomic())
        self.undo.callback(transaction.set_rollback, True)  # noqa: FBT003
        enter(translation.override("en"))
        patch = enter(pytest.MonkeyPatch.context())
        self._make_pages_cheap(patch)
        self.company: Company = make_company(make_cast("ACME"))
        neighbour = make_company(make_cast("BOLT"))
        enter(tenant_scope(self.tenant.pk))
        self.undo.callback(transaction.set_rollback, True)  # noqa: FBT003
        self.people = self.company.people
        self.names = {member.pk: name for name, member in self.people.items()}
        self.truths = Invariants(neighbour.cast.tenant)
        logging.getLogger("approvals").addHandler(self.complaints)
        self.undo.callback(logging.getLogger("approvals").removeHandler, self.complaints)
        connection.run_on_commit.clear()
        self.is_well, self.has_changed, self.keys = True, True, 0
        self.done["runs"] += 1

    @staticmethod
    def _make_pages_cheap(patch: pytest.MonkeyPatch) -> None:
        """Set no pages: what they look like is proved elsewhere, and takes most of the time."""
        for name in CHEAP:
            patch.setattr(name, lambda *page: f"%PDF {hash(str(page))}".encode())
        patch.setattr("celery.app.task.Task.apply_async", _do_now)

    def teardown(self) -> None:
        try:
            if self.is_well:  # else what is wrong is known, and the transaction perhaps broken
                self.truths.check_thoroughly()
        finally:
            self.undo.close()

    @property
    def tenant(self) -> Any:
        return self.company.cast.tenant

    @property
    def today(self) -> dt.date:
        return timezone.localdate()

    def pick[T](self, data: st.DataObject, what: Sequence[T], label: str) -> T:
        """Choose one, and say which when a run fails."""
        return data.draw(st.sampled_from(range(len(what))).map(what.__getitem__), label=label)

    def attempt(self, name: str, act: Callable[[], object], *, allowed: bool | None) -> bool:
        """Do it, and see that the product allows it exactly when the model does, if that knows."""
        self.clock.shift(MINUTE)
        self.is_well = False
        try:
            with transaction.atomic():
                act()
        except Refused as refused:
            if allowed:
                raise AssertionError(f"{name} ought to be done") from refused
            self.done["refused"] += 1
            return False
        assert allowed is not False, f"{name} was done and ought to be refused"
        self.has_changed = True
        self.done[name] += 1
        return True

    def member(self, name: str) -> Member:
        found: Member = Member.objects.select_related("user", "tenant").get(pk=self.people[name].pk)
        return found

    def document(self, paper: Paper) -> Document:
        found: Document = Document.objects.select_related("in_force").get(pk=paper.pk)
        return found

    def revision(self, text: Text) -> Revision:
        found: Revision = Revision.objects.select_related("document").get(pk=text.pk)
        return found

    def step(self, duty: Duty) -> Step:
        found: Step = Step.objects.select_related("member").get(pk=duty.pk)
        return found

    def watch(self, round: Round, paper: Paper, text: Text) -> Turn:
        """Take a new round into the model; who is asked is checked by the invariants."""
        steps = Step.objects.filter(round=round).select_related("member")
        duties = [
            Duty(s.pk, s.stage, s.meaning, s.mode, s.minimum, self.names[s.member_id])
            for s in sorted(steps, key=lambda s: (s.stage, s.member.name))
        ]
        starter = self.names[round.started_by_id]
        turn = Turn(round.pk, paper, text, str(round.purpose), starter, duties)
        if turn.purpose == "issue":
            is_touched = paper.in_force is None or paper.fee != text.fee
            said = [bool(each["found"] or each["is_all"]) for each in round.verdicts]
            assert said == [is_touched] * (text.change_class != "major"), "asked on its condition"
        paper.turns.append(turn)
        return turn

    def new_key(self) -> UUID:
        self.keys += 1
        return UUID(int=self.keys)

    def queued(self) -> list[Callable[[], None]]:
        """Take what waits for a worker, in order."""
        messages = [waiting[1] for waiting in connection.run_on_commit]
        connection.run_on_commit.clear()
        self.has_changed |= bool(messages)
        return messages

    @invariant()
    def the_product_is_where_the_model_is(self) -> None:
        model, pks = self.model, {name: member.pk for name, member in self.people.items()}
        self._look_up_what_was_made()
        turns, checks = list(model.turns()), [c for p in model.papers for c in p.checks]
        duties = {
            d.pk: (d.state, pks[d.holder], pks.get(d.deputy)) for t in turns for d in t.duties
        }
        same(duties, _rows(Step, "state", "member", "deputy"))
        same({t.pk: (t.state, t.stage) for t in turns}, _rows(Round, "state", "stage"))
        same({t.pk: (t.state,) for _, t in model.texts()}, _rows(Revision, "state"))
        papers = {p.pk: (p.state, p.act, p.retires_on, p.review_due) for p in model.papers}
        same(papers, _rows(Document, "state", "act", "retires_on", "review_due"))
        same(
            {b.pk: (b.state, b.day) for b in model.bundles}, _rows(Package, "state", "effective_on")
        )
        reviews = {
            c.pk: (c.state, c.verdict, pks[c.reviewer], c.next_due, c.draft and c.draft.pk)
            for c in checks
        }
        same(reviews, _rows(Review, "state", "verdict", "reviewer", "next_due", "draft"))

    def _look_up_what_was_made(self) -> None:
        """Find the drafts that verdicts began: the model knows of them, but not their keys."""
        for paper, text in self.model.texts():
            if text.pk == NOT_YET:
                text.pk = Revision.objects.get(document=paper.pk, n=text.n).pk

    @invariant()
    def nothing_is_broken(self) -> None:
        self.done["steps"] += 1
        if self.has_changed:  # what is refused is undone to the last row
            self._ask_whether_all_is_well()
        self.is_well, self.has_changed = True, False

    def _ask_whether_all_is_well(self) -> None:
        self.is_well = False
        broken = self.truths.broken() + self.complaints.told
        assert not broken, broken


def _do_now(task: Any, args: tuple[str, ...], **_how: object) -> None:
    """Do what a message asks for; pictures are drawn of no pages."""
    if not task.name.endswith(".draw_first_pages"):
        task(*args)


def same(ought: dict[UUID, Facts], found: dict[UUID, Facts]) -> None:
    """Say what differs between the model and the product."""
    differ = {pk for pk in ought.keys() | found.keys() if ought.get(pk) != found.get(pk)}
    assert not differ, [(ought.get(pk), found.get(pk)) for pk in differ]


def _rows(model: Any, *fields: str) -> dict[UUID, Facts]:
    return {row[0]: row[1:] for row in model.objects.values_list("pk", *fields)}
