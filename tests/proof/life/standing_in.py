"""Rules: people stand in for others, for a while, and end that early."""

import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from approvals.actions.delegations import end_delegation, set_delegation
from approvals.models import Delegation
from tests.proof.life.deciding import Deciding
from tests.proof.life.model import NOT_YET
from tests.proof.life.stand import Stand

MOST_STANDS = 8
HOPS = 2


class StandingIn(Deciding):
    """Delegations, and what may not be."""

    @precondition(lambda self: len(self.model.stands) < MOST_STANDS)
    @rule(data=st.data())
    def stand_in(self, data: st.DataObject) -> None:
        people = sorted(self.people)
        holder = self.pick(data, people, "holder")
        deputy = self.pick(data, people, "deputy")
        by = self.pick(data, (holder, "cora"), "by")
        first = self.today + dt.timedelta(days=self.pick(data, (0, 0, 0, 2, -1), "from"))
        last = first + dt.timedelta(days=self.pick(data, (0, 3, 30, -1), "for"))
        self.do_stand_in(holder, deputy, first, last, by)

    @precondition(lambda self: any(t.state == "open" for t in self.model.turns()))
    @rule(data=st.data())
    def decide_for_another(self, data: st.DataObject) -> None:
        """Let somebody leave today whose step waits, and their deputy decide it."""
        waiting = [(t, d) for t, d in self.duties() if d.state == "open" and not d.only_views]
        if not waiting:
            return
        turn, duty = self.pick(data, waiting, "step")
        others = [name for name in sorted(self.people) if name != duty.holder]
        free = [name for name in others if self.model.is_free(turn, duty, name)]
        deputy = self.pick(data, free or others, "deputy")
        if not self.model.may_decide(turn, duty, deputy, self.today):
            last = self.today + dt.timedelta(days=self.pick(data, (0, 3), "for"))
            self.do_stand_in(duty.holder, deputy, self.today, last, duty.holder)
        act = self.pick(data, ("sign", "sign", "sign", "return"), "act")
        self.do_decide(turn, duty, deputy, act, "Not clear", None)

    def do_stand_in(self, holder: str, deputy: str, first: dt.date, last: dt.date, by: str) -> None:
        new = Stand(NOT_YET, holder, deputy, first, last)
        allowed = holder != deputy and first >= self.today and last >= first
        allowed = allowed and self._is_sound([*self.model.stands, new])
        made: list[Delegation] = []

        def act() -> None:
            made.append(
                set_delegation(
                    delegator=self.member(holder),
                    deputy=self.member(deputy),
                    first=first,
                    last=last,
                    reason="Leave",
                    by=self.member(by),
                )
            )

        if self.attempt("stand in", act, allowed=allowed):
            new.pk = made[0].pk
            self.model.stands.append(new)

    @precondition(lambda self: self.model.stands)
    @rule(data=st.data())
    def end_standing_in(self, data: st.DataObject) -> None:
        stand = self.pick(data, self.model.stands, "delegation")
        by = self.pick(data, (stand.holder, stand.deputy, "cora", "ruth"), "by")
        is_over = stand.is_ended or stand.last < self.today
        allowed = not is_over and by in (stand.holder, stand.deputy, "cora")

        def act() -> None:
            end_delegation(Delegation.objects.get(pk=stand.pk), by=self.member(by))

        if self.attempt("end standing in", act, allowed=allowed):
            stand.is_ended = True

    def _is_sound(self, stands: list[Stand]) -> bool:
        """Tell whether nobody has two deputies on a day, and no chain is long or leads back.

        Day by day, as one would with a calendar: the product reasons about windows instead.
        """
        live = [s for s in stands if not s.is_ended and s.last >= self.today]
        lengths = ((s.first, (s.last - s.first).days) for s in live)
        days = {first + dt.timedelta(days=n) for first, last in lengths for n in range(last + 1)}
        return all(self._is_sound_on(day, live) for day in days)

    @staticmethod
    def _is_sound_on(day: dt.date, stands: list[Stand]) -> bool:
        running = [s for s in stands if s.first <= day <= s.last]
        deputies = {s.holder: s.deputy for s in running}
        if len(deputies) < len(running):
            return False
        for start in deputies:
            at, hops = start, 0
            while at in deputies and hops <= HOPS:
                at, hops = deputies[at], hops + 1
            if hops > HOPS:
                return False
        return True
