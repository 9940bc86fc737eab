"""Count tries, so that guessing stops, and so that a stranger shuts nobody out.

What is locked is an account at one address: whoever guesses from elsewhere locks themselves. An
account that is tried from many addresses gets fewer tries at each of them, never none.
"""

import datetime as dt
import hashlib
from typing import Final

from django.db import connection
from django.utils import timezone

from tenants.door.visitors import network_of
from tenants.models import Attempt

MOST_FAILURES: Final = 5  # GB/T 22239-2019, 8.1.4.1: lock after failures
LOCKED_FOR: Final = dt.timedelta(minutes=15)
UNDER_ATTACK: Final = 50  # failures of one account at all addresses; from then on…
MOST_UNDER_ATTACK: Final = 2  # …so many at each

# A lock runs out by itself: what is tried meanwhile does not move its end.
COUNT = """
    WITH mine AS (
        INSERT INTO tenants_attempt AS a (id, what, address, failures, at)
        VALUES (uuidv7(), %s, %s, 1, %s)
        ON CONFLICT (what, address) DO UPDATE SET
            failures = CASE WHEN a.at <= %s THEN 1 ELSE a.failures + 1 END,
            at = CASE WHEN a.at > %s AND a.failures >= %s THEN a.at ELSE excluded.at END
        RETURNING failures)
    SELECT mine.failures, (SELECT coalesce(sum(failures), 0) FROM tenants_attempt
                           WHERE what = %s AND at > %s)
    FROM mine
"""


def count(what: str, address: str, *, most: int = MOST_FAILURES) -> int:
    """Count a try before it is known how it ends; return how many are left, negative: locked.

    Tries at the same time wait for one another here, so that none goes uncounted.
    """
    now, key = timezone.now(), _key(what)
    began = now - LOCKED_FOR
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, network_of(address), now, began, began, most, key, began])
        failures, everywhere = cursor.fetchone()
    return int((most if everywhere < UNDER_ATTACK else MOST_UNDER_ATTACK) - failures)


def forget(what: str, address: str) -> None:
    """Begin to count anew: this try was right."""
    Attempt.objects.filter(what=_key(what), address=network_of(address)).delete()


def forget_old() -> None:
    """Drop what no longer counts."""
    Attempt.objects.filter(at__lt=timezone.now() - LOCKED_FOR).delete()


def _key(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
