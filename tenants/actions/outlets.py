"""Robots, apps and webhooks of a tenant: set up, changed, tried, taken away."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import audit
from tenants.audit import Changes
from tenants.changing import Facts, write
from tenants.channels.webhook import new_secret
from tenants.door.sealing import seal
from tenants.errors import Refused
from tenants.models import AuditHead, Delivery, Member, Outlet
from tenants.scope.queue import after_commit
from tenants.tasks import deliver_now

BOTH_GOOD_FOR: Final = dt.timedelta(hours=24)
TESTS_AN_HOUR: Final = 10

type Secrets = Mapping[str, str]  # name of a sealed field → what was typed; empty keeps the old


@transaction.atomic
def add_outlet(channel: str, facts: Facts, secrets: Secrets, *, by: Member) -> tuple[Outlet, str]:
    """Set up an outlet; of a webhook return the secret as well, which is never shown again."""
    _check(by)
    told = {name: [None, fact] for name, fact in facts.items() if fact}
    made = Outlet(channel=channel, position=AuditHead.objects.get().sequence, **facts)
    shown = new_secret() if channel == Delivery.Channel.WEBHOOK else ""
    for name, secret in {**secrets, **({"secret": shown} if shown else {})}.items():
        if secret:
            setattr(made, name, seal(secret))
    with _alone():
        made.save(force_insert=True)
    audit.record("outlet.added", made, by=by, channel=made.get_channel_display(), changes=told)
    return made, shown


@transaction.atomic
def change_outlet(
    outlet: Outlet, facts: Facts, secrets: Secrets, *, seen: str, by: Member
) -> Changes:
    """Change an outlet; an empty secret keeps the one there is. Raises Stale."""
    _check(by)
    row = _locked(outlet)
    was_on = row.is_on
    with _alone():
        changes = write(row, facts, seen=seen)
    for name, secret in secrets.items():
        if secret:
            setattr(row, name, seal(secret))
            changes[name] = ["", "•••"]
    if row.is_on and not was_on:
        row.failing_since = None
        row.position = max(row.position, AuditHead.objects.get().sequence)
    row.save()
    if changes:
        audit.record("outlet.changed", row, by=by, changes=changes)
    return changes


@transaction.atomic
def renew_secret(outlet: Outlet, *, by: Member) -> str:
    """Give a webhook a new secret and return it; for a day both sign."""
    _check(by)
    row = _locked(outlet)
    if not row.is_webhook():
        raise Refused(_("Only a webhook has a secret of ours."))
    shown = new_secret()
    row.second_secret, row.secret = row.secret, seal(shown)
    row.second_until = timezone.now() + BOTH_GOOD_FOR
    row.save(update_fields=["secret", "second_secret", "second_until"])
    audit.record("outlet.secret_renewed", row, by=by)
    return shown


@transaction.atomic
def remove_outlet(outlet: Outlet, *, by: Member) -> None:
    """Take an outlet away and forget its secrets; what it was told stays on record."""
    _check(by)
    row = _locked(outlet)
    row.is_on, row.removed_at = False, timezone.now()
    row.secret = row.second_secret = b""
    row.save(update_fields=["is_on", "removed_at", "secret", "second_secret"])
    audit.record("outlet.removed", row, by=by)


@transaction.atomic
def try_outlet(outlet: Outlet, *, by: Member) -> Delivery:
    """Send a message that says it is a test."""
    _check(by)
    row = _locked(outlet)
    since = timezone.now() - dt.timedelta(hours=1)
    tests = row.deliveries.filter(key__startswith="test:", made_at__gt=since)
    if tests.count() >= TESTS_AN_HOUR:
        raise Refused(_("That is enough tests for an hour. Look at what they answered."))
    now = timezone.now()
    facts: dict[str, object] = {"type": "test", "timestamp": now.isoformat(), "test": True}
    facts["data"] = {"tenant": by.tenant.code}
    test = Delivery.of_event(row, f"test:{uuid4().hex}", -1, facts)
    if row.is_app():
        test.facts["person"] = row.knows(by)
    test.lane = f"test:{test.pk.hex}"  # it waits for nothing, and nothing waits for it
    test.save(force_insert=True)
    audit.record("outlet.tried", row, by=by)
    after_commit(deliver_now)
    return test


@transaction.atomic
def send_again(outlet: Outlet, *, by: Member) -> int:
    """Send what was given up once more, in its order; return how much."""
    _check(by)
    row = _locked(outlet)
    if not row.is_on:
        raise Refused(_("It is switched off. Switch it on first."))
    dead = row.deliveries.filter(state=Delivery.State.FAILED).exclude(key__startswith="test:")
    now = timezone.now()
    count = dead.update(
        state=Delivery.State.WAITING, attempts=0, try_at=now, made_at=now, settled_at=None
    )
    if count:
        audit.record("outlet.sent_again", row, by=by, rows=count)
        after_commit(deliver_now)
    return count


@contextmanager
def _alone() -> Iterator[None]:
    """Refuse in words a second one of a kind or a name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(_("There is one of this kind or of this name already.")) from error


def _check(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))


def _locked(outlet: Outlet) -> Outlet:
    row = Outlet.objects.kept().locked().one_or_none(pk=outlet.pk)
    if row is None:
        raise Refused(_("It has been taken away meanwhile."))
    return row
