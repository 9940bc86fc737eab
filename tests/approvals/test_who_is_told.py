"""Everyone who acted is told of the outcome: event × recipient × channel, as one table.

A cell says what the recipient hears of the event; it reaches them in the product and by the mail of
the day alike. What is not in the table fails: a new kind of notice, event or outcome gets its row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import pytest
from django.db import transaction

from approvals.actions.decisions import confirm_seen, reject_step, return_step, sign_step
from approvals.actions.rounds import recall, submit
from approvals.actions.routes import save_route
from approvals.actions.steps import add_signer, hand_on, take_back
from approvals.actions.waiting import inform, urge
from approvals.events import EVENTS
from approvals.models import Meaning, Round, Step
from approvals.models.route import Mode
from approvals.notices import KINDS
from documents.models import Document, Revision
from tenants.models import Member, Notice, Tenant
from tenants.notices import lines, told
from tenants.notices.digests import make_digests
from tenants.people.roles import Role
from tenants.periodic import deliver
from tests.approvals.conftest import Office
from tests.approvals.test_delegate import delegate
from tests.approvals.test_route_versions import stage
from tests.world import PASSWORD, Cast, make_member

WORDS: Final = {
    "end": {"revision_passed", "revision_returned", "revision_rejected", "revision_recalled"},
    "off": {"approval_not_required"},
    "ask": {"approval_requested"},
    "sign": {"signature_asked"},
    "again": {"step_open_again"},
    "added": {"signer_added"},
    "back": {"addition_taken_back"},
    "given": {"step_handed_to"},
    "moved": {"step_handed_on"},
    "urged": {"step_urged"},
    "view": {"viewing_requested"},
    "unseen": {"viewing_not_required"},
}
# Who: prepares, puts it before the others, owns the document; has signed, has handed that on; is
# asked, stands in for that one; waits for whom they added; was added; views, decides later; is
# informed, has seen it; acts last; comes in by the event; has nothing to do with it.
WHO: Final = (
    *("author", "submitter", "owner", "signed", "gave", "open", "deputy", "waits", "added"),
    *("views", "later", "informed", "saw", "acts", "new", "stranger"),
)
# fmt: off
TABLE: Final = {
#                 aut sub own sig gav opn dep wai     add views  ltr inf saw act new str
"passed":        "end end end end end off off off+end off unseen .   end end .   .   .",
"returned":      "end end end end end off off off+end off unseen .   end end .   .   .",
"rejected":      "end end end end end off off off+end off unseen .   end end .   .   .",
"recalled":      ".   end end end end off off off+end off unseen .   end end off .   .",
"stage decided": ".   .   .   .   .   off off off     off .      ask .   .   .   .   .",
"added":         "added added . . .   .   .   .       .   .      .   .   .   .   sign .",
"added by deputy": "added added . . . added . .       .   .      .   .   .   .   sign .",
"taken back":    "back back . .   .   .   .   .       back .     .   .   .   .   .   .",
"added signed":  ".   .   .   .   .   .   .   again   .   .      .   .   .   .   .   .",
"handed on":     "moved moved . . .   .   .   .       .   .      .   .   .   .   given .",
"handed on for": "moved .   .  .  .   moved . .       .   .      .   .   .   .   given .",
"urged":         ".   .   .   .   .   urged urged .   .   .      .   .   .   .   .   .",
"seen":          ".   .   .   .   .   .   .   .       .   .      .   .   .   .   .   .",
"informed":      ".   .   .   .   .   .   .   .       .   .      .   .   .   .   view .",
}
# fmt: on

# Kinds and events that are no outcome and no act in a round of one text: tested where they are.
ELSEWHERE: Final = (
    *("act_", "package_", "question_", "inquiry_", "round_commented", "delegation_", "document_"),
    *("retirement_", "handed_over", "membership_", "acknowledgement_", "review_"),
    *("approval_due", "viewing_due", "signature_broken"),  # by the clock
)
NOT_TOLD: Final = {  # the audit trail has it, and the trail of the round shows it
    *("revision.acknowledged", "revision.signed", "revision.submitted"),
    *("round.answer", "round.comment", "round.question"),  # tests/approvals/test_talk*.py
    *("revision.acknowledged_on_paper", "revision.understood", "round.rereading"),
}
OF_EVENT: Final = {
    "revision.recalled": "recalled",
    "revision.rejected": "rejected",
    "revision.returned": "returned",
    "revision.seen": "seen",
    "round.informed": "informed",
    "step.added": "added",
    "step.handed_on": "handed on",
    "step.taken_back": "taken back",
    "step.urged": "urged",
}


@dataclass
class Play:
    """A round in the middle of everything, with one person in each part."""

    who: dict[str, Member]
    round: Round
    controller: Member
    told_before: set[UUID] = field(default_factory=set)

    def step(self, who: str) -> Step:
        steps = Step.objects.filter(round_id=self.round.pk)  # anew, as each request reads it
        return steps.exclude(state__in=Step.REPLACED).get(member=self.who[who])

    def sign(self, who: str) -> None:
        sign_step(self.step(who), by=self.who[who], password=PASSWORD)

    def add(self, by: str) -> None:
        new, place = self.who["new"], Step.Place.BEFORE
        add_signer(self.step("open"), new, by=self.who[by], place=place, why="Law")

    def give(self, by: Member) -> None:
        hand_on(self.step("open"), self.who["new"], by=by, why="Ill")


def begin(acme: Cast, office: Office, *, is_last: bool) -> Play:
    """Let the second stage run, where any one approves; it is the last one, or not."""
    who = {"author": acme.ada, "submitter": acme.cora}
    who |= {"owner": make_member(acme.tenant, "Owner", Role.AUTHOR)}
    who |= {name: make_member(acme.tenant, name.title(), Role.READER) for name in WHO[3:]}
    stages = [
        stage(who["gave"], meaning=Meaning.REVIEWED),
        stage(who["views"], meaning=Meaning.SEEN),
        stage(who["open"], who["waits"], who["acts"], mode=Mode.ANY),
        *([] if is_last else [stage(who["later"])]),
    ]
    save_route((office.procedure, "major"), stages, by=acme.cora, base=1)
    draft = office.draft()
    Document.objects.filter(pk=draft.document_id).update(owner=who["owner"])
    draft = Revision.objects.get(pk=draft.pk)
    round = submit(draft, by=acme.cora, informed=[who["informed"], who["saw"]])
    play = Play(who, round, make_member(acme.tenant, "Second", Role.CONTROLLER))
    hand_on(play.step("gave"), who["signed"], by=who["gave"], why="Leave")
    play.sign("signed")
    confirm_seen(play.step("saw"), by=who["saw"])
    delegate(who["open"], who["deputy"], is_absent=True)
    before = Step.Place.BEFORE
    add_signer(play.step("waits"), who["added"], by=who["waits"], place=before, why="Law")
    play.told_before = set(Notice.objects.values_list("pk", flat=True))
    Notice.objects.update(state=Notice.State.SENT)
    round.refresh_from_db()
    return play


ACTS: Final[dict[str, Callable[[Play], object]]] = {
    "passed": lambda play: play.sign("acts"),
    "returned": lambda play: return_step(play.step("acts"), by=play.who["acts"], comment="No"),
    "rejected": lambda play: reject_step(play.step("acts"), by=play.who["acts"], comment="No"),
    "recalled": lambda play: recall(play.round, by=play.who["author"], reason="Wait"),
    "stage decided": lambda play: play.sign("acts"),
    "added": lambda play: play.add("open"),
    "added by deputy": lambda play: play.add("deputy"),
    "taken back": lambda play: take_back(play.step("added"), by=play.who["waits"]),
    "added signed": lambda play: play.sign("added"),
    "handed on": lambda play: play.give(play.who["open"]),
    "handed on for": lambda play: play.give(play.who["submitter"]),
    "urged": lambda play: urge(play.step("open"), by=play.who["author"]),
    "seen": lambda play: confirm_seen(play.step("informed"), by=play.who["informed"]),
    "informed": lambda play: inform(play.round, [play.who["new"]], by=play.who["author"]),
}


def in_product(play: Play, member: Member, tenant: Tenant) -> set[str]:
    new = [notice for notice in told(member, 50) if notice.pk not in play.told_before]
    return {line.kind.name for line in lines(new, member, tenant)}


def by_mail(play: Play, member: Member) -> set[str]:
    mailed = Notice.objects.filter(recipient=member, state=Notice.State.SENT)
    mailed = mailed.exclude(digest=None).exclude(pk__in=play.told_before)
    return set(mailed.values_list("kind", flat=True))


def cells(event: str) -> dict[str, str]:
    return dict(zip(WHO, TABLE[event].split(), strict=True))


def expected(event: str, cell: str) -> set[str]:
    """Return the kinds of a cell; of an end, the one that this event is."""
    words = [] if cell == "." else cell.split("+")
    kinds = set[str]().union(*(WORDS[word] for word in words))
    return {kind for kind in kinds if kind not in WORDS["end"] or kind == f"revision_{event}"}


def heard(play: Play, event: str, tenant: Tenant) -> dict[str, tuple[set[str], set[str]]]:
    """Let the event happen, and undo it; return what each hears in the product and by mail."""
    with transaction.atomic():
        ACTS[event](play)
        list(make_digests(tenant.today()))
        deliver(tenant)
        people = {name: Member.objects.get(pk=who.pk) for name, who in play.who.items()}
        found = {
            name: (in_product(play, who, tenant), by_mail(play, who))
            for name, who in people.items()
        }
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("is_last", [True, False])
def test_whoever_is_concerned_is_told_in_the_product_and_by_mail(
    acme: Cast, office: Office, *, is_last: bool
) -> None:
    play = begin(acme, office, is_last=is_last)
    for event in TABLE:
        if is_last == (event != "stage decided"):
            wanted = {name: expected(event, cell) for name, cell in cells(event).items()}
            both = {name: (kinds, kinds) for name, kinds in wanted.items()}
            assert (event, heard(play, event, acme.tenant)) == (event, both)


def test_no_kind_event_or_outcome_is_missing_in_the_table() -> None:
    known = set().union(*WORDS.values())
    kinds = {kind.name for kind in KINDS if not kind.name.startswith(ELSEWHERE)}
    assert kinds == known
    used = {word for row in TABLE.values() for cell in row.split() for word in cell.split("+")}
    assert used - {"."} == set(WORDS)
    assert set(Round.State) - {Round.State.OPEN} <= set(TABLE)
    assert set(TABLE) == set(ACTS)
    ours = ("revision.", "round.", "step.")
    assert {event for event in EVENTS if event.startswith(ours)} == {*OF_EVENT, *NOT_TOLD}
    assert set(OF_EVENT.values()) <= set(TABLE)
