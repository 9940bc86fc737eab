"""Channels of notices."""

from typing import Final

from tests.architecture.permissions.row import Row

SETTINGS: Final = "t/<code>/settings/channels/"
KEPT_BY_CONTROLLERS: Final = "302 403 403 403 200 200 403 404 404 404"

CHANNELS: Final = {
    "t/<code>/notices/ways/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 302 302 302 302 302 403 404 404 404",
    ),
    "mail/off/<token>/": Row(
        "404 404 404 404 404 404 404 404 404 404",
        "404 404 404 404 404 404 404 404 404 404",
    ),
    SETTINGS: Row(KEPT_BY_CONTROLLERS, "302 405 405 405 405 405 403 404 404 404"),
    f"{SETTINGS}ways/": Row(KEPT_BY_CONTROLLERS, "302 403 403 403 302 302 403 404 404 404"),
    f"{SETTINGS}addresses/": Row(KEPT_BY_CONTROLLERS, KEPT_BY_CONTROLLERS),
    f"{SETTINGS}new/<slug:channel>/": Row(KEPT_BY_CONTROLLERS, KEPT_BY_CONTROLLERS),
    f"{SETTINGS}<uuid:outlet>/": Row(KEPT_BY_CONTROLLERS, KEPT_BY_CONTROLLERS),
    f"{SETTINGS}<uuid:outlet>/act/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 302 403 404 404 404",
    ),
}
