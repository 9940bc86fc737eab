"""Fetch from an identity provider, whose address an administrator typed."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from tenants import fetching
from tenants.fetching import Unreachable


def fetch_json(url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """GET this address, or POST the form to it, and return the JSON object that comes back."""
    body = None if form is None else urlencode(form).encode()
    headers = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
    answer = fetching.fetch(url, body, headers, private=settings.SSO_PRIVATE)
    where = urlsplit(url).netloc
    try:
        found = json.loads(answer.body)
    except ValueError as failure:
        raise Unreachable(f"{where}: {type(failure).__name__}") from failure
    if answer.status != 200 or not isinstance(found, dict):
        raise Unreachable(f"{where} answered {answer.status}")
    return found


def is_allowed(url: str) -> bool:
    """Tell whether this is an https address, or one that SSO_PRIVATE names."""
    return fetching.is_allowed(url, private=settings.SSO_PRIVATE)
