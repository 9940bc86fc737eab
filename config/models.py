"""When the queue and the clock were last seen at work."""

from django.db import models


class Heartbeat(models.Model):
    """One row, renewed each time a beat went through broker and worker."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"
