"""Make a tenant for each line read and answer with the seconds it took."""

import sys
import time
from itertools import count

import django
import environ
import psycopg
from django.core.management import call_command


def make_database() -> None:
    """Make the peer's database anew, with nobody in it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    with psycopg.connect(environ.Env()("PEER_DATABASE_URL"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database['NAME']} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {database['NAME']}")
    call_command("migrate_schemas", shared=True, verbosity=0)


def create(number: int) -> float:
    """Make one tenant; return the seconds."""
    from benchmarks.peer.directory.models import Client  # after django.setup()

    client = Client(schema_name=f"tenant{number}", name=f"Tenant {number}")
    start = time.perf_counter()
    client.save(verbosity=0)
    return time.perf_counter() - start


def main(there: int) -> None:
    """Have so many tenants, say so, then make one more for each line."""
    django.setup()
    make_database()
    numbers = count()
    for _ in range(there):
        create(next(numbers))
    print(0, flush=True)
    for _line in sys.stdin:
        print(create(next(numbers)), flush=True)


main(int(sys.argv[1]))
