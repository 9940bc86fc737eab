"""Seals: what the server attests of each signature and of the end of a round."""

import hashlib
import json
from typing import Any, Final

from django.db import models

from approvals.models.round import Round
from approvals.models.signature import Signature
from tenants.models import TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant

ASKED: Final = frozenset(("step", "member", "meaning", "name"))  # of anybody


class Seal(TenantOwned):
    """The very bytes that were sealed, and the sealed value; one after the other in a round."""

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="seals")
    # None: the end of the round
    signature = TenantForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="seals"
    )
    order = models.PositiveSmallIntegerField()
    algorithm = models.CharField(max_length=20)
    key = models.CharField(max_length=64)  # SHA-256 of the public key
    payload = models.BinaryField()  # canonical JSON
    value = models.BinaryField()

    objects = TenantQuerySet["Seal"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("order",)
        constraints = (
            UniqueInTenant("round", "order", name="seals_count_up"),
            UniqueInTenant("signature", name="a_signature_is_sealed_once"),
            UniqueInTenant(
                "round", condition=models.Q(signature=None), name="the_end_is_sealed_once"
            ),
            AppendOnly(name="seals_are_append_only"),
        )

    def said(self) -> dict[str, Any]:
        """Return what was sealed; of a seal that was tampered with, what can still be read."""
        try:
            return dict(json.loads(bytes(self.payload)))
        except (ValueError, TypeError):
            return {}

    def route(self) -> list[dict[str, Any]]:
        """Return who was asked for what when the round began, as far as that can be read."""
        asked = self.said().get("route", ())
        rows = asked if isinstance(asked, list) else ()
        return [each for each in rows if isinstance(each, dict) and each.keys() >= ASKED]

    def sha256(self) -> str:
        """Return what the next seal names this one by."""
        return hashlib.sha256(bytes(self.payload) + bytes(self.value)).hexdigest()


class TimeStamp(TenantOwned):
    """What an authority outside attests (RFC 3161): the seal was there at that time."""

    seal = TenantForeignKey(Seal, on_delete=models.PROTECT, related_name="stamps")
    at = models.DateTimeField()
    token = models.BinaryField()  # the whole answer, as it came

    objects = TenantQuerySet["TimeStamp"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("seal", name="a_seal_is_stamped_once"),
            AppendOnly(name="time_stamps_are_append_only"),
        )
