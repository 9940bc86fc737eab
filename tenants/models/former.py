"""What rows said before they changed, where the answer for a past day hangs on it."""

from django.db import models

from tenants.models.base import TenantOwned
from tenants.scope import AppendOnly, TenantQuerySet, UniqueInTenant


class Former(TenantOwned):
    """What a row said until a day: roles, a unit's place, who could read.

    The database writes it when such a fact changes (`keep_former`), so that nobody forgets to. What
    changes on the day on which the row was made was never otherwise.
    """

    kind = models.CharField(max_length=63)  # the table
    subject = models.UUIDField()  # the row
    place = models.UUIDField(null=True)  # of a grant: the folder or document it opened
    facts = models.JSONField()
    until = models.DateField()  # the last day on which it said so

    objects = TenantQuerySet["Former"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("kind", "subject", "until", name="one_former_state_a_day"),
            AppendOnly(name="former_states_are_append_only"),
        )
        indexes = (
            models.Index(
                fields=["tenant", "place"],
                condition=models.Q(place__isnull=False),
                name="former_of_place",
            ),
        )
