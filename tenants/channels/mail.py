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
from django.utils.translation import ngettext

from tenants.channels.base import DELIVERED, Channel, Composed, Outcome, Result
from tenants.door.letters import site
from tenants.models import Delivery, Digest, Tenant
from tenants.notices import Line
from tenants.notices.digests import MOST_LINES, lines_of

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

    def compose(self, delivery: Delivery, tenant: Tenant) -> Composed:
        digest = delivery.digest
        found = lines_of(digest, tenant)
        told = [line.notice.pk for line in found]
        if not found:
            return Composed(None)
        if not digest.recipient.user.email:
            return Composed(None, told, Delivery.State.NOWHERE)
        message = write(digest, tenant, found)
        return Composed(lambda: self._send(message), told)

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
        }
        message = EmailMultiAlternatives(
            subject=_subject(tenant, len(lines)),
            body=render_to_string("tenants/email/digest.txt", context),
            to=[recipient.user.email],
            headers={"Message-ID": message_id(digest), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(
            render_to_string("tenants/email/digest.html", context), "text/html"
        )
    return message


def message_id(digest: Digest) -> str:
    """Return the same name for the same digest, so that a mailbox can tell a copy from a mail."""
    return f"<digest.{digest.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def _subject(tenant: Tenant, count: int) -> str:
    sentence = ngettext(
        "%(tenant)s: %(count)d thing for you", "%(tenant)s: %(count)d things for you", count
    )
    return sentence % {"tenant": tenant.name, "count": count}


def _result(failure: Exception) -> Result:
    """Read an answer: a code of 500 or more to one mail is a no for good."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        is_final = all(code >= 500 for code, _reason in failure.recipients.values())
    else:
        is_final = isinstance(failure, smtplib.SMTPDataError) and failure.smtp_code >= 500
    is_about_one = isinstance(failure, ABOUT_ONE_MAIL) or not isinstance(failure, OSError)
    outcome = Outcome.REFUSED if is_final else Outcome.LATER
    return Result.of(failure, outcome, concerns_all=not is_about_one)


def _has_hung_up(failure: Exception) -> bool:
    code = getattr(failure, "smtp_code", None)
    return isinstance(failure, smtplib.SMTPServerDisconnected) or code == 421
