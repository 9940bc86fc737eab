"""The text of a macro module: is there any? Compression as in [MS-OVBA] 2.4.1."""

from __future__ import annotations

from typing import Final

_BEGINS_WITH: Final = b"\x00Attribut"  # the first tokens of every module, all literal
_HEAD_BYTES: Final = 3  # the container's signature and the head of its first chunk
_SAYS_NOTHING: Final = (b"attribute ", b"option ", b"'", b"rem ")


def has_code(module: bytes) -> bool:
    """Tell whether a module says anything but what it is; one that cannot be read may."""
    start = module.find(_BEGINS_WITH) - _HEAD_BYTES
    if start < 0:
        return True
    lines = (line.strip().lower() for line in _unpack(module[start:]).splitlines())
    return any(line and not line.startswith(_SAYS_NOTHING) for line in lines)


def _unpack(container: bytes) -> bytes:
    out = bytearray()
    at = 1
    while at + 2 <= len(container):
        head = int.from_bytes(container[at : at + 2], "little")
        chunk = container[at + 2 : at + 3 + (head & 0x0FFF)]
        out += _unpack_chunk(chunk) if head & 0x8000 else chunk
        at += 3 + (head & 0x0FFF)
    return bytes(out)


def _unpack_chunk(chunk: bytes) -> bytes:
    out = bytearray()
    at = 0
    while at < len(chunk):
        flags = chunk[at]
        at += 1
        for bit in range(8):
            if at >= len(chunk):
                break
            if flags >> bit & 1:
                _copy(out, int.from_bytes(chunk[at : at + 2], "little"))
                at += 2
            else:
                out.append(chunk[at])
                at += 1
    return bytes(out)


def _copy(out: bytearray, token: int) -> None:
    """Repeat what stands some bytes before; the further on, the more bits say how far."""
    bits = max((len(out) - 1).bit_length(), 4)
    length = (token & (0xFFFF >> bits)) + 3
    offset = (token >> (16 - bits)) + 1
    for _n in range(length if offset <= len(out) else 0):
        out.append(out[-offset])
