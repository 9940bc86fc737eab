"""The program that checks evidence: its arithmetic is right, and it runs anywhere."""

import ast
import random
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from approvals.evidence import verify

PROGRAM = Path("approvals/evidence/verify.py")

# RFC 8032, 7.1: secret is left out; public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
        "46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
        "1d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
        "c6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def test_it_checks_ed25519_as_the_rfc_has_it() -> None:
    for public, message, value in VECTORS:
        raw = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(value)
        assert verify.ed25519(*raw)
        assert not verify.ed25519(raw[0], raw[1] + b"x", raw[2])


def test_it_agrees_with_the_library_about_every_flipped_bit() -> None:
    key, message = Ed25519PrivateKey.generate(), b"agreed"
    public, value = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify.ed25519(public, message, value)
    order = verify.ORDER
    again = (int.from_bytes(value[32:], "little") + order).to_bytes(32, "little")
    assert not verify.ed25519(public, message, value[:32] + again), "S is below the order"
    for at in random.Random(1).sample(range(512), 24):
        flipped = bytearray(value)
        flipped[at // 8] ^= 1 << at % 8
        assert not verify.ed25519(public, message, bytes(flipped))


def test_it_reads_on_python_3_8() -> None:
    ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
