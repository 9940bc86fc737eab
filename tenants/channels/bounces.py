"""Mails that came back: read from a mailbox, matched by the id we gave them (RFC 3464).

Whoever knows the id had the mail: a made-up report cannot name one, and an address is given up only
where the report names it as the recipient's. Everything else in the mailbox is left alone.
"""

import contextlib
import email
import email.policy
import imaplib
import logging
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from tenants.channels.addresses import give_up
from tenants.channels.base import storable
from tenants.channels.statuses import says_nobody_is_there
from tenants.models import Delivery, Tenant
from tenants.scope import tenant_scope

SECONDS: Final = 20
MOST_MAILS: Final = 200  # in one reading
MOST_BYTES: Final = 512 * 1024
OUR_ID: Final = re.compile(r"<digest\.([0-9a-f]{32})\.([0-9a-f]{32})@")
CODE: Final = re.compile(r"\b([45]\d\d)\b")

logger = logging.getLogger(__name__)


class Bounce(NamedTuple):
    """One recipient of one mail of ours, whom it did not reach for good."""

    digest: UUID
    tenant: UUID
    address: str
    reason: str
    is_dead: bool


def read_mailbox() -> int:
    """Take what came back since the last reading; return how many mails that were."""
    if not settings.BOUNCES_URL:
        return 0
    count = 0
    try:
        with _mailbox(settings.BOUNCES_URL) as mailbox:
            for number, content in _unread(mailbox):
                for bounce in bounces_in(content):
                    count += take(bounce)
                mailbox.store(number, "+FLAGS", r"(\Seen)")
    except (OSError, imaplib.IMAP4.error) as failure:
        logger.warning("the mailbox of bounces: %s: %s", type(failure).__name__, failure)
    return count


def bounces_in(content: bytes) -> list[Bounce]:
    """Return what a report says was not delivered for good; nothing for any other mail."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = list(message.walk())
    except Exception:  # a mail that breaks the parser is none that we can read
        return []
    if message.get_content_type() != "multipart/report":
        return []
    ours = next((found for part in parts if (found := _our_id(part))), None)
    if ours is None:
        return []
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    return [bounce for report in reports for bounce in _failures(report, *ours)]


def take(bounce: Bounce) -> bool:
    """Note that a mail came back, and give the address up where nobody is there."""
    tenant = Tenant.objects.filter(pk=bounce.tenant).first()
    if tenant is None:
        return False
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        sent = Delivery.objects.filter(channel=Delivery.Channel.MAIL, digest=bounce.digest)
        sent = sent.select_related("digest__recipient__user").locked()
        delivery = sent.filter(state=Delivery.State.DELIVERED).first()
        if delivery is None or delivery.digest is None:
            return False
        recipient = delivery.digest.recipient
        if (recipient.user.email or "") != bounce.address:
            return False  # corrected meanwhile, or not what we wrote to
        delivery.state, delivery.error = Delivery.State.BOUNCED, bounce.reason[:300]
        delivery.why = Delivery.Why.NOBODY if bounce.is_dead else Delivery.Why.REFUSED
        delivery.save(update_fields=["state", "why", "error"])
        if bounce.is_dead:
            give_up(recipient, bounce.reason, by=None)
    return True


@contextlib.contextmanager
def _mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    server = imaplib.IMAP4_SSL if parts.scheme == "imaps" else imaplib.IMAP4
    port = parts.port or (993 if parts.scheme == "imaps" else 143)
    with server(parts.hostname or "", port, timeout=SECONDS) as mailbox:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        mailbox.select(unquote(parts.path.strip("/")) or "INBOX")
        yield mailbox


def _unread(mailbox: imaplib.IMAP4) -> Iterator[tuple[str, bytes]]:
    _ok, found = mailbox.search(None, "UNSEEN", "SMALLER", str(MOST_BYTES))
    numbers = (found[0] or b"").split() if found else []
    for number in numbers[:MOST_MAILS]:
        key = number.decode("ascii", errors="replace")
        _ok, answer = mailbox.fetch(key, "(BODY.PEEK[])")
        content = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if isinstance(content, bytes):
            yield key, content


def _our_id(part: EmailMessage) -> tuple[UUID, UUID] | None:
    """Return digest and tenant of the mail a part returns: whole, or its head as text."""
    if part.get_content_type() not in ("message/rfc822", "text/rfc822-headers"):
        return None
    payload = part.get_payload()
    text = str(payload[0]) if isinstance(payload, list) and payload else str(payload)
    found = OUR_ID.search(text[:MOST_BYTES])
    return (UUID(hex=found[1]), UUID(hex=found[2])) if found else None


def _failures(report: EmailMessage, digest: UUID, tenant: UUID) -> Iterator[Bounce]:
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        if str(block.get("Action", "")).strip().lower() != "failed":
            continue
        status, said = str(block.get("Status", "")), str(block.get("Diagnostic-Code", ""))
        address = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        address = address.rpartition(";")[2].strip().strip("<>").casefold()
        code = CODE.search(said)
        reason = storable(" ".join(f"{status} {said}".split()))
        is_dead = says_nobody_is_there(int(code[1]) if code else 550, reason)
        yield Bounce(digest, tenant, address, reason, is_dead)
