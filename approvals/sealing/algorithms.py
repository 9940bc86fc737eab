"""By which algorithms seals are made and checked; another one is one more entry."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class Algorithm(NamedTuple):
    """How a key is made, what it seals with, and how anybody checks that."""

    make: Callable[[], bytes]  # → the private key as PEM
    public: Callable[[bytes], bytes]  # private key → the public one, raw
    sign: Callable[[bytes, bytes], bytes]  # private key, payload → sealed value
    fits: Callable[[bytes, bytes, bytes], bool]  # public key, payload, sealed value


def _make() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _private(pem: bytes) -> Ed25519PrivateKey:
    key = load_pem_private_key(pem, None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("this is no Ed25519 key")
    return key


def _public(pem: bytes) -> bytes:
    return _private(pem).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _sign(pem: bytes, payload: bytes) -> bytes:
    return _private(pem).sign(payload)


def _fits(public: bytes, payload: bytes, value: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, payload)
    except (InvalidSignature, ValueError):
        return False
    return True


DEFAULT: Final = "ed25519"
ALGORITHMS: Final[Mapping[str, Algorithm]] = {
    DEFAULT: Algorithm(_make, _public, _sign, _fits),
}
