"""Rules: days pass, the clock visits, workers take what was queued, or the broker loses it."""

import datetime as dt
from collections import deque

from hypothesis import strategies as st
from hypothesis.stateful import rule

from config.clock import ISSUE, do_what_is_due
from tests.proof.life.world import World


class Passing(World):
    """What happens without anybody asking."""

    @rule(days=st.sampled_from((0, 1, 3, 10, 40)))
    def days_pass(self, days: int) -> None:
        """Let the clock visit after some days, or again on the same."""
        self.clock.shift(dt.timedelta(days=days))
        for step in ISSUE:
            deque(step.parts(self.today), maxlen=0)
        self._put_in_force()
        self.has_changed = True
        self.done["visits"] += 1

    @rule(data=st.data())
    def a_whole_visit(self, data: st.DataObject) -> None:
        """Remind, escalate and make digests as well; it takes long, and so is rare."""
        if data.draw(st.integers(0, 9), label="0 is a visit"):
            return
        assert do_what_is_due(self.tenant, self.today) == []
        self._put_in_force()
        self.has_changed = True
        self.done["whole visits"] += 1

    @rule(is_lost=st.sampled_from((False, False, True)))
    def workers_work(self, *, is_lost: bool) -> None:
        """Let workers take what is queued; or the broker has lost it, and the clock finds it."""
        messages = self.queued()
        for paper, text in self.model.texts():
            waits = text.is_queued and text.state == "approved" and not text.is_issued
            text.is_queued = False
            if waits and not is_lost:
                text.is_issued = True
                paper.activate_if_due(text, self.today)
                if text.bundle is not None:
                    text.bundle.is_queued = True
        for bundle in self.model.bundles:
            if bundle.is_queued and not is_lost:
                bundle.activate_if_due(self.today)
            bundle.is_queued = False
        while messages and not is_lost:
            messages.pop(0)()
            messages += self.queued()
        self.done["losses" if is_lost else "workers"] += 1

    def _put_in_force(self) -> None:
        """Do in the model what a visit does, in its order."""
        for paper, text in self.model.texts():
            paper.activate_if_due(text, self.today)
        for bundle in self.model.bundles:
            bundle.activate_if_due(self.today)
        for paper in self.model.papers:
            is_due = paper.retires_on is not None and paper.retires_on <= self.today
            turn = paper.retirement if is_due and not paper.act else None
            if turn is not None and paper.state != "retired" and not self.model.is_held_up(turn):
                self.model.retire(turn)
        for _paper, text in self.model.texts():
            text.is_queued |= text.state == "approved" and not text.is_issued
