"""From a published gap to what is behind it: the finding, its audit, and the document as it was."""

import datetime as dt
import re

from django.test import Client
from django.utils import timezone

from documents.models import Document, Revision
from oversight.actions.examinations import open_round, save_criteria
from oversight.actions.findings import raise_finding
from oversight.actions.scorecards import measure
from oversight.models import Examination, Scorecard
from tenants.models import Member, Unit
from tenants.scope import tenant_scope
from tests.oversight.examining import (
    CRITERIA,
    begin_scoring,
    choose,
    give,
    in_city,
    make_draft_round,
    page_of,
    publish,
    report,
    sign,
)
from tests.oversight.finding import clause, held
from tests.world import Cast, City, signed_in


def has_finding(cast: Cast) -> None:
    """Raise a major nonconformity about the tenant's document, and something less; measure."""
    with tenant_scope(cast.tenant.pk):
        document = Document.objects.get()
        Revision.objects.update(effective_at=timezone.now() - dt.timedelta(days=9))
        about = {
            "grade": "major",
            "clause": clause("7.5"),
            "unit": Unit.objects.first(),
            "document": document,
            "seen": "Nobody could show it.",
            "owner": cast.ruth,
            "verifier": cast.ravi,
            "due_on": cast.tenant.today() + dt.timedelta(days=30),
        }
        audit, seen = held(cast), {"grade": "observation", "seen": "There is a draught."}
        raise_finding(audit, about, by=cast.cora)
        raise_finding(audit, about | seen, by=cast.cora)
        measure()
        assert Scorecard.objects.get(tenant=cast.tenant).findings_open == 1


def round_of_findings(city: City) -> Examination:
    counted = {"title": "Nonconformities", "indicator": "findings_open"}
    round = make_draft_round(city)
    with in_city(city):
        save_criteria(round, [CRITERIA[0] | counted, CRITERIA[1]], by=city.quan)
        open_round(round, by=city.quan)
    round.refresh_from_db()
    return round


def follow(client: Client, page: str, start: str) -> str:
    """Open the first link of a page that begins so; return the page it leads to."""
    found = re.search(rf'href="({re.escape(start)}[^"]*)"', page)
    assert found is not None, f"no link to {start}"
    answer = client.get(found[1].replace("&amp;", "&"))
    assert answer.status_code == 200, found[1]
    return answer.content.decode()


def test_a_gap_leads_to_the_finding_the_audit_and_the_document(
    city: City, zones: tuple[Cast, Cast], eve: Member
) -> None:
    _acme, bolt = zones
    has_finding(bolt)
    round = round_of_findings(city)
    for cast in zones:
        report(cast, round)
    begin_scoring(city, round)
    for cast in zones:
        choose(city, round, cast, city.quan, eve)
        assert give(round, cast, city.quan, "50") == give(round, cast, eve, "50") == 302
    sign(city, round)
    publish(city, round)
    reader = signed_in(bolt.ruth)
    result = reader.get(page_of(bolt, round)).content.decode()
    findings = follow(reader, result, "/t/bolt/findings/")
    assert "There is a draught." not in findings  # the figure does not count it
    finding = follow(reader, findings, "/t/bolt/findings/0")
    assert "Nobody could show it." in finding
    assert "Secret of BOLT" in follow(reader, finding, "/t/bolt/documents/")
    assert "F-001" in follow(reader, finding, "/t/bolt/audits/0")
