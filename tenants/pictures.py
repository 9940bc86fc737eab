"""Drawings for pages that come from a library."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str, *, scale: int) -> SafeString:
    """Draw an address for the camera of a phone, dark on white in either theme."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=scale, border=2, light="#fff", svgclass="dc-qr")
    return mark_safe(drawn)  # noqa: S308 - nothing of the address is in the mark-up
