"""Sign-in at a tenant's own identity provider (OpenID Connect), and whom it knows there."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.base import TenantOwned
from tenants.models.member import Member
from tenants.scope import MayDelete, TenantForeignKey, TenantQuerySet, UniqueInTenant

ISSUER = RegexValidator(
    r"^https?://[^\s?#]+\Z", _("An address that begins with https://, without ? and #.")
)


class Provider(TenantOwned):
    """Who says for a tenant who its people are; one at most."""

    label = models.CharField(_("name on the button"), max_length=50)
    issuer = models.CharField(_("issuer"), max_length=200, validators=[ISSUER])
    client_id = models.CharField(_("client id"), max_length=200)
    secret = models.BinaryField(default=bytes, editable=False)  # sealed
    is_open = models.BooleanField(_("people may sign in there"), default=True)

    objects = TenantQuerySet["Provider"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["tenant"], name="one_provider_per_tenant"),)

    def __str__(self) -> str:
        return self.label


class Identity(TenantOwned):
    """A person of the provider is this member: they themselves have said so, signed in here."""

    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="identities")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = TenantQuerySet["Identity"].as_manager()

    class Meta(TenantOwned.Meta):
        constraints = (
            UniqueInTenant("issuer", "subject", name="a_subject_is_one_member"),
            UniqueInTenant("member", "issuer", name="a_member_is_one_subject"),
            MayDelete(name="identities_may_be_cut"),
        )
