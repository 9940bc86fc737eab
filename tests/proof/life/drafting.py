"""Rules: documents are registered, drafted, written on, given up and submitted."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.rounds import recall, submit
from approvals.models import Round
from documents.actions.documents import register_document
from documents.actions.drafts import cancel_revision, save_draft, start_revision
from documents.models import Document, Revision
from tests.proof.life.model import Paper, Text
from tests.proof.life.world import World

MOST_PAPERS = 4
AUTHORS = ("ada", "ann")
CLASSES = ("major", "minor", "editorial")
DAYS = (None, None, 0, 1, 9, -3)
RUNNING = ("open", "issue")


class Drafting(World):
    """What authors do."""

    @precondition(lambda self: len(self.model.papers) < MOST_PAPERS)
    @rule(data=st.data())
    def register(self, data: st.DataObject) -> None:
        owner = self.pick(data, AUTHORS, "owner")
        live = [p for p in self.model.papers if p.state != "retired" and not p.is_ending]
        parent = self.pick(data, [None, *live], "parent")
        self.do_register(owner, self.pick(data, (0, 0, 1), "type"), parent)

    def do_register(self, owner: str, which: int, parent: Paper | None) -> None:
        by = self.member(owner)
        made = register_document(
            document_type=self.company.types[which],
            title="Control of documents",
            unit=self.company.library.office,
            owner=by,
            by=by,
        )
        if parent is not None:
            Document.objects.filter(pk=made.pk).update(parent=parent.pk)
        self.model.papers.append(Paper(made.pk, made.number, which == 0, owner, parent))

    @rule(data=st.data())
    def start(self, data: st.DataObject) -> None:
        paper = self.pick(data, self.model.papers, "paper")
        by = self.pick(data, ("cora", paper.owner), "by")
        fee = self.pick(data, (paper.fee, paper.fee + 10), "fee")
        self.do_start(paper, by, self.pick(data, CLASSES, "class"), fee)

    def do_start(self, paper: Paper, by: str, change_class: str, fee: int) -> None:
        allowed = paper.state != "retired" and not paper.is_ending and paper.in_work is None
        made: list[Revision] = []

        def act() -> None:
            text = _markdown(f"Version {len(paper.texts)} of {paper.number}.", fee)
            started = start_revision(
                self.document(paper),
                by=self.member(by),
                change_class=change_class,
                reason="Why",
                summary="What",
                markdown=text,
            )
            made.append(started)

        if self.attempt("start", act, allowed=allowed):
            n = len(paper.texts) + 1
            paper.texts.append(Text(made[0].pk, n, change_class, by, {by}, fee))

    @precondition(lambda self: any(self.model.texts()))
    @rule(data=st.data())
    def save(self, data: st.DataObject) -> None:
        paper, text = self.pick(data, _newest(self), "text")
        by = self.pick(data, _writers(paper, text), "by")
        change_class = self.pick(data, CLASSES, "class")
        is_stale = self.pick(data, (False, False, False, True), "stale")
        fee = self.pick(data, (text.fee, paper.fee, paper.fee + 10), "fee")

        def act() -> None:
            save_draft(
                self.revision(text),
                by=self.member(by),
                saves=text.saves - is_stale,
                title="Control of documents",
                change_class=change_class,
                summary="What",
                reason="Why",
                markdown=_markdown(f"Text {text.saves} of {paper.number} by {by}.", fee),
            )

        if self.attempt("save", act, allowed=text.state == "draft" and not is_stale):
            text.change_class, text.saves, text.effective_on = change_class, text.saves + 1, None
            text.authors.add(by)
            text.fee, text.is_told = fee, True

    @precondition(lambda self: any(self.model.texts()))
    @rule(data=st.data())
    def give_up(self, data: st.DataObject) -> None:
        paper, text = self.pick(data, _newest(self), "text")
        by = self.pick(data, _writers(paper, text), "by")
        reason = self.pick(data, ("Not needed", " "), "reason")
        allowed = text.state in ("draft", "approved") and bool(reason.strip())
        allowed &= not text.is_bound

        def act() -> None:
            cancel_revision(self.revision(text), by=self.member(by), reason=reason)

        if self.attempt("give up", act, allowed=allowed):
            text.state = "cancelled"

    @precondition(lambda self: any(self.model.texts()))
    @rule(data=st.data())
    def submit(self, data: st.DataObject) -> None:
        paper, text = self.pick(data, _newest(self), "text")
        by = self.pick(data, ("cora", "ada", "ann", "ravi"), "by")
        ahead = self.pick(data, DAYS, "days ahead")
        self.do_submit(paper, text, by, ahead)

    def do_submit(self, paper: Paper, text: Text, by: str, ahead: int | None) -> None:
        day = None if ahead is None else self.today + dt.timedelta(days=ahead)
        wanted = day or text.effective_on
        is_past = wanted is not None and wanted < self.today
        running = [t for t in paper.turns if t.text is text and (t.state, t.purpose) == RUNNING]
        again = [turn for turn in running if turn.starter == by and turn.bundle is None]
        allowed = text.state == "draft" and may_write(by, paper, text) and not text.is_bound
        allowed &= not is_past and not paper.is_ending and text.is_told
        rounds: list[Round] = []

        def act() -> None:
            who = self.member(by)
            rounds.append(submit(self.revision(text), by=who, effective_on=day))

        if self.attempt("submit", act, allowed=allowed or bool(again)):
            if again:
                assert rounds[0].pk == again[0].pk
                return
            text.state, text.effective_on = "in_review", wanted
            self.watch(rounds[0], paper, text).advance()

    @precondition(lambda self: any(self.model.turns()))
    @rule(data=st.data())
    def recall(self, data: st.DataObject) -> None:
        turn = self.pick(data, list(self.model.turns())[-6:], "round")
        by = self.pick(data, ("cora", "ada", "ann", "lena"), "by")
        reason = self.pick(data, ("", "Wait"), "reason")
        mine = {turn.starter}
        if turn.purpose == "issue":
            mine |= turn.text.authors | {turn.text.prepared_by}
        allowed = turn.state == "open" and by in mine and turn.bundle is None
        if turn.was_signed():
            allowed &= bool(reason) and turn.purpose != "withdraw"

        def act() -> None:
            recall(Round.objects.get(pk=turn.pk), by=self.member(by), reason=reason)

        if self.attempt("recall", act, allowed=allowed):
            self.model.close(turn, "recalled", self.today)


def may_write(by: str, paper: Paper, text: Text) -> bool:
    """Tell whether this person writes on a draft and submits it."""
    return by == "cora" or (by in AUTHORS and by in (text.prepared_by, paper.owner))


def _markdown(purpose: str, fee: int) -> str:
    return f"# 1 Purpose\n\n{purpose}\n\n# 2 Fees\n\nIt costs {fee} a day.\n"


def _newest(machine: World) -> list[tuple[Paper, Text]]:
    return [(paper, paper.texts[-1]) for paper in machine.model.papers if paper.texts]


def _writers(paper: Paper, text: Text) -> list[str]:
    return sorted({"cora", paper.owner, text.prepared_by})
