"""Say in words why somebody is reminded of a document, or is not (docs/reminders.md)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.distribution.standing import REQUIRED, standing_of
from approvals.distribution.told import end_of
from approvals.expiring.kind import Expiring
from approvals.expiring.kinds import EXPIRING
from approvals.expiring.ladder import Ladder
from approvals.expiring.reminding import told_of
from approvals.models import Acknowledgement
from documents.models import Document, Revision
from tenants.calendar import working_days
from tenants.channels.wishes import Wishes, ways_to
from tenants.models import Delivery, Member, Notice, Rung, Tenant
from tenants.notices import Kind
from tenants.notices.cadence import Cadence
from tenants.notices.kinds import every
from tenants.notices.ledger import Told, reached

FAR: Final = dt.timedelta(days=3660)
LOOK_AHEAD: Final = 400
READING: Final = "acknowledgement_due"


class Case(NamedTuple):
    """One thing that is due, and what is said of it."""

    label: str
    said: list[str]


class Explaining:
    """What the rules make of things for one member on a day, in the active language."""

    def __init__(self, member: Member, tenant: Tenant, day: dt.date) -> None:
        self.member, self.tenant, self.day = member, tenant, day
        member.tenant = tenant
        self.ladder, self.days = Ladder(day), working_days()

    def habits(self) -> str:
        """Say when this member gets mail."""
        start, end = Cadence.of(self.tenant).quiet
        return _(
            "Your mail comes on working days from %(hour)s:00, the next time on %(day)s; between"
            " %(start)s:00 and %(end)s:00 nobody gets any."
        ) % {
            "hour": self.member.user.digest_hour,
            "day": self.days.from_(self.day),
            "start": start,
            "end": end,
        }

    def cases(self, document: Document) -> Iterator[Case]:
        """Say it of everything of a document that is due some day."""
        for kind in EXPIRING:
            if not kind.document:
                continue
            rows = kind.rows(self.day + FAR, self.day).filter(**{kind.document: document.pk})
            for row in kind.values_of(rows.order_by()):
                yield Case(str(kind.label), self._said(kind, row))
        yield from self._reading(document)

    def _said(self, kind: Expiring, row: dict[str, Any]) -> list[str]:
        cadence = kind.cadence(self.tenant)
        told = list(told_of(kind, [(row["recipient"], row["at_unit"])], self.ladder))
        mine = next((one for one in told if one.person == self.member.pk), None)
        in_place = mine is None and self._stands_in(kind, row)
        level = mine.level if mine else Rung.OWNER
        is_told = mine is not None or in_place
        return [
            self._rule(row["due"], cadence),
            _("You may decide it in the place of whose it is.")
            if in_place
            else self._whose(mine, row["recipient"], cadence),
            *(self._when(row["due"], cadence, level) if is_told else ()),
            *self._written(kind.name, row["subject"], row["due"]),
            *self._hidden(kind, row["subject"]),
            *((self._ways(kind),) if is_told else ()),
        ]

    def _stands_in(self, kind: Expiring, row: dict[str, Any]) -> bool:
        if kind.in_place is None:
            return False
        things = kind.rows(self.day + FAR, self.day).filter(pk=row["subject"].partition(":")[2])
        return things.filter(kind.in_place(self.member, self.day)).exists()

    def _rule(self, due: dt.date, cadence: Cadence) -> str:
        return _(
            "Due on %(due)s. Reminders come %(ahead)s days before, then on each working day for"
            " %(daily)s days, then every week until it is done."
        ) % {
            "due": due,
            "ahead": ", ".join(map(str, cadence.ahead)),
            "daily": cadence.daily_for,
        }

    def _whose(self, mine: Told | None, holder: object, cadence: Cadence) -> str:
        if mine is None:
            if self.member.pk in self.ladder.away:
                return _("You are on leave: who stands in for you is told instead.")
            return _("You are not told: it belongs to somebody else, and you are on no rung above.")
        if mine.rung > mine.level:
            return _("Nobody is there to be told before you: so it goes up to you.")
        if mine.level > Rung.OWNER:
            return _("You hear of it when it is %(days)s working days late, as: %(rung)s.") % {
                "days": cadence.after(mine.level),
                "rung": Rung(mine.rung).label,
            }
        if holder == self.member.pk:
            return _("It belongs to you.")
        return _("You are told since it falls to you, or since you stand in for somebody on leave.")

    def _when(self, due: dt.date, cadence: Cadence, level: int) -> Iterator[str]:
        if hit := self._reached(due, self.day, cadence, level):
            said = {"day": self.day, "list": "; ".join(map(milestone, hit))}
            yield _("By %(day)s reached: %(list)s.") % said
            return
        ahead = (self.day + dt.timedelta(days=n) for n in range(1, LOOK_AHEAD))
        first = next((day for day in ahead if self._reached(due, day, cadence, level)), None)
        if first:
            yield _("Nothing is reached by %(day)s; the first reminder is that of %(first)s.") % {
                "day": self.day,
                "first": first,
            }

    def _reached(self, due: dt.date, day: dt.date, cadence: Cadence, level: int) -> list[int]:
        late = cadence.after(level)
        return reached(due, day, self.days, working_days_late=late, cadence=cadence)

    def _written(self, kind: str, subject: str, due: dt.date) -> Iterator[str]:
        """Say what became of each reminder in the ledger."""
        rows = Notice.objects.filter(
            recipient=self.member, kind=kind, subject=subject, due_on=due
        ).select_related("digest")
        for notice in rows.prefetch_related("digest__deliveries").order_by("-milestone"):
            yield f"{milestone(notice.milestone)}: {self._became(notice)}"

    def _became(self, notice: Notice) -> str:
        if notice.digest is None:
            if notice.state == Notice.State.SKIPPED:
                return _("not sent, since a newer one was reached as well.")
            return _("waits for the mail of the next working day.")
        results = "; ".join(
            f"{delivery.get_channel_display()}: {delivery.get_state_display()} {delivery.said()}"
            for delivery in notice.digest.deliveries.all()
        )
        said = {"day": notice.digest.day, "results": results}
        if notice.state == Notice.State.SKIPPED:
            return _("left out of the mail of %(day)s: done, or not yours any more.") % said
        return _("in the mail of %(day)s (%(results)s).") % said

    def _hidden(self, kind: Expiring, subject: str) -> Iterator[str]:
        pk = subject.partition(":")[2]
        if not kind.visible(self.member).filter(pk=pk).exists():
            yield _("It is out of your sight: no mail names it.")

    def _reading(self, document: Document) -> Iterator[Case]:
        revision = self._text_of(document)
        if revision is None:
            return
        standing = standing_of(revision, self.member, self.day)
        given = Acknowledgement.objects.filter(member=self.member, revision=revision).first()
        on = given and timezone.localdate(given.at)
        facts = {"label": revision.label, "day": on}
        if on and on <= self.day:
            said = [_("You acknowledged %(label)s on %(day)s: nobody reminds you.") % facts]
        elif standing.state not in REQUIRED or standing.due_on is None:
            said = [_("You do not have to acknowledge %(label)s.") % facts, standing.reason]
        else:
            said = [standing.reason, *self._owed(revision, standing.due_on, standing.state)]
            if on:
                said.append(_("You acknowledged %(label)s later, on %(day)s.") % facts)
        yield Case(str(every()[READING].label), said)

    def _text_of(self, document: Document) -> Revision | None:
        """Return what was in force on the day, or is now if nothing was."""
        ends = end_of(self.day)
        texts = document.revisions.filter(effective_at__lt=ends).defer("markdown", "manifest")
        return texts.order_by("-effective_at").first() or document.in_force

    def _owed(self, revision: Revision, due: dt.date, state: str) -> Iterator[str]:
        cadence = Cadence.of(self.tenant)
        yield self._rule(due, cadence)
        if state == "required":
            yield from self._when(due, cadence, Rung.OWNER)
        yield from self._written(READING, f"revision:{revision.pk}", due)
        yield self._ways(every()[READING])

    def _ways(self, kind: Kind) -> str:
        """Say by which ways it comes, as the member wished on the day."""
        wishes, reachable = Wishes.at(self.member, end_of(self.day)), ways_to(self.member)
        ways = wishes.ways_for(kind, reachable)
        if not ways:
            return _("Outside the product nothing reaches you: look here.")
        named = ", ".join(str(Delivery.Channel(way).label) for way in ways)
        if not any(wishes.wants(kind, way) for way in ways):
            return _("You have to act on it: it comes by %(ways)s, whatever you wish.") % {
                "ways": named
            }
        return _("It comes by %(ways)s, as you wish.") % {"ways": named}


def milestone(n: int) -> str:
    """Return a milestone in words."""
    if n == 0:
        return _("on the day itself")
    words = _("%(n)s days before") if n > 0 else _("%(n)s days after")
    return words % {"n": abs(n)}
