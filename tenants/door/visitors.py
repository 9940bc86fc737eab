"""Where a request comes from, in words a person recognises."""

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

BROWSERS: Final = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Final = {
    "Windows": "Windows",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def address_of(request: HttpRequest) -> str:
    """Return the address the request came from, as the last trusted proxy saw it.

    Each proxy adds the address it sees at the end of X-Forwarded-For; what stands before the
    entries of our own proxies anybody may have written.
    """
    address = request.META.get("REMOTE_ADDR", "")
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXIES <= len(passed):
        address = passed[-settings.PROXIES].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """Return what counts as one address: a household's or an office's 2^64 of version 6 do."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def device_of(request: HttpRequest) -> str:
    """Return browser and system, for example "Chrome · Windows"."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    names = (
        next((name for mark, name in known.items() if mark in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, names))
