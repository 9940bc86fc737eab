"""Which account belongs to a membership.

An account that has an address was made for that address and is entered through its mailbox alone.
So an address never changes on an account: the membership moves to the account of the new address.
Nobody can be given somebody else's account, and a zone never learns where else a person belongs.
"""

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tenants.models import Identity, Invitation, Member, TenantOwned, User


def account_for(email: str, *, language: str) -> User:
    """Return the account of this address, new when there is none; without an address a new one."""
    if not email:
        return User.objects.create_user(language=language)
    account, _is_new = User.objects.get_or_create(
        email=User.objects.normalize_email(email),
        defaults={"language": language, "password": make_password(None)},
    )
    return account


def move_to(member: Member, account: User) -> None:
    """Let another account be this member's, with all that the tenant keeps for the old one.

    Nothing that opened the old one opens the new one: its owner is invited anew.
    """
    old = member.user_id
    for field in User._meta.get_fields(include_hidden=True):
        model = field.related_model
        if field.auto_created and isinstance(model, type) and issubclass(model, TenantOwned):
            rows = model._default_manager.filter(**{field.remote_field.name: old})  # type: ignore[union-attr]
            rows.update(**{field.remote_field.name: account})  # type: ignore[union-attr]
    member.user, member.joined_at = account, None
    Invitation.objects.open().filter(member=member).update(withdrawn_at=timezone.now())
    Identity.objects.filter(member=member).delete()
