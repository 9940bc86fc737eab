"""A device with a passkey, in software: it answers questions as a browser hands them on."""

import hashlib
import json
import os
import struct
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


class Device:
    """One passkey; `flags` and `origin` can be made to lie."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.flags = PRESENT | VERIFIED
        self.origin = settings.SITE_URL

    def make(self, question: str) -> str:
        """Answer a question to make a passkey."""
        cose = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        public = cbor.encode(dict(cose))
        made = bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        facts = self._facts(MADE) + made
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": facts})
        said = self._said("webauthn.create", question)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def use(self, question: str) -> str:
        """Answer a question to use it."""
        facts, said = self._facts(), self._said("webauthn.get", question)
        signed = facts + hashlib.sha256(said).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=facts, signature=signature)

    def _facts(self, more: int = 0) -> bytes:
        host = urlsplit(settings.SITE_URL).hostname or ""
        us = hashlib.sha256(host.encode()).digest()
        return us + struct.pack(">BI", self.flags | more, 0)

    def _said(self, kind: str, question: str) -> bytes:
        challenge = json.loads(question)["publicKey"]["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = websafe_encode(self.id)
        parts = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": parts})
