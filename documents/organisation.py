"""What of the documents hangs on units and groups, and how it moves when units merge."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import (
    AudienceRule,
    Distribution,
    Document,
    DocumentGroupGrant,
    DocumentQuerySet,
    FolderGroupGrant,
    PaperCopy,
)
from tenants.models import Group, Member, Post, Tenant, Unit
from tenants.scope import current_tenant_id
from tenants.ties import Need, Tie

ACTIVE = ~Q(state=Document.State.RETIRED)  # retired documents keep the unit they were retired in


def _owned(unit: Unit, reader: Member | None) -> Iterator[Need]:
    return _told(Document.objects.filter(ACTIVE, unit=unit), _("Documents"), reader)


def _move_documents(old: Unit, new: Unit) -> None:
    Document.objects.filter(ACTIVE, unit=old).update(unit=new)


def _audiences(unit: Unit, reader: Member | None) -> Iterator[Need]:
    rules = AudienceRule.objects.filter(unit=unit).values("document")
    return _told(Document.objects.filter(ACTIVE, pk__in=rules), _("Audiences"), reader)


def _move_audiences(old: Unit, new: Unit) -> None:
    """Let the audience of the next revisions, and of what is still being read, be the new unit."""
    rules = AudienceRule.objects.filter(unit=old)
    known = AudienceRule.objects.filter(unit=new).values("document")
    rules.filter(document__in=known).delete()
    rules.update(unit=new)
    _distribute_anew(old, new)


def _distribute_anew(old: Unit, new: Unit) -> None:
    """Put what is still being read before the new unit, too: with a clock of its own."""
    today = timezone.localdate()
    days = Tenant.objects.get(pk=current_tenant_id()).acknowledge_within_days
    due_on = today + dt.timedelta(days=days)
    running = Distribution.objects.filter(unit=old, closed_on=None)
    Distribution.objects.bulk_create(
        [one.again(today, max(one.due_on, due_on), unit_id=new.pk) for one in running],
        ignore_conflicts=True,
    )
    running.update(closed_on=today)


def _copies(unit: Unit, reader: Member | None) -> Iterator[Need]:
    out = PaperCopy.objects.out().filter(unit=unit).values("document")
    return _told(Document.objects.filter(pk__in=out), _("Paper copies"), reader)


def _move_copies(old: Unit, new: Unit) -> None:
    PaperCopy.objects.out().filter(unit=old).update(unit=new)


def _of_post(post: Post, reader: Member | None) -> Iterator[Need]:
    rules = AudienceRule.objects.filter(post=post).values("document")
    return _told(Document.objects.filter(ACTIVE, pk__in=rules), _("Audiences"), reader)


def _of_group(group: Group, reader: Member | None) -> Iterator[Need]:
    rules = AudienceRule.objects.filter(group=group).values("document")
    return _told(Document.objects.filter(ACTIVE, pk__in=rules), _("Audiences"), reader)


def _grants(group: Group, reader: Member | None) -> Iterator[Need]:
    granted = DocumentGroupGrant.objects.filter(group=group).values("content_object")
    yield from _told(Document.objects.filter(pk__in=granted), _("Documents"), reader)
    register = reverse("documents:register", args=[group.tenant.slug])
    for grant in FolderGroupGrant.objects.filter(group=group).select_related("content_object"):
        yield Need(_("Folders"), grant.content_object.name, register)


def _told(documents: DocumentQuerySet, kind: str, reader: Member | None) -> Iterator[Need]:
    """Name the documents the reader may know of, and count the others."""
    shown = documents.visible_to(reader).values_list("pk", flat=True) if reader else ()
    known = set(shown)
    for document in documents.select_related("tenant").order_by("number_key"):
        if document.pk in known:
            url = reverse("documents:document", args=[document.tenant.slug, document.number])
            yield Need(kind, str(document), url)
        else:
            yield Need(kind, _("A document that is not open to you"), "")


def find_vacancies(reader: Member) -> Iterator[Need]:
    """Find documents whose owner is gone: membership over, or account closed."""
    here = Member.objects.active().filter(user__is_active=True).values("pk")
    orphans = Document.objects.filter(ACTIVE).exclude(owner__in=here)
    yield from _told(orphans, _("Documents whose owner is gone"), reader)


TIES: Final = (
    Tie(Unit, _owned, _move_documents),
    Tie(Unit, _audiences, _move_audiences, holds=False),
    Tie(Unit, _copies, _move_copies),
    Tie(Post, _of_post),
    Tie(Group, _grants),
    Tie(Group, _of_group),
)
