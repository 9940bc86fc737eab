"""The queue and the whole clock on one screen."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("wenkong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # what an action may queue
app.autodiscover_tasks(["config"], related_name="clock")  # what the clock calls
app.autodiscover_tasks(["config"], related_name="health")  # the heartbeat

app.conf.beat_schedule = {
    "heartbeat": {"task": "config.health.beat", "schedule": 20.0, "options": {"expires": 20}},
    "sweep": {"task": "config.clock.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "anchor": {"task": "config.clock.anchor", "schedule": crontab(hour=17, minute=5)},  # UTC
}
