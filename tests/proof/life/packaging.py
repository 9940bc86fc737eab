"""Rules: change packages are put together, changed, submitted, taken back and given up."""

import datetime as dt
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.package_rounds import cancel_package, recall_package, submit_package
from approvals.actions.packages import add_drafts, change_package, make_package, remove_draft
from approvals.models import Package, Round
from tests.proof.life.bundle import Bundle
from tests.proof.life.deciding import Deciding
from tests.proof.life.drafting import AUTHORS, DAYS, may_write
from tests.proof.life.model import Paper, Text

MOST_BUNDLES: Final = 6
FEWEST: Final = 2
LEADS: Final = ("cora", *AUTHORS)


class Packaging(Deciding):
    """What those do who lead a change package."""

    @precondition(lambda self: all(b.turns for b in self.model.bundles))
    @rule(data=st.data())
    def make_package(self, data: st.DataObject) -> None:
        lead = self.pick(data, LEADS, "lead")
        self.do_make_package(lead, self.pick(data, DAYS, "days ahead"))

    def do_make_package(self, lead: str, ahead: int | None) -> None:
        day = None if ahead is None else self.today + dt.timedelta(days=ahead)
        made: list[Package] = []

        def act() -> None:
            by = self.member(lead)
            made.append(make_package(title="One", reason="Law", by=by, effective_on=day))

        if self.attempt("make package", act, allowed=day is None or day >= self.today):
            self.model.bundles.append(Bundle(made[0].pk, lead, day))

    @precondition(lambda self: self.model.bundles)
    @rule(data=st.data())
    def change_package(self, data: st.DataObject) -> None:
        bundle = self.pick(data, self.model.bundles, "package")
        by = self.pick(data, (bundle.lead, "cora", "ruth"), "by")
        lead = self.pick(data, (bundle.lead, *LEADS, "lena"), "lead")
        ahead = self.pick(data, DAYS, "days ahead")
        day = None if ahead is None else self.today + dt.timedelta(days=ahead)
        allowed = self._may_change(bundle, by) and (day is None or day >= self.today)
        allowed &= lead in LEADS

        def act() -> None:
            change_package(
                self._package(bundle),
                title="Two",
                reason="Another law",
                by=self.member(by),
                effective_on=day,
                lead=self.member(lead),
            )

        if self.attempt("change package", act, allowed=allowed):
            bundle.lead, bundle.day = lead, day

    @precondition(lambda self: self.model.bundles and any(self.model.texts()))
    @rule(data=st.data())
    def add_draft(self, data: st.DataObject) -> None:
        bundle = self.pick(data, self.model.bundles[-3:], "package")
        newest = [(paper, paper.texts[-1]) for paper in self.model.papers if paper.texts]
        paper, text = self.pick(data, newest, "text")
        self.do_add_draft(bundle, paper, text, self.pick(data, ("cora", bundle.lead), "by"))

    def do_add_draft(self, bundle: Bundle, paper: Paper, text: Text, by: str) -> None:
        is_there = text.bundle is bundle
        is_free = text.bundle is None and text.state == "draft" and may_write(by, paper, text)

        def act() -> None:
            add_drafts(self._package(bundle), [self.revision(text)], by=self.member(by))

        allowed = self._may_change(bundle, by) and (is_there or is_free)
        if self.attempt("add draft", act, allowed=allowed) and not is_there:
            bundle.take(paper, text)

    @precondition(lambda self: any(b.parts for b in self.model.bundles))
    @rule(data=st.data())
    def take_draft_out(self, data: st.DataObject) -> None:
        bundle = self.pick(data, [b for b in self.model.bundles if b.parts], "package")
        paper, text = self.pick(data, bundle.parts, "draft")
        by = self.pick(data, (bundle.lead, "cora", "ruth"), "by")

        def act() -> None:
            remove_draft(self._package(bundle), self.revision(text), by=self.member(by))

        if self.attempt("take draft out", act, allowed=self._may_change(bundle, by)):
            bundle.drop(paper, text)

    @precondition(lambda self: self.model.bundles)
    @rule(data=st.data())
    def submit_package(self, data: st.DataObject) -> None:
        bundle = self.pick(data, self.model.bundles[-4:], "package")
        self.do_submit_package(bundle, self.pick(data, (bundle.lead, "cora", "ann"), "by"))

    def do_submit_package(self, bundle: Bundle, by: str) -> None:
        is_again = any(turn.starter == by for turn in bundle.running)
        is_past = bundle.day is not None and bundle.day < self.today
        ready = [
            text.state == "draft"
            and text.is_told
            and may_write(by, paper, text)
            and not paper.is_ending
            for paper, text in bundle.parts
        ]
        allowed = self._may_change(bundle, by) and not is_past
        allowed &= len(ready) >= FEWEST and all(ready)
        rounds: list[Round] = []

        def act() -> None:
            rounds.extend(submit_package(self._package(bundle), by=self.member(by)))

        if self.attempt("submit package", act, allowed=allowed or is_again) and not is_again:
            by_text = {round.revision_id: round for round in rounds}
            turns = []
            for paper, text in bundle.parts:
                text.state, text.effective_on = "in_review", bundle.day
                turn = self.watch(by_text[text.pk], paper, text)
                turn.bundle = bundle
                turns.append(turn)
            bundle.begin(turns)

    @precondition(lambda self: any(b.turns for b in self.model.bundles))
    @rule(data=st.data())
    def recall_package(self, data: st.DataObject) -> None:
        bundle = self.pick(data, [b for b in self.model.bundles if b.turns], "package")
        by = self.pick(data, (bundle.lead, "cora", "lena"), "by")
        reason = self.pick(data, ("", "Wait"), "reason")
        mine = {bundle.lead, *(turn.starter for turn in bundle.running)}
        was_signed = any(turn.was_signed() for turn in bundle.running)
        allowed = bool(bundle.running) and by in mine and (bool(reason) or not was_signed)

        def act() -> None:
            recall_package(self._package(bundle), by=self.member(by), reason=reason)

        if self.attempt("recall package", act, allowed=allowed):
            bundle.close("recalled")

    @precondition(lambda self: self.model.bundles)
    @rule(data=st.data())
    def give_package_up(self, data: st.DataObject) -> None:
        bundle = self.pick(data, self.model.bundles, "package")
        by = self.pick(data, (bundle.lead, "cora", "ruth"), "by")
        reason = self.pick(data, ("Not needed", " "), "reason")
        allowed = by in (bundle.lead, "cora") and bool(reason.strip())
        allowed &= bundle.state in ("draft", "approved")

        def act() -> None:
            cancel_package(self._package(bundle), by=self.member(by), reason=reason)

        if self.attempt("give package up", act, allowed=allowed):
            if bundle.state == "draft":
                for paper, text in list(bundle.parts):
                    bundle.drop(paper, text)
            for _paper, text in bundle.parts:
                text.state = "cancelled"
            bundle.state = "cancelled"

    def _may_change(self, bundle: Bundle, by: str) -> bool:
        return bundle.state == "draft" and by in (bundle.lead, "cora")

    def _package(self, bundle: Bundle) -> Package:
        found: Package = Package.objects.get(pk=bundle.pk)
        return found
