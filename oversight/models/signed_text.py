"""What every signature under a text of this room keeps: who, as what, how, and each word."""

import hashlib

from django.db import models

from approvals.models import Signature
from tenants.models import Member, TenantOwned
from tenants.scope import TenantForeignKey


class SignedText(TenantOwned):
    """A signature bound to a text, which it keeps whole."""

    signer = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=13, choices=Signature.Method)
    manifest = models.TextField()
    manifest_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta(TenantOwned.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} {self.signed_at:%Y-%m-%d}"

    def is_of(self, text: str) -> bool:
        """Tell whether it is exactly this text that was signed."""
        return self.manifest == text and self.manifest_sha256 == sha256_of(text)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
