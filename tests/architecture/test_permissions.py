"""Who may open which address: one row each, and no address without a row."""

from copy import copy
from typing import Final, NamedTuple

import pytest
from django.db import transaction
from django.test import Client

from approvals.urls import ROUTE
from documents.urls import DOCUMENT, REVISION
from tests.architecture.addresses import Place, Shelf, address, make_shelf, routes
from tests.world import Cast, City, signed_in

# Who asks, in the order of the columns; the last three are strangers to acme.
ASKING: Final = ("nobody", "ruth", "ravi", "ada", "cora", "tom", "otto", "bolt.cora", "pia", "quan")


class Row(NamedTuple):
    """What GET and POST (without data) answer to each; `of` names what is asked for."""

    get: str
    post: str
    of: str = "in_force"


# A new address gets its row here; see what it answers, and whether that is what it should.
#        nob rut rav ada cor tom ott bol pia qua
TABLE: Final[dict[str, Row]] = {
    "": Row(
        "302 302 302 302 302 302 302 302 302 302",
        "302 302 302 302 302 302 302 302 302 302",
    ),
    "sign-in/": Row(
        "200 302 302 302 302 302 302 302 302 302",
        "200 302 302 302 302 302 302 302 302 302",
    ),
    "sign-out/": Row(
        "405 405 405 405 405 405 405 405 405 405",
        "302 302 302 302 302 302 302 302 302 302",
    ),
    "sign-in/forgotten/": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "account/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200 200 200",
    ),
    "account/password/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200 200 200",
    ),
    "account/sessions/end/": Row(
        "405 405 405 405 405 405 405 405 405 405",
        "302 302 302 302 302 302 302 302 302 302",
    ),
    "account/reset/<uidb64>/<token>/": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "account/code/": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "sign-in/second-factor/": Row(
        "302 302 302 302 302 302 302 302 302 302",
        "302 302 302 302 302 302 302 302 302 302",
    ),
    "sign-in/passkey/": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "account/second-factor/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "account/second-factor/app/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200 200 200",
    ),
    "account/second-factor/passkey/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200 200 200",
    ),
    "account/second-factor/codes/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "302 200 200 200 200 200 200 200 200 200",
    ),
    "account/second-factor/<uuid:factor>/remove/": Row(
        "302 404 404 404 404 404 404 404 404 404",
        "302 404 404 404 404 404 404 404 404 404",
    ),
    "t/<code>/settings/sign-in/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "sign-in/<slug:zone>/provider/": Row(
        "404 404 404 404 404 404 404 404 404 404",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "sign-in/<slug:zone>/answer/": Row(
        "404 404 404 404 404 404 404 404 404 404",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "account/connect/": Row(
        "302 404 404 404 404 404 404 404 404 404",
        "302 404 404 404 404 404 404 404 404 404",
    ),
    "account/disconnect/": Row(
        "405 405 405 405 405 405 405 405 405 405",
        "302 404 404 404 404 404 404 404 404 404",
    ),
    "t/<code>/settings/sign-in/provider/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 422 403 404 404 404",
    ),
    "t/<code>/settings/sign-in/lost/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "account/invitation/<slug:zone>/<uuid:invitation>/<token>/": Row(
        "200 200 200 200 200 200 200 200 200 200",
        "200 200 200 200 200 200 200 200 200 200",
    ),
    "t/<code>/audit/": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/audit/export.<slug:form>": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "city/audit/": Row(
        "302 404 404 404 404 404 404 404 403 403",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    "city/audit/export.<slug:form>": Row(
        "302 404 404 404 404 404 404 404 403 403",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    f"{DOCUMENT}log/": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/notices/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 302 302 302 302 302 403 404 404 404",
    ),
    "t/<code>/people/": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/people/new/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/people/export.xlsx": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/people/template.xlsx": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/people/import/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/people/import/<uuid:upload>/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/invite/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/sheet/<uuid:sheet>/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/withdraw/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/reset/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/": Row(
        "302 403 403 403 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/emergency/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/emergency/end/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/people/proposals/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/people/proposals/<uuid:proposal>/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 302 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/roles/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/sample/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/edit/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "t/<code>/settings/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/organisation/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
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
    "t/<code>/settings/numbers/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/numbers/<type_code>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/numbers/<type_code>/advance/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 422 422 403 404 404 404",
    ),
    "t/<code>/settings/numbers/<type_code>/reserve/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 422 422 403 404 404 404",
    ),
    "t/<code>/settings/numbers/<type_code>/release/<uuid:range_id>/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 302 403 404 404 404",
    ),
    "t/<code>/settings/reminders/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/folders/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/folders/new/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/folders/<folder_code>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/folders/<folder_code>/access/": Row(
        "302 403 403 403 200 403 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/folders/<folder_code>/restrict/": Row(
        "302 403 403 403 200 403 403 404 404 404",
        "302 403 403 403 200 403 403 404 404 404",
    ),
    "t/<code>/settings/folders/<folder_code>/grant/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 403 403 404 404 404",
    ),
    f"{DOCUMENT}access/": Row(
        "302 403 403 403 200 403 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{DOCUMENT}access/restrict/": Row(
        "302 403 403 403 200 403 403 404 404 404",
        "302 403 403 403 200 403 403 404 404 404",
    ),
    f"{DOCUMENT}access/grant/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 403 403 404 404 404",
    ),
    "t/<code>/settings/types/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/types/new/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/types/<type_code>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "t/<code>/settings/versions/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    "city/": Row(
        "302 404 404 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    "city/zones/": Row(
        "302 404 404 404 404 404 404 404 200 403",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    "city/zones/<slug:code>/rename/": Row(
        "302 404 404 404 404 404 404 404 405 405",
        "302 404 404 404 404 404 404 404 422 403",
    ),
    "city/zones/<slug:code>/suspend/": Row(
        "302 404 404 404 404 404 404 404 405 405",
        "302 404 404 404 404 404 404 404 422 403",
    ),
    "city/zones/<slug:code>/template/": Row(
        "302 404 404 404 404 404 404 404 405 405",
        "302 404 404 404 404 404 404 404 302 403",
    ),
    "city/zones/<slug:code>/opening/<slug:step>/": Row(
        "302 404 404 404 404 404 404 404 200 403",
        "302 404 404 404 404 404 404 404 302 403",
    ),
    "city/zones/<slug:code>/blueprint/": Row(
        "302 404 404 404 404 404 404 404 200 403",
        "302 404 404 404 404 404 404 404 302 403",
    ),
    "t/<code>/settings/blueprint/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "t/<code>/import/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 422 422 403 404 404 404",
    ),
    "t/<code>/import/sample.zip": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/import/<uuid:run_id>/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 302 302 403 404 404 404",
    ),
    "t/<code>/opening/": Row(
        "302 403 403 403 403 302 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/opening/<slug:step>/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 302 403 404 404 404",
    ),
    "city/zones/new/": Row(
        "302 404 404 404 404 404 404 404 200 403",
        "302 404 404 404 404 404 404 404 200 403",
    ),
    "city/zones/<slug:code>/": Row(
        "302 404 404 404 404 404 404 404 200 403",
        "302 404 404 404 404 404 404 404 405 405",
    ),
    "tasks/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "tasks/done/": Row(
        "302 200 200 200 200 200 200 200 200 200",
        "405 405 405 405 405 405 405 405 405 405",
    ),
    "t/<code>/standing-in/": Row(
        "302 200 200 200 200 403 403 404 404 404",
        "302 200 200 200 200 403 403 404 404 404",
    ),
    "t/<code>/standing-in/<uuid:delegation>/end/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 404 404 404 302 403 403 404 404 404",
    ),
    "t/<code>/people/<uuid:member>/leaving/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    f"{REVISION}submit/": Row(
        "302 403 403 200 200 403 403 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}recall/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 404 403 403 404 404 404",
        "in_review",
    ),
    f"{REVISION}decide/": Row(
        "302 404 200 404 404 403 403 404 404 404",
        "302 404 200 404 404 403 403 404 404 404",
        "in_review",
    ),
    f"{REVISION}acknowledge/": Row(
        "302 200 200 200 200 403 403 404 404 404",
        "302 200 200 200 200 403 403 404 404 404",
    ),
    f"{REVISION}acknowledged/": Row(
        "302 404 200 404 404 403 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{REVISION}readers/": Row(
        "302 403 403 200 200 403 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/settings/calendar/": Row(
        "302 403 403 403 403 200 403 404 404 404",
        "302 403 403 403 403 200 403 404 404 404",
    ),
    "city/calendar/": Row(
        "302 404 404 404 404 404 404 404 200 200",
        "302 404 404 404 404 404 404 404 200 200",
    ),
    "t/<code>/settings/routes/": Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    ROUTE: Row(
        "302 403 403 403 200 200 403 404 404 404",
        "302 403 403 403 200 200 403 404 404 404",
    ),
    f"{ROUTE}copy/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 403 302 302 403 404 404 404",
    ),
    "t/<code>/documents/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/lists/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    "t/<code>/lists/<slug:listing>/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    # Auditors, too, take lists along; nothing but the trail is written.
    "t/<code>/lists/<slug:listing>/export.xlsx": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 200 200 200 200 200 200 404 404 404",
    ),
    "t/<code>/lists/<slug:listing>/export.pdf": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 200 200 200 200 200 200 404 404 404",
    ),
    "t/<code>/views/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 302 302 302 302 302 403 404 404 404",
    ),
    "t/<code>/views/columns/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 302 302 302 302 302 403 404 404 404",
    ),
    "t/<code>/views/<uuid:view>/": Row(  # cora's own
        "302 404 404 404 200 404 404 404 404 404",
        "302 404 404 404 422 404 403 404 404 404",
    ),
    "t/<code>/new-document/": Row(
        "302 403 403 200 200 403 403 404 404 404",
        "302 403 403 200 200 403 403 404 404 404",
    ),
    DOCUMENT: Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{DOCUMENT}history/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{DOCUMENT}compare/": Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{DOCUMENT}revise/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
    ),
    REVISION: Row(
        "302 200 200 200 200 200 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{REVISION}draft/": Row(
        "302 403 403 200 200 403 403 404 404 404",
        "302 403 403 200 200 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}upload/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}drop-upload/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}audience/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}cancel/": Row(
        "302 405 405 405 405 405 405 404 404 404",
        "302 403 403 302 302 403 403 404 404 404",
        "draft",
    ),
    f"{REVISION}word/": Row(
        "302 403 403 200 200 403 403 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
    ),
    f"{REVISION}source/": Row(
        "302 404 404 200 200 404 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
        "draft",
    ),
    f"{REVISION}pages/<slug:size>/<int:page>/": Row(
        "302 404 200 200 200 404 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
        "in_review",
    ),
    f"{REVISION}<slug:kind>.pdf": Row(
        "302 404 200 200 200 404 200 404 404 404",
        "302 405 405 405 405 405 403 404 404 404",
        "in_review",
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


def test_no_address_is_missing_from_the_table() -> None:
    assert set(routes()) == TABLE.keys()


@pytest.fixture
def clients(acme: Cast, bolt: Cast, city: City) -> list[Client]:
    people = (acme.ruth, acme.ravi, acme.ada, acme.cora, acme.tom, acme.otto)
    strangers = (bolt.cora, city.pia, city.quan)
    clients = [Client(), *map(signed_in, (*people, *strangers))]
    for client in clients:
        client.raise_request_exception = False
    return clients


def answers(clients: list[Client], method: str, url: str) -> str:
    """Return the statuses that each gets; nothing of it stays."""
    statuses = []
    for client in clients:
        cookies = copy(client.cookies)
        with transaction.atomic():
            statuses.append(str(getattr(client, method)(url).status_code))
            transaction.set_rollback(True)
        client.cookies = cookies
    return " ".join(statuses)


def test_everybody_gets_what_the_table_says(clients: list[Client], acme: Cast) -> None:
    shelf: Shelf = make_shelf(acme)
    found = {}
    for route, row in TABLE.items():
        place: Place = getattr(shelf, row.of)
        url = address(route, "acme", place)
        found[route] = Row(answers(clients, "get", url), answers(clients, "post", url), row.of)
    assert found == TABLE
