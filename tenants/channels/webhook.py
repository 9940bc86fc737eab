"""Webhooks, signed as Standard Webhooks says (https://www.standardwebhooks.com; v1, HMAC)."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from typing import Final, override

from django.conf import settings
from django.utils import timezone

from tenants.channels.base import DELIVERED, Channel, Composed, Outcome, Result, Shared
from tenants.door.sealing import unseal
from tenants.fetching import Answer, Unreachable, fetch
from tenants.models import Delivery, Outlet

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
GONE: Final = 410
# What says something of the message, not of the place: it would be refused again.
ABOUT_THE_MESSAGE: Final = (400, 405, 406, 409, 411, 413, 414, 415, 422, 431)
LONGEST_WAIT: Final = dt.timedelta(hours=1)


def new_secret() -> str:
    """Make a secret as its owner copies it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, at: int, body: bytes) -> str:
    """Sign an id, a time and a body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    said = f"{message_id}.{at}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()


class Webhook(Channel):
    """Posts what happened to a server of the tenant: ids and counts, in their order."""

    name = Delivery.Channel.WEBHOOK

    @override
    def compose(self, delivery: Delivery, shared: Shared) -> Composed:
        outlet = delivery.outlet
        if outlet is None or not (outlet.is_on or delivery.is_test()):
            off = Result(Outcome.REFUSED, is_ours=True)
            return Composed(lambda: off)
        body = json.dumps(delivery.facts, sort_keys=True, ensure_ascii=False).encode()
        keys, url = _keys(outlet), outlet.address
        return Composed(lambda: _post(url, f"msg_{delivery.pk.hex}", body, keys))


def _keys(outlet: Outlet) -> list[str]:
    """Return the secret, and for a day after a change the one before it."""
    keys = [unseal(outlet.secret)]
    if outlet.second_until is not None and outlet.second_until > timezone.now():
        keys.append(unseal(outlet.second_secret))
    return [key for key in keys if key]


def _post(url: str, message_id: str, body: bytes, keys: Iterable[str]) -> Result:
    at = int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Wenkong",
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(key, message_id, at, body) for key in keys),
    }
    try:
        return _read(fetch(url, body, headers, private=settings.WEBHOOK_PRIVATE))
    except Unreachable as failure:
        return Result(Outcome.LATER, str(failure), concerns_all=True)


def _read(answer: Answer) -> Result:
    status = answer.status
    if 200 <= status < 300:
        return DELIVERED
    said = f"HTTP {status}"
    if status == GONE:
        return Result(Outcome.REFUSED, said, concerns_all=True, is_gone=True)
    if status in ABOUT_THE_MESSAGE:
        return Result(Outcome.REFUSED, said)
    return Result(Outcome.LATER, said, concerns_all=True, wait=_asked_to_wait(answer.headers))


def _asked_to_wait(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Return for how many seconds the other side asks us to wait, an hour at most."""
    given = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    if not given.isdecimal() or len(given) > 6:
        return None
    return min(dt.timedelta(seconds=max(int(given), 1)), LONGEST_WAIT)
