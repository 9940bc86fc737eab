"""Ask a tenant's identity provider who somebody is (OpenID Connect, code flow with PKCE).

An answer counts for the question it was asked for: state, nonce and verifier wait in the browser's
session, for one answer. Keys, issuer and audience are checked with algorithms we name.
"""

import base64
import hashlib
import secrets
import time
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import jwt
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from tenants.door.fetching import fetch_json, is_allowed
from tenants.door.letters import site
from tenants.door.sealing import unseal
from tenants.fetching import Unreachable
from tenants.models import Provider, Tenant

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
ASKED: Final = "sso"  # in a session
ANSWER_WITHIN_SECONDS: Final = 600
LEEWAY_SECONDS: Final = 60
AFRESH: Final = {"prompt": "login", "max_age": "0"}
SLOWNESS_SECONDS: Final = 5  # between the two readings of the provider's own clock
NEEDED: Final = ["iss", "aud", "sub", "exp", "iat", "nonce"]


class Unproved(Exception):
    """What came back does not prove who it is; says why, for the log."""


def ask(
    session: SessionBase,
    tenant: Tenant,
    provider: Provider,
    *,
    afresh: bool = False,
    **facts: str,
) -> str:
    """Return the address where the provider asks; `facts` come back with the answer.

    `afresh`: even of somebody who is signed in there, and the answer has to say that it did.
    """
    known = _discover(provider.issuer)
    asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    about = {"provider": str(provider.pk), "at": time.time(), "afresh": afresh}
    session[ASKED] = {**asked, **facts, **about}
    digest = hashlib.sha256(asked["verifier"].encode()).digest()
    question = {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": callback(tenant),
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    } | (AFRESH if afresh else {})
    where = str(known["authorization_endpoint"])
    return f"{where}{'&' if '?' in where else '?'}{urlencode(question)}"


def asked_for(session: SessionBase, state: str, provider: Provider) -> dict[str, Any]:
    """Take what waits for this answer out of the session; Unproved when nothing does."""
    asked: dict[str, Any] = session.pop(ASKED, {})
    if time.time() - asked.get("at", 0) > ANSWER_WITHIN_SECONDS:
        raise Unproved("nobody was asked, or too long ago")
    if not secrets.compare_digest(asked["state"], state):
        raise Unproved("another state")
    if UUID(asked["provider"]) != provider.pk:
        raise Unproved("another provider was asked")
    return asked


def subject_of(provider: Provider, tenant: Tenant, code: str, asked: dict[str, Any]) -> str:
    """Change the code for a token and return whom it names; Unproved when it proves nothing."""
    try:
        known = _discover(provider.issuer)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback(tenant),
            "client_id": provider.client_id,
            "client_secret": unseal(provider.secret),
            "code_verifier": asked["verifier"],
        }
        token = str(fetch_json(known["token_endpoint"], form)["id_token"])
        keys = fetch_json(known["jwks_uri"])
        said = _check(token, keys, provider, asked["nonce"])
        if asked["afresh"]:
            _check_fresh(said, time.time() - asked["at"])
        return _subject(said["sub"])
    except (Unreachable, jwt.PyJWTError, KeyError, ValueError, TypeError) as failure:
        raise Unproved(f"{type(failure).__name__}: {failure}") from failure


def callback(tenant: Tenant) -> str:
    """Return where the provider sends people back to; each tenant has its own."""
    return site(reverse("tenants:sso_answer", args=[tenant.slug]))


def _discover(issuer: str) -> dict[str, Any]:
    known = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if known.get("issuer") != issuer:
        raise Unreachable(f"{issuer} calls itself {known.get('issuer')!r:.100}")
    if not is_allowed(str(known.get("authorization_endpoint"))):
        raise Unreachable(f"{issuer} sends people to an address that is not safe")
    return known


def _check(token: str, keys: dict[str, Any], provider: Provider, nonce: str) -> dict[str, Any]:
    head = jwt.get_unverified_header(token)
    if head.get("alg") not in ALGORITHMS:
        raise Unproved("an algorithm we do not take")
    fitting = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.key_id == head.get("kid")]
    if len(fitting) != 1 or fitting[0].algorithm_name != head["alg"]:
        raise Unproved("no such key")
    said: dict[str, Any] = jwt.decode(
        token,
        fitting[0],
        algorithms=[head["alg"]],
        audience=provider.client_id,
        issuer=provider.issuer,
        leeway=LEEWAY_SECONDS,
        options={"require": NEEDED},
    )
    is_for_others = isinstance(said["aud"], list) and len(said["aud"]) > 1
    is_ours = said.get("azp", None if is_for_others else provider.client_id) == provider.client_id
    if not is_ours or not secrets.compare_digest(str(said["nonce"]), nonce):
        raise Unproved("meant for somebody else")
    return said


def _check_fresh(said: dict[str, Any], waited_seconds: float) -> None:
    """Refuse when the person signed in there before we asked: by the provider's clock alone."""
    if int(said["iat"]) - int(said["auth_time"]) > waited_seconds + SLOWNESS_SECONDS:
        raise Unproved("signed in there before, and was not asked again")


def _subject(found: object) -> str:
    if not isinstance(found, str) or not 0 < len(found) <= 255:
        raise Unproved("no subject")
    return found
