"""What proves that a person had read a revision on a day, or had to: all of it from what is kept.

The facts are those known when the day was over, and so is their SHA-256: whoever asks again, in
whatever language, gets the same. What came later is told apart. The head of the audit trail says
where the chain stood when it was asked for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from approvals.distribution.standing import REQUIRED, Standing, standing_of
from approvals.distribution.told import Told, end_of, told_of
from approvals.models import Acknowledgement, Delegation, ReadingUrge
from approvals.reading.understanding import Understood, understood_by
from documents.models import Distribution, Revision
from tenants.audit import subject_of
from tenants.models import AuditEntry, AuditHead, Member

PLACES: Final = ("unit", "post", "group", "member")


class Anchor(NamedTuple):
    """An entry of the audit trail: its place in the chain and its hash."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class Proof:
    """Person, revision, day, and all that was known of them when the day was over."""

    person: Member
    revision: Revision
    day: dt.date
    standing: Standing
    given: Acknowledgement | None
    entry: Anchor | None  # of the acknowledgement in the audit trail
    later: Acknowledgement | None  # given after the day
    others: list[Acknowledgement]  # of other revisions of the document
    understood: list[Understood]  # the questions of understanding, as far as they were answered
    distributions: list[Distribution]
    absences: list[Delegation]
    urges: list[ReadingUrge]
    told: list[Told]
    head: Anchor

    @classmethod
    def of(cls, person: Member, revision: Revision, day: dt.date) -> Proof:
        """Gather it: some dozen statements, however much there is."""
        end = end_of(day)
        acks = (
            Acknowledgement.objects.filter(member=person, revision__document=revision.document_id)
            .select_related("revision")
            .defer("revision__markdown", "revision__manifest")
        )
        given = {each.revision_id: each for each in acks.order_by("at")}
        own = given.pop(revision.pk, None)
        in_time = own if own and own.at < end else None
        urges = list(
            ReadingUrge.objects.filter(revision=revision, member=person, at__lt=end)
            .select_related("by")
            .order_by("at")
        )
        put = Distribution.objects.filter(revision=revision, published_on__lte=day)
        away = Delegation.objects.filter(
            delegator=person, is_absent=True, valid_from__lte=day, set_at__lt=end
        )
        return cls(
            person=person,
            revision=revision,
            day=day,
            standing=standing_of(revision, person, day),
            given=in_time,
            entry=_entry(in_time) if in_time else None,
            later=own if own and in_time is None else None,
            others=[each for each in given.values() if each.at < end],
            understood=understood_by(person, revision, before=end),
            distributions=list(put.select_related(*PLACES).order_by("published_on", "pk")),
            absences=list(away.order_by("valid_from")),
            urges=urges,
            told=told_of(revision, person, urges, end),
            head=_head(),
        )

    @property
    def carried(self) -> Acknowledgement | None:
        """Return the acknowledgement of an earlier revision that held for this one on the day."""
        if self.standing.state != "carried over" or self.given is not None:
            return None
        held = (each for each in self.others if each.revision.label == self.standing.note)
        return max(held, key=lambda each: each.revision.n, default=None)

    @property
    def is_owed(self) -> bool:
        """Tell whether the person had to read it and had not when the day was over."""
        return self.given is None and self.standing.state in REQUIRED

    @property
    def is_late(self) -> bool:
        """Tell whether it was owed, and the time for it over."""
        due = self.standing.due_on
        is_running = self.standing.state == "required"
        return self.is_owed and is_running and due is not None and due < self.day

    @property
    def understood_at(self) -> dt.datetime | None:
        """Return when the last question of understanding was answered rightly; None: not all."""
        times = [each.at for each in self.understood if each.at is not None]
        return max(times) if times and len(times) == len(self.understood) else None

    def facts(self) -> dict[str, Any]:
        """Return the facts in no language: what the hash is of."""
        document = self.revision.document
        asked = [[each.question.text, each.at, each.tries] for each in self.understood]
        return ({"understood": asked} if asked else {}) | {
            "tenant": str(self.person.tenant_id),
            "person": [str(self.person.pk), self.person.name, self.person.staff_number],
            "document": [str(document.pk), document.number],
            "revision": [str(self.revision.pk), self.revision.n, self.revision.label],
            "content": hashlib.sha256(bytes(self.revision.manifest or b"")).hexdigest(),
            "day": self.day,
            "standing": self.standing._asdict(),
            "given": _written(self.given) if self.given else None,
            "entry": self.entry._asdict() if self.entry else None,
            "others": [_written(each) for each in self.others],
            "distributed": [
                [each.scope, str(each.place_id or ""), each.published_on, each.due_on]
                for each in self.distributions
            ],
            "away": [[each.valid_from, each.valid_until] for each in self.absences],
            "urged": [[each.at, each.by.name] for each in self.urges],
            "told": [
                each._asdict() | {"sent": [one._asdict() for one in each.sent]}
                for each in self.told
            ],
        }

    def written(self) -> bytes:
        """Return the facts as the bytes that are hashed."""
        return json.dumps(
            self.facts(),
            cls=DjangoJSONEncoder,
            sort_keys=True,
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.written()).hexdigest()


def _written(given: Acknowledgement) -> dict[str, Any]:
    facts = {"label": given.revision.label, "at": given.at, "how": given.how}
    return facts | {"statement": given.statement}


def _entry(given: Acknowledgement) -> Anchor | None:
    """Return where the audit trail says that it was given; signatures have entries of their own."""
    entries = AuditEntry.objects.filter(
        subject=subject_of(given.revision), by=given.member_id, event="revision.acknowledged"
    )
    entry = entries.values_list("sequence", "hash").first()
    return Anchor(entry[0], bytes(entry[1]).hex()) if entry else None


def _head() -> Anchor:
    head = AuditHead.objects.get()
    return Anchor(head.sequence, bytes(head.hash).hex())
