"""Second factors: a person gets them, and loses them."""

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from tenants import audit
from tenants.door import codes, passkeys, sessions
from tenants.door.factors import REAL
from tenants.door.sealing import seal
from tenants.errors import Refused
from tenants.models import Factor, Member, Tenant, User
from tenants.people.directory import tenants_of
from tenants.tasks import after_saving, mail_to_account


@transaction.atomic
def add_app(key: str, code: str, *, by: User) -> None:
    """Keep the key of a code app that has shown by its code that it has it."""
    User.objects.select_for_update().get(pk=by.pk)
    counter = codes.counter_of(key, code)
    if counter is None:
        raise Refused(_("This is not the code of now. Check the clock of the device."))
    if Factor.objects.filter(user=by, kind=Factor.Kind.APP).exists():
        raise Refused(_("You have a code app already; remove it first."))
    Factor.objects.create(user=by, kind=Factor.Kind.APP, secret=seal(key), counter=counter)
    _tell(by, "factor_added")
    audit.record_for_city("account.factor_added", by, email=by.email, kind="app")


@transaction.atomic
def add_passkey(session: SessionBase, name: str, answer: str, *, by: User) -> None:
    """Keep a passkey that this person's browser has made."""
    if passkeys.take(session, by, name, answer) is None:
        raise Refused(_("The passkey was not made, or it took too long. Try again."))
    _tell(by, "factor_added")
    audit.record_for_city("account.factor_added", by, email=by.email, kind="passkey")


@transaction.atomic
def renew_recovery_codes(*, by: User) -> list[str]:
    """Return new recovery codes, which nobody will see again; those of before are void."""
    User.objects.select_for_update().get(pk=by.pk)
    if not Factor.objects.filter(user=by, kind__in=REAL).exists():
        raise Refused(_("Recovery codes stand in for a second factor; you have none yet."))
    made = codes.new_recovery_codes()
    Factor.objects.filter(user=by, kind=Factor.Kind.RECOVERY).delete()
    Factor.objects.bulk_create(
        Factor(user=by, kind=Factor.Kind.RECOVERY, secret=codes.hash_of(code)) for code in made
    )
    audit.record_for_city("account.recovery_codes_made", by, email=by.email)
    return made


@transaction.atomic
def remove_factor(factor: Factor, *, by: User) -> None:
    """Remove one of one's own factors; with the last of them the recovery codes go."""
    User.objects.select_for_update().get(pk=by.pk)
    factor.delete()
    if not Factor.objects.filter(user=by, kind__in=REAL).exists():
        Factor.objects.filter(user=by).delete()
    _tell(by, "factor_removed")
    audit.record_for_city("account.factor_removed", by, email=by.email, kind=factor.kind)


@transaction.atomic
def reset_factors(member: Member, *, by: Member, reason: str) -> None:
    """Take a lost second factor off a member's account: sessions end, and they are told."""
    if not by.can("settings.sign_in"):
        raise Refused(_("Only an administrator may do this."))
    if by == member:
        raise Refused(_("Somebody else has to do this for you."))
    if not reason.strip():
        raise Refused(_("Say why: the reason is kept."))
    # Whoever can also set a new password must not reach other places by it.
    elsewhere = set(tenants_of(member.user_id)) - {member.tenant_id}
    if elsewhere and by.tenant.kind != Tenant.Kind.CITY:
        raise Refused(_("This second factor cannot be taken off here. A recovery code helps."))
    if not Factor.objects.filter(user=member.user).delete()[0]:
        raise Refused(_("This person has no second factor."))
    sessions.end_sessions(member.user)
    _tell(member.user, "factor_reset")
    audit.record("factor.reset", member, by=by, reason=reason)


def _tell(user: User, kind: str) -> None:
    after_saving(mail_to_account, str(user.pk), kind)
