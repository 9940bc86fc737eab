"""Keep secrets unreadable in the database: sealed with a key that SECRET_KEY makes."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def seal(text: str) -> bytes:
    """Return the text as bytes that only this installation reads."""
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Return the text; "" when it was sealed under a key that is no longer known."""
    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str) -> bytes:
    made = salted_hmac("tenants.door.sealing", "", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest())
