"""Passkeys (WebAuthn): python-fido2 checks them; this says who we are and what we ask for.

What a browser was asked waits in its session for five minutes and is good for one answer. A
passkey always proves its owner (a finger, a face, a PIN), so it stands for both factors.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tenants.models import Factor, User

ASKED: Final = "passkey"
ASKED_TO_SIGN: Final = "passkey_to_sign"  # never the same: an answer at the door signs nothing
ANSWER_WITHIN_SECONDS: Final = 300
MUST: Final = UserVerificationRequirement.REQUIRED


def ask_to_make(session: SessionBase, user: User, name: str) -> str:
    """Ask a browser to make a passkey for this person; return the question as JSON."""
    who = PublicKeyCredentialUserEntity(id=user.pk.bytes, name=name, display_name=name)
    known = [_credential(factor) for factor in _passkeys().filter(user=user)]
    resident = ResidentKeyRequirement.REQUIRED
    question, state = _server().register_begin(who, known, resident, MUST)
    return _ask(session, question, state)


def take(session: SessionBase, user: User, name: str, answer: str) -> Factor | None:
    """Keep the passkey that was made; None when the answer does not fit the question."""
    try:
        made = _server().register_complete(_asked(session), json.loads(answer)).credential_data
    except (ValueError, KeyError, TypeError):
        return None
    if made is None or _passkeys().filter(handle=websafe_encode(made.credential_id)).exists():
        return None
    return Factor.objects.create(
        user=user,
        kind=Factor.Kind.PASSKEY,
        name=name,
        secret=bytes(made),
        handle=websafe_encode(made.credential_id),
    )


def ask_for_one(session: SessionBase) -> str:
    """Ask a browser for any passkey of ours; return the question as JSON."""
    question, state = _server().authenticate_begin(user_verification=MUST)
    return _ask(session, question, state)


def used(session: SessionBase, answer: str) -> Factor | None:
    """Return the passkey that answered; None when the answer does not fit the question."""
    return answered(_asked(session), answer)


def ask_to_sign(session: SessionBase, user: User, bound_to: str) -> str:
    """Ask for a passkey of this person, with a challenge made of what it is bound to."""
    mine = [_credential(factor) for factor in _passkeys().filter(user=user)]
    salt = secrets.token_bytes(32)
    challenge = hashlib.sha256(salt + bound_to.encode()).digest()
    question, state = _server().authenticate_begin(mine, MUST, challenge)
    session[ASKED_TO_SIGN] = {**state, "salt": salt.hex(), "at": time.time()}
    return json.dumps(dict(question))


def asked_to_sign(session: SessionBase) -> dict[str, Any]:
    """Take the question out of the session: it is good for one answer."""
    return _asked(session, ASKED_TO_SIGN)


def answered(state: Mapping[str, Any], answer: str, *, bound_to: str = "") -> Factor | None:
    """Return the passkey that answered this question, bound to this if to anything; else None."""
    try:
        if "salt" in state or bound_to:
            made = hashlib.sha256(bytes.fromhex(state["salt"]) + bound_to.encode()).digest()
            if not hmac.compare_digest(websafe_encode(made), state["challenge"]):
                return None
        said = json.loads(answer)
        handle = str(said["rawId"])
        factor = _passkeys().filter(handle=handle).select_related("user").first()
        if factor is None:
            return None
        _server().authenticate_complete(dict(state), [_credential(factor)], said)
    except (ValueError, KeyError, TypeError):
        return None
    return factor


def _ask(session: SessionBase, question: Any, state: Any) -> str:
    session[ASKED] = {**state, "at": time.time()}
    return json.dumps(dict(question))


def _asked(session: SessionBase, what: str = ASKED) -> dict[str, Any]:
    asked: dict[str, Any] = session.pop(what, {})
    return asked if time.time() - asked.get("at", 0) < ANSWER_WITHIN_SECONDS else {}


def _server() -> Fido2Server:
    site = urlsplit(settings.SITE_URL)
    us = PublicKeyCredentialRpEntity(id=site.hostname, name="Wenkong")
    origin = f"{site.scheme}://{site.netloc}"
    return Fido2Server(us, verify_origin=lambda said: said == origin)


def _passkeys() -> QuerySet[Factor]:
    return Factor.objects.filter(kind=Factor.Kind.PASSKEY)


def _credential(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(factor.secret))
