"""Make links of what a text names."""

import re
from collections.abc import Mapping
from html import escape

from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"(<[^>]*>)")


def with_links(html: SafeString, addresses: Mapping[str, str]) -> SafeString:
    """Return safe HTML where each of these writings leads to its address; links stay as they are.

    `addresses` says where to, by the words as they stand in the text.
    """
    if not addresses:
        return html
    known = {escape(text): address for text, address in addresses.items()}
    longest_first = sorted(known, key=len, reverse=True)
    wanted = re.compile("|".join(map(_whole, longest_first)))
    parts = _TAG.split(html)
    depth = 0
    for n, part in enumerate(parts):
        if n % 2:
            depth += part.startswith("<a ") - part.startswith("</a")
        elif part and not depth:
            parts[n] = wanted.sub(lambda m: f'<a href="{escape(known[m[0]])}">{m[0]}</a>', part)
    return mark_safe("".join(parts))  # noqa: S308 - safe HTML, and addresses that are escaped


def _whole(text: str) -> str:
    """Say that a number is not the middle of a longer one."""
    before = r"(?<![A-Za-z0-9./-])" if text[0].isascii() and text[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if text[-1].isascii() and text[-1].isalnum() else ""
    return before + re.escape(text) + after
