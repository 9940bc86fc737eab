"""Tries to come in that failed, or whose end is not known yet."""

from django.db import models

from tenants.scope import new_id


class Attempt(models.Model):
    """Failures in a row for one account from one address; what is tried is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=64)  # SHA-256: a password typed into the wrong field is here
    address = models.CharField(max_length=45)
    failures = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)  # of the last one that counted

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["what", "address"], name="attempts_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.what[:8]} {self.address} {self.failures}"
