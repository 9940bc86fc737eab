"""Second factors: what a person has, beside the password they know."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.scope import new_id


class Factor(models.Model):
    """A code app, a passkey, or one of the recovery codes that stand in for a lost one."""

    class Kind(models.TextChoices):
        APP = "app", _("Code app")
        PASSKEY = "passkey", _("Passkey")
        RECOVERY = "recovery", _("Recovery code")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=50, blank=True)
    # A sealed key of an app; a passkey's public key, in CBOR; the hash of a recovery code.
    secret = models.BinaryField()
    handle = models.CharField(max_length=1400, blank=True)  # by which a passkey names itself
    counter = models.BigIntegerField(default=0)  # of the last code of an app: each counts once
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["user"], condition=Q(kind="app"), name="one_code_app_per_person"
            ),
            models.UniqueConstraint(
                fields=["handle"], condition=Q(kind="passkey"), name="a_passkey_is_one_person"
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.Kind(self.kind).label)
