"""What time it is where the truth is kept: no process dates a signature by its own clock."""

import datetime as dt

from django.db import connection
from django.db.models import DateTimeField, Func


class AsWritten(Func):
    """The same, of the moment in which a row is written: one statement less."""

    template = "clock_timestamp()"
    output_field = DateTimeField()


def now() -> dt.datetime:
    """Return the time of PostgreSQL's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment.astimezone(dt.UTC)
