"""The page of readers: who has, who has not, and everybody else, each with the reason."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.actions.exemptions import exempt
from approvals.actions.reading_urges import urge_readers
from approvals.models import Acknowledgement
from documents.models import Revision
from tenants.models import Member
from tenants.notices import notify
from tenants.people.roles import Role
from tests.approvals.conftest import Office
from tests.approvals.test_acknowledge import next_of, published
from tests.approvals.test_delegate import delegate
from tests.approvals.test_distribution import late
from tests.library import appoint
from tests.sweeping import sweep
from tests.world import Cast, make_member, signed_in


def page(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/readers/"


def shown(acme: Cast, revision: Revision, **asked: str) -> dict[str, Any]:
    """Return each line by name, as the controller sees it."""
    answer = signed_in(acme.cora).get(page(revision), asked)
    assert answer.status_code == 200
    return {each.line.name: each for each in answer.context["lines"]}


def test_who_need_not_read_stands_there_with_the_reason(acme: Cast, office: Office) -> None:
    appoint(acme.ruth, office.head, office.service)
    appoint(office.leo, office.head, office.service)
    appoint(office.lena, office.head, office.service)
    revision = published(office, everybody=False)
    until = timezone.localdate() + dt.timedelta(days=9)
    exempt(acme.ruth, revision.document, why="On loan", until=until, by=acme.cora)
    delegate(office.leo, acme.ravi, is_absent=True)
    signed = {"at": timezone.now(), "how": Acknowledgement.How.SIGNATURE}
    Acknowledgement.objects.create(revision=revision, member=acme.ada, **signed)
    lines = shown(acme, revision, show="none")
    assert lines["Ruth"].why == f"Exempt until {until}: On loan"
    assert lines["Leo"].why.startswith("Away until")
    assert lines["Ravi"].why == "It was not put before them."
    assert lines["Ada"].why.startswith("It was not put before them. Acknowledged on ")
    assert "Lena" not in lines
    assert shown(acme, revision).keys() == {"Ruth", "Leo", "Lena"}
    assert shown(acme, revision, show="open").keys() == {"Leo", "Lena"}
    assert not shown(acme, revision, unit="OFC")
    text = signed_in(acme.cora).get(page(revision), {"show": "none"}).content.decode()
    assert "On loan" in text


def test_a_replaced_text_says_so_and_keeps_who_had_read_it(acme: Cast, office: Office) -> None:
    revision = published(office)
    acknowledge(revision, by=acme.ruth)
    next_of(revision)
    lines = shown(acme, revision)
    assert lines["Ruth"].line.state == "done"
    assert lines["Ravi"].label.word == "Not required"
    assert lines["Ravi"].why.startswith("Replaced or no longer in force since")
    assert not shown(acme, revision, show="open")


def test_what_somebody_was_told_stands_beside_their_line(acme: Cast, office: Office) -> None:
    revision = late(published(office))
    sweep(acme.tenant, timezone.localdate())
    urge_readers([(revision.pk, acme.ruth.pk)], by=acme.cora)
    notify(acme.ravi, "document_changed", subject=revision.document, what="owner")
    lines = shown(acme, revision)
    told = lines["Ruth"].told
    assert told[0].kind == "Urged"
    assert any("10 days late" in each.kind and "E-mail: Delivered" in each.result for each in told)
    assert len(lines["Ravi"].told) == 1
    narrowed = {"document": revision.document.number, "view": "lines"}
    distribution = signed_in(acme.cora).get("/t/acme/distribution/", narrowed)
    assert "E-mail: Delivered" in distribution.content.decode()


@pytest.mark.parametrize("show", ["", "none"])
def test_it_asks_the_same_number_of_things_however_many_read(
    acme: Cast, office: Office, show: str
) -> None:
    revision = late(published(office))

    def statements() -> int:
        client = signed_in(acme.cora)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(revision), {"show": show}).status_code == 200
        return len(captured)

    sweep(acme.tenant, timezone.localdate())
    before = statements()
    for name in ("Xu", "Yan", "Zhao"):
        appoint(make_member(acme.tenant, name, Role.READER), office.head, office.office)
    Member.objects.update(valid_from=timezone.localdate() - dt.timedelta(days=400))
    sweep(acme.tenant, timezone.localdate())
    assert statements() == before <= 24
