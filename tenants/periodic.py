"""What the clock calls for each tenant: perform what was planned, send the mails that wait.

A mail is claimed, sent outside any transaction, then settled. Who dies between sending and settling
leaves a claim that runs out, and the mail goes again under the same Message-ID: the one way in
which a digest can arrive twice.
"""

import datetime as dt
import smtplib
import time
from typing import Final

from django.core import mail
from django.utils import timezone

from tenants.actions.reorganisations import perform_on_its_day
from tenants.models import Delivery, Notice, Reorganisation, Tenant
from tenants.notices.digests import Mail, write_mail
from tenants.scope import tenant_scope

BATCH: Final = 20
LEASE: Final = dt.timedelta(minutes=10)  # longer than a batch takes when each mail times out
LONGEST_WAIT: Final = dt.timedelta(hours=1)
GIVE_UP_AFTER: Final = dt.timedelta(days=3)
VISIT_SECONDS: Final = 60  # the next sweep goes on

ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused)


def reorganise(today: dt.date) -> None:
    """Perform what was planned for a day that has come."""
    for plan in Reorganisation.objects.due(today):
        perform_on_its_day(plan)


def deliver(tenant: Tenant) -> None:
    """Send the tenant's waiting mails.

    When the mail server itself fails the rest of the batch waits, too, for a later attempt.
    """
    ends = time.monotonic() + VISIT_SECONDS
    while time.monotonic() < ends and (batch := _claim(tenant)):
        failure: Exception | None = None
        for delivery in batch:
            failure = failure or _try(tenant, delivery)
            if failure is not None:
                _fail(tenant, delivery, failure)
                failure = None if _is_about_one_mail(failure) else failure
        if failure is not None:
            return


def _claim(tenant: Tenant) -> list[Delivery]:
    """Take deliveries that nobody else is at, for as long as the lease runs."""
    now = timezone.now()
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        due = Delivery.objects.due(now).select_for_update(of=("self",), skip_locked=True)
        batch = list(due.select_related("digest__recipient__user")[:BATCH])
        for delivery in batch:
            delivery.attempts += 1
            delivery.try_at = now + LEASE
        Delivery.objects.bulk_update(batch, ["attempts", "try_at"])
    return batch


def _try(tenant: Tenant, delivery: Delivery) -> Exception | None:
    """Write, send and settle one mail; return what went wrong."""
    try:
        with tenant_scope(tenant.pk, time_zone=tenant.time_zone, read_only=True):
            written = write_mail(delivery.digest, tenant)
        if written and written.message:
            mail.mailers.default.send_messages([written.message])
    except Exception as failure:  # one bad mail must not hold up the others
        return failure
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        _settle(delivery, written)
    return None


def _settle(delivery: Delivery, written: Mail | None) -> None:
    is_sent = written is not None and written.message is not None
    delivery.state = Delivery.State.DELIVERED if is_sent else Delivery.State.NOT_NEEDED
    delivery.settled_at, delivery.error = timezone.now(), ""
    delivery.save(update_fields=["state", "settled_at", "error"])
    gathered = Notice.objects.filter(digest=delivery.digest_id)
    told = written.told if written else []
    gathered.filter(pk__in=told).update(state=Notice.State.SENT)
    gathered.exclude(pk__in=told).update(state=Notice.State.SKIPPED)


def _fail(tenant: Tenant, delivery: Delivery, failure: Exception) -> None:
    """Note why, and when to try again: after 2, 4, 8 minutes … an hour, for three days."""
    now = timezone.now()
    wait = min(dt.timedelta(minutes=2**delivery.attempts), LONGEST_WAIT)
    is_final = _is_refused(failure) or now + wait > delivery.digest.made_at + GIVE_UP_AFTER
    delivery.error = f"{type(failure).__name__}: {failure}"[:300]
    delivery.try_at = now + wait
    if is_final:
        delivery.state, delivery.settled_at = Delivery.State.FAILED, now
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        delivery.save(update_fields=["error", "try_at", "state", "settled_at"])


def _is_about_one_mail(failure: Exception) -> bool:
    return isinstance(failure, ABOUT_ONE_MAIL) or not isinstance(failure, OSError)


def _is_refused(failure: Exception) -> bool:
    """Tell whether the server said no for good (a code of 500 or more)."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in failure.recipients.values())
    return isinstance(failure, smtplib.SMTPDataError) and failure.smtp_code >= 500
