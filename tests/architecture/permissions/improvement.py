"""Addresses of management reviews and quality objectives (`oversight/urls.py`)."""

from typing import Final

from tests.architecture.permissions.certification import (
    ALL,
    CONTROLLERS,
    CONTROLLERS_422,
    NOT_ASKED,
    NOT_POSTED,
)
from tests.architecture.permissions.row import Row

REVIEW: Final = "t/<code>/management-reviews/<uuid:management_review>/"
DECISION: Final = "t/<code>/management-reviews/decisions/<uuid:decision>/"
OBJECTIVE: Final = "t/<code>/objectives/<uuid:objective>/"
# cora prepares, ravi leads the tenant, ada acts on a decision, otto audits; the others have no part
READ: Final = "302 404 200 200 200 404 200 404 404 404"
PREPARED: Final = "302 404 403 403 200 403 403 404 404 404"
PREPARED_422: Final = "302 404 403 403 422 403 403 404 404 404"

#        nob rut rav ada cor tom ott bol pia qua
IMPROVEMENT: Final[dict[str, Row]] = {
    "t/<code>/management-reviews/": Row(ALL, NOT_POSTED),
    "t/<code>/management-reviews/new/": Row(CONTROLLERS, CONTROLLERS_422),
    REVIEW: Row(READ, NOT_POSTED),
    f"{REVIEW}plan/": Row(PREPARED, PREPARED_422),
    f"{REVIEW}say/<slug:act>/": Row(NOT_ASKED, PREPARED_422),
    f"{REVIEW}write/": Row(PREPARED, PREPARED_422),
    f"{REVIEW}sign/": Row(
        "302 404 200 404 404 403 403 404 404 404", "302 404 422 404 404 403 403 404 404 404"
    ),
    f"{REVIEW}send/": Row(NOT_ASKED, "302 404 403 403 302 403 403 404 404 404"),
    f"{REVIEW}minutes/": Row(READ, NOT_POSTED),
    f"{REVIEW}record.pdf": Row(NOT_ASKED, READ),
    DECISION: Row(READ, NOT_POSTED),
    f"{DECISION}say/<slug:outcome>/": Row(NOT_ASKED, "302 404 403 422 422 403 403 404 404 404"),
    "t/<code>/objectives/": Row(ALL, NOT_POSTED),
    "t/<code>/objectives/new/": Row(CONTROLLERS, CONTROLLERS_422),
    "t/<code>/objectives/export.xlsx": Row(NOT_ASKED, ALL),
    OBJECTIVE: Row(ALL, NOT_POSTED),
    f"{OBJECTIVE}change/": Row(CONTROLLERS, CONTROLLERS_422),
    f"{OBJECTIVE}enter/": Row(NOT_ASKED, "302 403 403 422 422 403 403 404 404 404"),
    f"{OBJECTIVE}results/<uuid:result>/evidence/": Row(ALL, NOT_POSTED),
}
