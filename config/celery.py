"""The queue and the whole clock on one screen."""

import gc
import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from tenants.postgresql.roles import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wenkong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # what an action may queue
app.autodiscover_tasks(["config"], related_name="clock")  # what the clock calls
app.autodiscover_tasks(["config"], related_name="health")  # the heartbeat

app.conf.beat_schedule = {
    "heartbeat": {"task": "config.health.beat", "schedule": 20.0, "options": {"expires": 20}},
    "sweep": {"task": "config.clock.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "bounces": {
        "task": "config.clock.read_bounces",
        "schedule": 300.0,
        "options": {"expires": 240},
    },
    "anchor": {"task": "config.clock.anchor", "schedule": crontab(hour=17, minute=5)},  # UTC
    "forget": {"task": "config.clock.forget", "schedule": crontab(hour=18, minute=5)},
}


@worker_init.connect
def share_memory_with_children(**_: object) -> None:
    """Keep the collector off what is loaded: what it writes to is no longer shared after a fork."""
    gc.collect()
    gc.freeze()


@worker_init.connect
def refuse_to_work_unsafely(**_: object) -> None:
    """Stop a worker whose database role row security does not bind."""
    try:
        refuse_unsafe_role(connection)
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None  # Celery would only log another error
    finally:
        connection.close()
