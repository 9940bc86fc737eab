"""Codes of an app (RFC 6238) and recovery codes: no library keeps the last counter for us."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from typing import Final
from urllib.parse import quote, urlencode

DIGITS: Final = 6
PERIOD_SECONDS: Final = 30
TOLERANCE: Final = 1  # periods before and after: clocks differ
RECOVERY_CODES: Final = 10
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike


def new_key() -> str:
    """Return a key for an app, as an app reads it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(key: str, counter: int) -> str:
    """Return the code of a period (RFC 4226, 5.3)."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return str((number & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def counter_of(key: str, code: str) -> int | None:
    """Return the period whose code this is, now or just before or after; None if there is none."""
    now = int(time.time()) // PERIOD_SECONDS
    near = range(now - TOLERANCE, now + TOLERANCE + 1)
    typed = plain(code).encode()
    fitting = [c for c in near if hmac.compare_digest(code_at(key, c).encode(), typed)]
    return fitting[-1] if fitting else None


def address_of(key: str, account: str) -> str:
    """Return what an app reads out of the QR code."""
    facts = {"secret": key, "issuer": "Wenkong"}
    return f"otpauth://totp/{quote(f'Wenkong:{account}')}?{urlencode(facts)}"


def new_recovery_codes() -> list[str]:
    """Return codes of fifty bits each, for paper."""
    letters = ("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{word[:5]}-{word[5:]}" for word in letters]


def hash_of(code: str) -> bytes:
    """Return what is kept of a recovery code: too long to guess, so a plain hash does."""
    return hashlib.sha256(plain(code).encode()).digest()


def plain(code: str) -> str:
    """Return the code without the spaces and dashes people type."""
    return "".join(code.split()).replace("-", "").lower()
