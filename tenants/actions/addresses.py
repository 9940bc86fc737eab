"""Say of an address that no mail reaches it, or that it works again."""

from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.channels.addresses import give_up
from tenants.errors import Refused
from tenants.models import DeadAddress, Member


@transaction.atomic
def mark_dead(member: Member, reason: str, *, by: Member) -> None:
    """Send nothing more to this person's address: somebody knows that it fails."""
    _check(by)
    if not member.user.email:
        raise Refused(_("%(name)s has no e-mail address.") % {"name": member.name})
    if not reason.strip():
        raise Refused(_("Say how you know: the reason is kept."))
    give_up(member, reason, by=by)


@transaction.atomic
def trust_again(member: Member, *, by: Member) -> None:
    """Send mail to this person's address again: it was closed for a while, or judged wrongly."""
    _check(by)
    email = member.user.email
    if DeadAddress.objects.filter(email=email).delete()[0]:
        audit.record("address.trusted", member, by=by, email=email)


def _check(by: Member) -> None:
    if not by.can("settings.documents"):
        raise Refused(_("Your role does not change this."))
