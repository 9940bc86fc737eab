"""Tell members things: each once, in the product at once, by mail in the digest of the day.

The app whose rows a kind of notice is about registers the kind in `AppConfig.ready`. The words are
in `<app>/email/<kind>.txt`: the first line says it all, the rest what to do. They are made from the
row when somebody reads them, so that nobody is told more than they may see by then.
"""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet
from django.template import Context, Template
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from tenants.audit import subject_of
from tenants.models import Member, Notice, Tenant
from tenants.notices import live

type Rows = QuerySet[Any]


@dataclass(frozen=True)
class Kind:
    """What a notice can be about, and who may and must still deal with it."""

    name: str
    app: str
    label: str | Promise
    icon: str
    visible: Callable[[Member], Rows]  # the subjects this member may know of
    address: Callable[[Tenant, Any], str]  # of the page where the reader deals with it
    # Those the member still has to deal with on a day; None: a piece of news, told whatever comes.
    owed: Callable[[Member, dt.date], Rows] | None = None
    document: str = ""  # the way from the subject to its document, if it has one; "pk": it is one
    must_arrive: bool = False  # a piece of news that nobody may switch off altogether

    def why(self, tenant: Tenant, subject: Any) -> str:
        """Return the address that says why somebody is told of this, or is not."""
        if not self.document:
            return ""
        for name in self.document.split("__") if self.document != "pk" else ():
            subject = getattr(subject, name)
        return reverse("approvals:reminders", args=[tenant.slug, subject.number])

    def has_floor(self) -> bool:
        """Tell whether it comes by one way out of the product at least, whatever people wish."""
        return self.must_arrive or self.owed is not None

    def to_do(self, member: Member, on: dt.date) -> Rows | None:
        """Return what the member has yet to deal with on a day; None: nothing can be done."""
        return None if self.owed is None else self.owed(member, on)

    def words(self) -> Template:
        template: Template = get_template(f"{self.app}/email/{self.name}.txt").template  # type: ignore[attr-defined]
        return template


@dataclass(frozen=True)
class Line:
    """A notice in the reader's language."""

    notice: Notice
    kind: Kind
    headline: str
    detail: str
    url: str
    why: str = ""

    @property
    def is_late(self) -> bool:
        return _is_late(self.notice)

    @property
    def link(self) -> str:
        """Return the address for a mail, which needs the whole of it."""
        return settings.SITE_URL.rstrip("/") + self.url if self.url else ""


class InWords(NamedTuple):
    """Notices in the reader's language, and those that cannot be put into words as it is."""

    lines: list[Line]
    wordless: list[UUID]


logger = logging.getLogger(__name__)

_kinds: dict[str, Kind] = {}


def every() -> Mapping[str, Kind]:
    """Return all kinds by their names."""
    return _kinds


def register(*kinds: Kind) -> None:
    """Make kinds known; called from `AppConfig.ready`."""
    _kinds.update({kind.name: kind for kind in kinds})


def label_of(kind: str) -> str:
    """Return what a kind of notice is called; of one that is gone, its bare name."""
    return str(_kinds[kind].label) if kind in _kinds else kind


def notify(
    member: Member,
    kind: str,
    *,
    subject: Model,
    due_on: dt.date | None = None,
    milestone: int = 0,
    url: str = "",
    **facts: object,
) -> None:
    """Tell a member something; the same thing twice is told once. KeyError for an unknown kind."""
    notify_all(
        [
            notice_for(
                member,
                kind,
                subject=subject,
                due_on=due_on,
                milestone=milestone,
                url=url,
                facts=facts,
            )
        ]
    )


def notice_for(member: Member, kind: str, *, subject: Model, **more: Any) -> Notice:
    """Make a notice that nobody is told yet: of several, notify_all() tells them at once."""
    return Notice(recipient=member, kind=_kinds[kind].name, subject=subject_of(subject), **more)


def notify_all(notices: Iterable[Notice]) -> None:
    """Tell members things in one statement; what somebody was told is not told again."""
    told = Notice.objects.bulk_create(notices, ignore_conflicts=True)
    for account in {notice.recipient.user_id for notice in told}:
        live.stir(account)


def lines(
    notices: Sequence[Notice], reader: Member, tenant: Tenant, *, owed_on: dt.date | None = None
) -> list[Line]:
    """Put notices into the active language, in their order, those the reader may still see."""
    return in_words(notices, reader, tenant, owed_on).lines


def in_words(
    notices: Sequence[Notice], reader: Member, tenant: Tenant, owed_on: dt.date | None
) -> InWords:
    """Do the same, and name what cannot be put into words: it holds up none of the others.

    With a day only what the reader still has to deal with on it.
    """
    reader.tenant = tenant  # known here: no kind need ask for it
    by_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.kind].append(notice)
    subjects = {
        name: _subjects(_kinds[name], group, reader, owed_on)
        for name, group in by_kind.items()
        if name in _kinds
    }
    found = InWords([], [])
    for notice in notices:
        subject = subjects.get(notice.kind, {}).get(notice.subject_id)
        if notice.kind not in _kinds:
            logger.error("the notice %s is of no known kind: %s", notice.pk, notice.kind)
            found.wordless.append(notice.pk)
        elif subject is not None:
            try:
                found.lines.append(_line(notice, _kinds[notice.kind], subject, tenant))
            except Exception:
                logger.exception("the notice %s cannot be put into words", notice.pk)
                found.wordless.append(notice.pk)
    return found


def _subjects(
    kind: Kind, notices: list[Notice], reader: Member, owed_on: dt.date | None
) -> dict[UUID, Any]:
    rows = kind.visible(reader)
    to_do = None if owed_on is None else kind.to_do(reader, owed_on)
    if to_do is not None:
        rows = rows.filter(pk__in=to_do.values("pk"))
    return {row.pk: row for row in rows.filter(pk__in={n.subject_id for n in notices})}


def _line(notice: Notice, kind: Kind, subject: Model, tenant: Tenant) -> Line:
    context = Context(
        {
            **notice.facts,
            "notice": notice,
            "is_late": _is_late(notice),
            subject._meta.model_name: subject,
        },
        autoescape=False,  # plain text; templates that show it escape it
    )
    headline, *detail = kind.words().render(context).strip().splitlines() or [""]
    url = notice.url or kind.address(tenant, subject)
    said = " ".join(headline.split()), " ".join(" ".join(detail).split())
    return Line(notice, kind, *said, url, kind.why(tenant, subject))


def _is_late(notice: Notice) -> bool:
    return notice.due_on is not None and notice.milestone < 0


def told(reader: Member, limit: int) -> list[Notice]:
    """Return what the reader was told, unread first; of several reminders the newest."""
    newest = Notice.objects.told().filter(recipient=reader).newest()
    is_unread = ExpressionWrapper(Q(read_at=None), BooleanField())
    shown = Notice.objects.filter(pk__in=newest.values("pk")).prefetch_related("digest__deliveries")
    return list(shown.order_by(is_unread.desc(), "-created_at", "due_on", "id")[:limit])


def mark_read(reader: Member, notice: Notice | None = None) -> None:
    """Note that the reader has seen this notice and all others of the same thing, or all."""
    unread = Notice.objects.unread().filter(recipient=reader)
    if notice is not None:
        unread = unread.filter(kind=notice.kind, subject=notice.subject)
    unread.update(read_at=timezone.now())
