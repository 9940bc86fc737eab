"""Addresses of certificates, audits and what the city sees of them (`oversight/urls.py`)."""

from typing import Final

from tests.architecture.permissions.row import Row

ALL: Final = "302 200 200 200 200 200 200 404 404 404"
NOT_POSTED: Final = "302 405 405 405 405 405 403 404 404 404"
CONTROLLERS: Final = "302 403 403 403 200 403 403 404 404 404"
CONTROLLERS_422: Final = "302 403 403 403 422 403 403 404 404 404"
CONTROLLERS_302: Final = "302 403 403 403 302 403 403 404 404 404"
NOT_ASKED: Final = "302 405 405 405 405 405 405 404 404 404"
CERTIFICATE: Final = "t/<code>/certificates/<uuid:certificate>/"
AUDIT: Final = "t/<code>/audits/<uuid:audit>/"
ALL_302: Final = "302 302 302 302 302 302 403 404 404 404"
CIRCULATION: Final = "t/<code>/circulations/<uuid:circulation>/"
FINDING: Final = "t/<code>/findings/<uuid:finding>/"

#        nob rut rav ada cor tom ott bol pia qua
CERTIFICATION: Final[dict[str, Row]] = {
    "city/certificates/": Row(
        "302 404 404 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    "t/<code>/certificates/": Row(ALL, NOT_POSTED),
    "t/<code>/certificates/new/": Row(CONTROLLERS, CONTROLLERS_422),
    "t/<code>/certificates/apply/": Row(ALL, NOT_POSTED),
    "t/<code>/certificates/apply/declare/": Row(NOT_ASKED, CONTROLLERS_302),
    "t/<code>/readiness/": Row(ALL, NOT_POSTED),
    CERTIFICATE: Row(ALL, NOT_POSTED),
    f"{CERTIFICATE}renew/": Row(CONTROLLERS, CONTROLLERS_422),
    f"{CERTIFICATE}owner/": Row(NOT_ASKED, CONTROLLERS_302),
    f"{CERTIFICATE}scan/": Row(ALL, NOT_POSTED),
    f"{CERTIFICATE}scan/add/": Row(NOT_ASKED, CONTROLLERS_302),
    f"{CERTIFICATE}record/<slug:happening>/": Row(NOT_ASKED, CONTROLLERS_422),
    "t/<code>/audits/": Row(ALL, NOT_POSTED),
    "t/<code>/audits/new/": Row(CONTROLLERS, CONTROLLERS_422),
    AUDIT: Row(ALL, NOT_POSTED),
    f"{AUDIT}plan/": Row(CONTROLLERS, CONTROLLERS_422, "draft"),
    f"{AUDIT}report/": Row(ALL, NOT_POSTED),
    f"{AUDIT}say/<slug:act>/": Row(NOT_ASKED, CONTROLLERS_422),
    f"{AUDIT}scopes/": Row(ALL, "302 403 403 403 422 403 403 404 404 404"),
    f"{AUDIT}scopes/change/": Row(NOT_ASKED, CONTROLLERS_302),
    f"{AUDIT}checklist/": Row(ALL, CONTROLLERS_302),
    f"{AUDIT}checklist/export.pdf": Row(NOT_ASKED, ALL),
    f"{AUDIT}findings/new/": Row(CONTROLLERS, CONTROLLERS_422),
    f"{AUDIT}findings/export.pdf": Row(NOT_ASKED, ALL),
    "t/<code>/findings/": Row(ALL, NOT_POSTED),
    "t/<code>/findings/export.xlsx": Row(NOT_ASKED, ALL),
    FINDING: Row(ALL, NOT_POSTED),
    # Ada owns it; each deed is somebody's: oversight/audits/finding_forms.py.
    f"{FINDING}say/<slug:deed>/": Row(NOT_ASKED, "302 403 403 422 403 403 403 404 404 404"),
    f"{FINDING}evidence/<int:entry>/": Row(ALL, NOT_POSTED),
    # Ravi is asked to sign that another finding is closed.
    CIRCULATION: Row(ALL, "302 302 422 302 302 302 403 404 404 404"),
    f"{CIRCULATION}return/": Row(NOT_ASKED, ALL_302),
    f"{CIRCULATION}take-back/": Row(NOT_ASKED, ALL_302),
    f"{CIRCULATION}steps/<uuid:signing>/urge/": Row(NOT_ASKED, ALL_302),
    f"{CIRCULATION}steps/<uuid:signing>/hand-on/": Row(NOT_ASKED, ALL_302),
    f"{FINDING}revise/": Row(NOT_ASKED, "302 403 403 302 302 403 403 404 404 404"),
}
