"""The one mail a member gets from a tenant on a day: what they can act on now, newest first."""

import datetime as dt
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from tenants.models import Delivery, Digest, Member, Notice, Tenant
from tenants.notices.kinds import Line, lines

MOST_LINES: Final = 15


class Mail(NamedTuple):
    """A digest as it is sent, and the notices it tells; who has no address reads them inside."""

    message: EmailMultiAlternatives | None
    told: list[UUID]


def make_digests(day: dt.date) -> int:
    """Gather the waiting notices of each member who has had no digest this day; return how many.

    What comes up later the same day is in the product at once and in the next day's digest.
    """
    had_theirs = Digest.objects.filter(day=day).values("recipient")
    waiting = Notice.objects.for_mail().exclude(recipient__in=had_theirs)
    waiting.exclude(pk__in=waiting.newest().values("pk")).update(state=Notice.State.SKIPPED)
    recipients = waiting.order_by().values_list("recipient", flat=True).distinct()
    digests = Digest.objects.bulk_create(
        [Digest(recipient_id=recipient, day=day) for recipient in recipients]
    )
    new = Digest.objects.filter(day=day, deliveries=None)
    Notice.objects.for_mail().filter(recipient__in=new.values("recipient")).update(
        digest=Subquery(new.filter(recipient=OuterRef("recipient")).values("pk"))
    )
    Delivery.objects.bulk_create(
        [Delivery(digest=digest, channel=Delivery.Channel.MAIL) for digest in digests]
    )
    return len(digests)


def lines_of(digest: Digest, tenant: Tenant) -> list[Line]:
    """Return what the recipient may see and still has to deal with, in their language."""
    recipient: Member = digest.recipient
    if not (recipient.is_active(digest.day) and recipient.user.is_active):
        return []
    gathered = list(digest.notices.order_by("due_on", "id"))
    with translation.override(recipient.user.language):
        return lines(gathered, recipient, tenant, owed_on=digest.day)


def write_mail(digest: Digest, tenant: Tenant) -> Mail | None:
    """Write the digest in the reader's language; None when there is nothing left to say."""
    found = lines_of(digest, tenant)
    if not found:
        return None
    told = [line.notice.pk for line in found]
    address = digest.recipient.user.email
    if not address:
        return Mail(None, told)
    with translation.override(digest.recipient.user.language):
        context = {
            "tenant": tenant.name,
            "name": digest.recipient.name,
            "lines": found[:MOST_LINES],
            "more": max(len(found) - MOST_LINES, 0),
            "link": settings.SITE_URL.rstrip("/") + reverse("tenants:notices", args=[tenant.slug]),
        }
        message = EmailMultiAlternatives(
            subject=_subject(tenant, len(found)),
            body=render_to_string("tenants/email/digest.txt", context),
            to=[address],
            headers={"Message-ID": message_id(digest), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(
            render_to_string("tenants/email/digest.html", context), "text/html"
        )
    return Mail(message, told)


def _subject(tenant: Tenant, count: int) -> str:
    sentence = ngettext(
        "%(tenant)s: %(count)d thing for you", "%(tenant)s: %(count)d things for you", count
    )
    return sentence % {"tenant": tenant.name, "count": count}


def message_id(digest: Digest) -> str:
    """Return the same name for the same digest, so that a mailbox can tell a copy from a mail."""
    return f"<digest.{digest.pk}@{urlsplit(settings.SITE_URL).hostname}>"
