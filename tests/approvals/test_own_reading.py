"""What I have read: all of it, wherever I have worked meanwhile, to take along."""

import datetime as dt
import io

import openpyxl
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from documents.models import Document
from tenants.models import Appointment
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import published
from tests.approvals.test_distribution import late
from tests.library import appoint
from tests.world import Cast, signed_in

PAGE = "/t/acme/reading/"


def test_what_i_acknowledged_stays_mine_when_i_move(acme: Cast, office: Office) -> None:
    appoint(acme.ruth, office.head, office.service)
    narrow, everybody = published(office, everybody=False), late(published(office))
    acknowledge(narrow, by=acme.ruth, statement="I know A/0.")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Appointment.objects.filter(member=acme.ruth).update(valid_from=yesterday, valid_until=yesterday)
    Document.objects.filter(pk=narrow.document_id).update(restricted=True)
    page = signed_in(acme.ruth).get(PAGE)
    found = {each.number: each for each, _proof in page.context["rows"]}
    assert found[narrow.document.number].statement == "I know A/0."
    assert not found[narrow.document.number].may_open
    assert found[everybody.document.number].state == "late"
    assert page.context["counts"] == {"open": 1, "done": 1}
    assert "I know A/0." not in signed_in(acme.ravi).get(PAGE).content.decode()
    account = signed_in(acme.ruth).get("/t/acme/documents/").content.decode()
    assert PAGE in account


def test_i_take_it_along(acme: Cast, office: Office) -> None:
    acknowledge(published(office), by=acme.ruth, statement="I know A/0.")
    sheet = signed_in(acme.ruth).post(f"{PAGE}export.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert rows[1][-1] == "I know A/0."
    assert signed_in(acme.ruth).post(f"{PAGE}export.pdf").content.startswith(b"%PDF")
