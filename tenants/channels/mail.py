"""E-mail: the digest of a day as text and HTML, in the reader's language."""

import smtplib
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.channels.addresses import give_up
from tenants.channels.base import DELIVERED, Channel, Composed, Outcome, Result, Shared
from tenants.channels.off import off_link
from tenants.channels.picking import pick
from tenants.channels.statuses import says_nobody_is_there
from tenants.door.letters import site
from tenants.models import Delivery, Digest, Tenant
from tenants.notices import Line
from tenants.notices.digests import MOST_LINES

ABOUT_ONE_MAIL: Final = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPSenderRefused,
)


class Mail(Channel):
    """Goes through the mail server of the installation, one connection for many mails."""

    name = Delivery.Channel.MAIL

    def __init__(self) -> None:
        self._server: BaseEmailBackend | None = None

    def compose(self, delivery: Delivery, shared: Shared) -> Composed:
        picked = pick(delivery, shared)
        if delivery.digest is None or not picked.lines:
            return picked.as_nothing()
        message = write(delivery.digest, shared.tenant, picked.lines)
        return picked.as_message(lambda: self._send(message))

    def failed(self, delivery: Delivery, result: Result) -> None:
        if result.is_nobody_there and delivery.digest is not None:
            give_up(delivery.digest.recipient, result.reason, by=None)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _send(self, message: EmailMultiAlternatives) -> Result:
        was_open = self._server is not None
        try:
            self._hand_over(message)
        except Exception as failure:  # whatever the server or the mail has: the others go on
            if was_open and _has_hung_up(failure):
                self.close()
                return self._send(message)  # it takes only so many at a time
            if not isinstance(failure, ABOUT_ONE_MAIL):
                self.close()
            return _result(failure)
        return DELIVERED

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        if self._server is None:
            server = mail.mailers.default
            server.open()
            self._server = server
        self._server.send_messages([message])


def write(digest: Digest, tenant: Tenant, lines: list[Line]) -> EmailMultiAlternatives:
    """Write the mail of a digest."""
    recipient = digest.recipient
    with translation.override(recipient.user.language):
        context = {
            "tenant": tenant.name,
            "name": recipient.name,
            "lines": lines[:MOST_LINES],
            "more": max(len(lines) - MOST_LINES, 0),
            "link": site(reverse("tenants:notices", args=[tenant.slug])),
            "wishes": site(reverse("tenants:wishes", args=[tenant.slug])),
        }
        message = EmailMultiAlternatives(
            subject=_subject(tenant, lines),
            body=render_to_string("tenants/email/digest.txt", context),
            from_email=settings.BOUNCES_ADDRESS or None,
            to=[recipient.user.email or ""],
            headers=_headers(digest, lines),
        )
        message.attach_alternative(
            render_to_string("tenants/email/digest.html", context), "text/html"
        )
    return message


def _headers(digest: Digest, lines: list[Line]) -> dict[str, str]:
    """Return what mail programs read: they offer to switch off only what may be switched off."""
    headers = {"Message-ID": message_id(digest), "Auto-Submitted": "auto-generated"}
    if settings.BOUNCES_ADDRESS:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    if not any(line.kind.has_floor() for line in lines):
        link = off_link(digest.recipient, {line.kind.name for line in lines})
        headers["List-Unsubscribe"] = f"<{link}>"
        if link.startswith("https:"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def message_id(digest: Digest) -> str:
    """Return the same name for the same digest, so that a mailbox can tell a copy from a mail."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"<digest.{digest.pk.hex}.{digest.tenant_id.hex}@{host}>"


def _subject(tenant: Tenant, lines: list[Line]) -> str:
    """Say how much it is, and how much of it is late: that is all many people see of a mail."""
    count, late = len(lines), sum(line.is_late for line in lines)
    sentence = ngettext(
        "%(tenant)s: %(count)d thing for you", "%(tenant)s: %(count)d things for you", count
    )
    said = sentence % {"tenant": tenant.name, "count": count}
    return _("%(things)s, %(late)d overdue") % {"things": said, "late": late} if late else said


def _result(failure: Exception) -> Result:
    """Read an answer: a code of 500 or more to one mail is a no for good."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        is_final = all(code >= 500 for code, _reason in failure.recipients.values())
    else:
        is_final = isinstance(failure, smtplib.SMTPDataError) and failure.smtp_code >= 500
    is_about_one = isinstance(failure, ABOUT_ONE_MAIL) or not isinstance(failure, OSError)
    outcome = Outcome.REFUSED if is_final else Outcome.LATER
    is_nobody_there = isinstance(failure, smtplib.SMTPRecipientsRefused) and all(
        says_nobody_is_there(code, bytes(reason)) for code, reason in failure.recipients.values()
    )
    return Result(
        outcome,
        f"{type(failure).__name__}: {failure}",
        concerns_all=not is_about_one,
        is_nobody_there=is_nobody_there,
    )


def _has_hung_up(failure: Exception) -> bool:
    code = getattr(failure, "smtp_code", None)
    return isinstance(failure, smtplib.SMTPServerDisconnected) or code == 421
