"""Everything that holds a person here: work, documents, posts and rights nobody else has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from approvals.leaving.beside import BESIDE
from approvals.models import Message, Package, Route, Stage, Step
from approvals.models.route import Where
from documents.models import Document, Revision
from tenants.models import Appointment, Member
from tenants.models.group import valid_on
from tenants.people.roles import NEVER_VACANT, Role

OPEN: Final = (Package.State.DRAFT, Package.State.IN_APPROVAL, Package.State.APPROVED)
IN_HAND: Final = (Revision.State.DRAFT, Revision.State.IN_REVIEW)


@dataclass(frozen=True)
class Holdings:
    """What would be orphaned if this person left now, kind by kind."""

    documents: list[Document]  # that the person owns
    drafts: list[Revision]  # in work, prepared by the person
    steps: list[Step]  # open, or in a stage that has not begun
    packages: list[Package]  # that the person leads, as long as something is to be done
    questions: list[Message]  # that wait for the person's answer
    posts: list[Appointment]  # a route asks for the post, and nobody else holds it there
    routes: list[Route]  # that ask the person by name
    roles: list[Role]  # that nobody else has
    beside: dict[str, list[Any]]  # what rooms above let the person answer for

    @classmethod
    def of(cls, member: Member) -> Holdings:
        """Ask anew, a few statements however much there is."""
        owned = member.owned_documents.exclude(state=Document.State.RETIRED)
        drafts = member.prepared.filter(state__in=IN_HAND).select_related("document__folder")
        steps = member.steps.all().pending()
        steps = steps.select_related("round__revision__document__folder", "member")
        named = Stage.objects.current().filter(members__contains=[member.pk]).values("route")
        return cls(
            documents=list(owned.select_related("folder").order_by("number_key")),
            drafts=list(drafts.order_by("document__number_key").defer("markdown", "manifest")),
            steps=list(steps.order_by("due_on", "id")),
            packages=list(member.packages.filter(state__in=OPEN).order_by("number")),
            questions=list(
                Message.objects.unanswered()
                .filter(to=member)
                .select_related("round__revision__document__folder", "by")
                .order_by("due_on", "id")
            ),
            posts=_posts(member),
            routes=list(
                Route.objects.filter(pk__in=named)
                .select_related("document_type")
                .order_by("document_type__code", "change_class")
            ),
            roles=_roles(member),
            beside={name: kind.of(member) for name, kind in BESIDE.items()},
        )

    def kinds(self) -> dict[str, list[Any]]:
        """Return all of it, kind by kind."""
        own = {name: rows for name, rows in vars(self).items() if name != "beside"}
        return own | self.beside

    def is_empty(self) -> bool:
        return not any(self.kinds().values())


def key_of(row: Any) -> str:
    """Return what a form and a move know a held thing by."""
    return str(row) if isinstance(row, Role) else str(row.pk)


def holds_something() -> Q:
    """Say of a member that documents, drafts, steps or anything else waits for them."""
    owned = Document.objects.exclude(state=Document.State.RETIRED)
    drafts = Revision.objects.filter(prepared_by=OuterRef("pk"), state__in=IN_HAND)
    steps = Step.objects.all().pending().filter(member=OuterRef("pk"))
    led = Package.objects.filter(lead=OuterRef("pk"), state__in=OPEN)
    asked = Message.objects.unanswered().filter(to=OuterRef("pk"))
    waiting = (owned.filter(owner=OuterRef("pk")), drafts, steps, led, asked)
    there = (*(Exists(rows) for rows in waiting), *(kind.is_there() for kind in BESIDE.values()))
    return reduce(or_, map(Q, there))


def _posts(member: Member) -> list[Appointment]:
    """Return the appointments without which a stage of a route would find nobody."""
    today = timezone.localdate()
    wanted = set(Stage.objects.current().exclude(post=None).values_list("post", "where"))
    held = Appointment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), post__in={post for post, _where in wanted}
    )
    others = held.filter(valid_on(today), valid_on(today, "member__")).exclude(member=member)
    there = set(others.values_list("post", "unit"))
    anywhere = {post for post, _unit in there}
    mine = held.filter(member=member).select_related("post", "unit")
    return [
        one
        for one in mine.order_by("unit__code", "post__code")
        if ((one.post_id, Where.OWNER_UNIT) in wanted and (one.post_id, one.unit_id) not in there)
        or ((one.post_id, Where.ANYWHERE) in wanted and one.post_id not in anywhere)
    ]


def _roles(member: Member) -> list[Role]:
    mine = [role for role in NEVER_VACANT if role in member.roles]
    others = Member.objects.active().exclude(pk=member.pk).filter(user__is_active=True)
    there = {role for roles in others.values_list("roles", flat=True) for role in roles}
    return [role for role in mine if role not in there] if mine else []
