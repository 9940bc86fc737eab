"""Electronic signatures: who stood behind which bytes, when, in which meaning."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from approvals.models.delegation import Delegation, in_place_of
from approvals.models.round import Round
from approvals.models.route import Meaning
from approvals.models.step import Step
from tenants.models import Member, TenantOwned, TenantQuerySet
from tenants.scope import AppendOnly, TenantForeignKey, UniqueInTenant


class Signature(TenantOwned):
    """Name and post as text, time, meaning, and the SHA-256 of what was signed (ESL art. 13)."""

    class Method(models.TextChoices):
        PASSWORD = "password", _("Password, entered for this signature")
        CODE = "code", _("Code of the app, entered for this signature")
        PASSWORD_AND_CODE = "password+code", _("Password and code, entered for this signature")
        PASSKEY = "passkey", _("Passkey, asked for this signature")
        PROVIDER = "provider", _("Identity provider, asked for this signature")
        SESSION = "session", _("Signed-in session")

    round = TenantForeignKey(Round, on_delete=models.PROTECT, related_name="signatures")
    step = TenantForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="signatures")
    signer = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="signatures")
    name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    # in whose place, as text, and by which delegation
    for_name = models.CharField(max_length=100, blank=True)
    for_post = models.CharField(max_length=200, blank=True)
    delegation = TenantForeignKey(
        Delegation, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    meaning = models.CharField(max_length=13, choices=Meaning)
    method = models.CharField(max_length=13, choices=Method)
    # how many changes there were to look at, and how many of them were ticked as viewed
    changes = models.PositiveIntegerField(null=True)
    changes_viewed = models.PositiveIntegerField(null=True)
    manifest_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    objects = TenantQuerySet["Signature"].as_manager()

    class Meta(TenantOwned.Meta):
        ordering = ("signed_at", "id")
        constraints = (
            UniqueInTenant("step", name="one_signature_per_step"),
            UniqueInTenant(
                "round",
                condition=models.Q(step__isnull=True),
                name="prepared_once_per_round",
            ),
            AppendOnly(name="signatures_are_append_only"),
        )

    def names(self) -> str:
        """Return who signed; a deputy together with the one in whose place."""
        return in_place_of(self.name, self.for_name) if self.for_name else self.name

    def posts(self) -> str:
        """Return the post of who signed; a deputy's together with the other's."""
        return in_place_of(self.post, self.for_post) if self.for_post else self.post
