"""The queue and the whole clock on one screen."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wenkong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # what an action may queue
app.autodiscover_tasks(related_name="periodic")  # what the clock calls

app.conf.beat_schedule = {
    "heartbeat": {"task": "config.health.beat", "schedule": 20.0},
}
