"""Addresses of units, posts and groups (`tenants/organisation/urls.py`)."""

from typing import Final

from tests.architecture.permissions.row import Row

#        nob rut rav ada cor tom ott bol pia qua
ORGANISATION: Final[dict[str, Row]] = {
    "t/<code>/settings/units/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/units/new/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/rename/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/move/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/merge/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/end/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/units/<slug:unit>/appoint/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/new/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/<uuid:plan>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/<uuid:plan>/add/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/<uuid:plan>/drop/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/<uuid:plan>/perform/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/reorganisations/<uuid:plan>/take-back/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/settings/vacancies/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/posts/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/posts/new/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/posts/<slug:post>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/posts/<slug:post>/change/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/posts/<slug:post>/end/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/groups/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/groups/new/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/groups/<uuid:group>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/groups/<uuid:group>/rename/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/groups/<uuid:group>/join/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/groups/<uuid:group>/leave/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/groups/<uuid:group>/end/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/appoint/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/appointments/<uuid:appointment>/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
}
