"""What waits for a member in one tenant, and what the member has done: plain rows."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Acknowledgement, Round, Step
from approvals.reading.owed import readings_owed
from approvals.rounds.wording import act_of
from documents.labels import Deadline, deadline
from documents.models import Document, Revision
from tenants.access import Standing
from tenants.models import TenantQuerySet
from tenants.scope import tenant_scope

MOST_ROWS = 50


class About(NamedTuple):
    """The revision a line is about, and where it leads."""

    revision_id: UUID
    number: str
    label: str
    title: str
    zone: str
    url: str


class Task(NamedTuple):
    """Something to do."""

    about: About
    act: str
    said: str
    due_on: dt.date | None
    due: Deadline
    icon: str
    document: Document
    is_reading: bool = False
    names: str = ""  # of deputy and holder, where somebody stands in
    is_act: bool = False  # about the document itself, not about a text of it

    @property
    def key(self) -> str:
        """Return what tells it from other tasks in the list."""
        return f"{self.about.revision_id}{'-act' if self.is_act else ''}"

    @property
    def urgency(self) -> tuple[dt.date, str, str]:
        return self.due_on or dt.date.max, self.about.zone, self.about.number


class Done(NamedTuple):
    """Something done."""

    about: About
    act: str
    at: dt.datetime
    icon: str
    names: str = ""


class Inbox:
    """The lines of one member in one tenant; use it in its scope."""

    def __init__(self, standing: Standing) -> None:
        self.tenant, self.member = standing.tenant, standing.member
        self.waiting = standing.waiting
        self.today = self.tenant.today()
        people = ("member", "deputy", "round__started_by")
        self.steps = Step.objects.select_related("round__revision__document", *people).defer(
            "round__manifest", "round__revision__markdown", "round__revision__manifest"
        )

    def scope(self) -> AbstractContextManager[None]:
        """Open the tenant's scope, in which everything below works."""
        return tenant_scope(self.tenant.pk, time_zone=self.tenant.time_zone)

    def tasks(self) -> list[Task]:
        """Return what waits, the most urgent first."""
        kinds = (self._to_decide, self._to_acknowledge, self._to_submit_again)
        counts = self.waiting or [MOST_ROWS] * len(kinds)  # not counted: ask for each
        found = [
            task for kind, count in zip(kinds, counts, strict=True) if count for task in kind()
        ]
        return sorted(found, key=lambda task: task.urgency)[:MOST_ROWS]

    def done(self) -> list[Done]:
        """Return what was decided and acknowledged, the newest first."""
        found = [*self._decided(), *self._acknowledged()]
        return sorted(found, key=lambda line: line.at, reverse=True)[:MOST_ROWS]

    def _to_decide(self) -> Iterator[Task]:
        steps = self.steps.to_decide(self.member, self.today).with_deputies(self.today)
        for step in steps.order_by("due_on", "id")[:MOST_ROWS]:
            revision = step.round.revision
            about = self._about(revision, "approvals:decide", f"?step={step.pk}")
            said = _("Submitted by %(name)s") % {"name": step.round.started_by.name}
            due = deadline(step.due_on, self.today)
            act, is_act = act_of(step), step.round.is_act
            names = step.names_beside(self.member)
            document, icon = revision.document, "eye" if step.only_views else "stamp"
            facts = {"names": names, "is_act": is_act}
            yield Task(about, act, said, step.due_on, due, icon, document, **facts)

    def _to_acknowledge(self) -> Iterator[Task]:
        for owed in readings_owed(self.member, MOST_ROWS):
            document = owed.document
            url = self._address("approvals:acknowledge", document.number, owed.n)
            named = (document.number, owed.label, owed.title, self.tenant.name)
            about = About(owed.revision_id, *named, url)
            said = _("Sent by %(name)s") % {"name": owed.unit}
            act = _("Read and acknowledge")
            due = deadline(owed.due_on, self.today)
            icon = "book-open-check"
            yield Task(about, act, said, owed.due_on, due, icon, document, is_reading=True)

    def _to_submit_again(self) -> Iterator[Task]:
        rounds = self._returned().select_related("revision__document")
        for round in rounds.defer("manifest", "revision__markdown", "revision__manifest")[
            :MOST_ROWS
        ]:
            about = self._about(round.revision, "documents:draft")
            said = _("Returned: %(reason)s") % {"reason": round.comment}
            act, due = _("Change and submit again"), deadline(None, self.today)
            yield Task(about, act, said, None, due, "undo-2", round.revision.document)

    def _returned(self) -> TenantQuerySet[Round]:
        """Return the rounds whose no was the last word on a draft of this member."""
        later = Round.objects.filter(revision=OuterRef("revision"), number__gt=OuterRef("number"))
        returned: TenantQuerySet[Round] = Round.objects.filter(
            ~Exists(later),
            state=Round.State.RETURNED,
            revision__state=Revision.State.DRAFT,
            revision__prepared_by=self.member,
        )
        return returned

    def _decided(self) -> Iterator[Done]:
        for step in self.steps.decided_by(self.member).order_by("-decided_at")[:MOST_ROWS]:
            about = self._about(step.round.revision, "documents:revision")
            at = step.decided_at or step.round.started_at  # the first: it is filtered by it
            names = step.names_beside(self.member)
            yield Done(about, step.get_state_display(), at, icon="stamp", names=names)

    def _acknowledged(self) -> Iterator[Done]:
        given = Acknowledgement.objects.filter(member=self.member, how=Acknowledgement.How.READ)
        for each in given.select_related("revision__document").order_by("-at")[:MOST_ROWS]:
            about = self._about(each.revision, "documents:revision")
            yield Done(about, _("Acknowledged"), each.at, icon="book-open-check")

    def _about(self, revision: Revision, page: str, query: str = "") -> About:
        number = revision.document.number
        url = self._address(page, number, revision.n) + query
        return About(revision.pk, number, revision.label, revision.title, self.tenant.name, url)

    def _address(self, page: str, number: str, n: int) -> str:
        return reverse(page, args=[self.tenant.slug, number, n])
