"""Windows Write of the nineties: known by its head."""

from typing import IO, Final

from tenants.files.limits import OTHER, Unfit

_HEADS: Final = (b"\x31\xbe\0\0\0\xab", b"\x32\xbe\0\0\0\xab")


def check(file: IO[bytes], _kind: str) -> set[str]:
    """Raise Unfit unless the file begins as Write begins one; it can hold a picture at most."""
    file.seek(0)
    if not file.read(6).startswith(_HEADS):
        raise Unfit(OTHER)
    return set()
