"""Find out who somebody says they are, without telling anybody who there is.

Whatever was typed, the same statements run and one password is hashed; the answer is a person or
nobody, never why. `tests/tenants/test_sign_in.py` counts both.
"""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from tenants import audit
from tenants.door import attempts, factors
from tenants.models import Member, Tenant, User
from tenants.scope import tenant_scope


@dataclass(frozen=True)
class Claim:
    """What somebody typed at the door, and where they stand."""

    login: str  # an e-mail, or a staff number of this zone
    password: str
    address: str
    zone: str = ""
    code: str = ""  # of the second factor, which opens a locked account

    @property
    def what(self) -> str:
        """Return the account that is claimed, in one spelling."""
        login = User.objects.normalize_email(self.login)
        return login if "@" in login else f"{self.zone.strip().upper()}/{self.login.strip()}"


@dataclass(frozen=True)
class Known:
    """Who somebody is, and whether a second factor has to confirm it yet."""

    user: User
    has_factor: bool
    has_shown_it: bool
    only_in: UUID | None = None  # the tenant whose provider said so: it vouches for no other

    @property
    def owes_factor(self) -> bool:
        return self.has_factor and not self.has_shown_it


def shown_by(user: User, *, only_in: UUID | None = None) -> Known:
    """Return what is known of a person after a first proof: a link, a code, another's word."""
    has_factor = bool(factors.factors_of(user))
    return Known(user, has_factor=has_factor, has_shown_it=False, only_in=only_in)


def who_is(claim: Claim) -> Known | None:
    """Return the person whose password this is; nobody when it is not.

    Behind a lock the password alone opens nothing, with the second factor it does: whoever made
    the lock does not have that.
    """
    left = attempts.count(claim.what, claim.address)
    user = account_of(claim.login, claim.zone)
    is_right = _hash_once(user, claim.password)
    has_factor = bool(factors.factors_of(user))
    if left == 0 and not is_right:
        _note_lock(user, claim.address)
    if user is None or not is_right:
        return None
    has_shown_it = bool(claim.code) and factors.is_code_of(user, claim.code, claim.address)
    if left < 0 and not has_shown_it:
        return None
    attempts.forget(claim.what, claim.address)
    return Known(user, has_factor, has_shown_it)


def is_password_of(user: User, password: str, address: str) -> bool:
    """Tell whether somebody who is signed in knows the password; guessing stops here, too."""
    what = f"password {user.pk}"
    left = attempts.count(what, address)
    if not user.check_password(password) or left < 0:
        return False
    attempts.forget(what, address)
    return True


def account_of(login: str, zone: str = "") -> User | None:
    """Return the account with this e-mail, or of the member with this staff number in a zone."""
    if "@" in login:
        return User.objects.filter(email=User.objects.normalize_email(login)).first()
    tenant = Tenant.objects.filter(code=zone.strip().upper()).first()
    number = login.strip()
    if tenant is None or not number:
        return None
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        known = Member.objects.active(timezone.localdate()).filter(staff_number=number)
        member = known.select_related("user").first()
    return member.user if member else None


def _hash_once(user: User | None, password: str) -> bool:
    if user is None:
        User().set_password(password)
        return False
    return user.check_password(password) and user.is_active


def _note_lock(user: User | None, address: str) -> None:
    """Record that somebody failed too often; what was typed may be a password, and is not kept."""
    audit.record_for_city("account.locked", user, address=address)
