"""What of a person's second factors fits: a code counts once, and guessing stops."""

from typing import Final
from uuid import UUID

from django.utils import timezone

from tenants.door import attempts, codes
from tenants.door.sealing import unseal
from tenants.models import Factor, User

NOBODY: Final = UUID(int=0)
REAL: Final = (Factor.Kind.APP, Factor.Kind.PASSKEY)  # recovery codes only stand in for these


def factors_of(user: User | None) -> list[Factor]:
    """Return the person's code app and passkeys; one statement even for nobody."""
    return list(Factor.objects.filter(user_id=user.pk if user else NOBODY, kind__in=REAL))


def is_code_of(user: User, code: str, address: str) -> bool:
    """Tell whether this is the app's code of now, or a recovery code; it is used up by that."""
    what = f"factor {user.pk}"
    left = attempts.count(what, address)
    if left < 0 or not (is_app_code_of(user, code) or _fits_recovery(user, code)):
        return False
    attempts.forget(what, address)
    return True


def is_app_code_of(user: User, code: str) -> bool:
    """Tell whether the app shows this code now; it is used up by that. Who asks counts tries."""
    app = Factor.objects.filter(user=user, kind=Factor.Kind.APP).first()
    counter = codes.counter_of(unseal(app.secret), code) if app else None
    if app is None or counter is None:
        return False
    # Compare and set: the same code sent twice at once counts once.
    fresh = Factor.objects.filter(pk=app.pk, counter__lt=counter)
    return bool(fresh.update(counter=counter, used_at=timezone.now()))


def _fits_recovery(user: User, code: str) -> bool:
    kept = Factor.objects.filter(user=user, kind=Factor.Kind.RECOVERY, secret=codes.hash_of(code))
    return bool(kept.delete()[0])


def recovery_codes_left(user: User) -> int:
    return Factor.objects.filter(user=user, kind=Factor.Kind.RECOVERY).count()


def note_use(factor: Factor) -> None:
    """Remember when a passkey was last used."""
    Factor.objects.filter(pk=factor.pk).update(used_at=timezone.now())
