"""Whether anything is new for somebody: what open pages ask every few seconds, without a database.

After a transaction is saved that gives people something to do or to know, a key is touched: of one
account, or of a tenant where it concerns many. It holds when that was and says nothing else; who
asks then counts what waits under their own rights. The queue's server keeps the keys. When it is
down nobody waits for it: pages count once a minute then.
"""

import logging
import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants.scope import current_tenant_id

KEPT_SECONDS: Final = 24 * 3600  # an older page is loaded anew before anybody reads it
LIMIT_SECONDS: Final = 0.2
SILENT_SECONDS: Final = 10  # after a failure nobody asks for so long
MINUTE_MS: Final = 60_000

logger = logging.getLogger(__name__)
_servers: dict[str, redis.Redis] = {}
_silent_until = 0.0


def now_ms() -> int:
    """Return the time in ms since 1970; pages and keys are compared by it."""
    return time.time_ns() // 1_000_000


def stir(account: UUID) -> None:
    """Say, once this transaction is saved, that there is something new for this account."""
    transaction.on_commit(lambda: _touch(f"live:account:{account}"), robust=True)


def stir_many() -> None:
    """Say, once this transaction is saved, that there is something new for many of the tenant."""
    key = f"live:tenant:{current_tenant_id()}"
    transaction.on_commit(lambda: _touch(key), robust=True)


def newest(account: UUID, tenants: Iterable[UUID], since: int) -> int | None:
    """Return when something last came up for them, if later than `since` (ms), else None."""
    keys = [f"live:account:{account}", *(f"live:tenant:{tenant}" for tenant in tenants)]
    touched = _read(keys)
    if touched is None:  # nobody knows
        return now_ms() if now_ms() - since > MINUTE_MS else None
    latest = max(touched, default=0)
    return latest if latest > since else None


def _touch(key: str) -> None:
    if _is_silent():
        return
    try:
        _server(settings.REDIS_URL).set(key, now_ms(), ex=KEPT_SECONDS)
    except redis.RedisError as error:
        _fall_silent(error)


def _read(keys: list[str]) -> list[int] | None:
    if _is_silent():
        return None
    try:
        found = _server(settings.REDIS_URL).mget(keys)
    except redis.RedisError as error:
        _fall_silent(error)
        return None
    return [int(each) for each in found if each is not None]


def _is_silent() -> bool:
    return time.monotonic() < _silent_until


def _fall_silent(error: Exception) -> None:
    global _silent_until
    _silent_until = time.monotonic() + SILENT_SECONDS
    logger.warning("open pages hear of news late: %s", error)


def _server(url: str) -> redis.Redis:
    if url not in _servers:
        limits = {"socket_connect_timeout": LIMIT_SECONDS, "socket_timeout": LIMIT_SECONDS}
        _servers[url] = redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), **limits)
    return _servers[url]
