"""Addresses of the shell round all pages (`config/urls.py`)."""

from typing import Final

from tests.architecture.permissions.row import Row

#        nob rut rav ada cor tom ott bol pia qua
CONFIG: Final[dict[str, Row]] = {
    "t/<code>/go/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "live/": Row(
        "205 205 205 205 205 205 205 205 205 205",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "livez": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "healthz": Row(
        "503 503 503 503 503 503 503 503 503 503",
        "503 503 503 503 503 503 503 503 503 503",
    ),
    "preferences/language/": Row(
        "405 405 405 405 405 405 405 405 405 405",
        "302 302 302 302 302 302 302 302 302 302",
    ),
    "preferences/theme/": Row(
        "405 405 405 405 405 405 405 405 405 405",
        "302 302 302 302 302 302 302 302 302 302",
    ),
}
