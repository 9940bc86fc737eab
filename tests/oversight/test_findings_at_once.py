"""Two people deal with findings at the same instant: one outcome, and no number twice."""

import datetime as dt

import pytest

from oversight.actions.findings import answer_finding, raise_finding, send_back, verify_finding
from oversight.models import Finding
from tenants.scope import tenant_scope
from tests.approvals.test_at_once import at_once
from tests.certificates import hold
from tests.library import Library, make_library
from tests.oversight.finding import SAID
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


def facts(acme: Cast, library: Library) -> dict[str, object]:
    return {
        "grade": "observation",
        "unit": library.office,
        "seen": "An old list",
        "owner": acme.ruth,
        "verifier": acme.ravi,
        "due_on": acme.tenant.today(),
    }


def test_of_two_who_judge_an_answer_one_is_heard(acme: Cast) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        audit = hold(acme.cora, today)
    raising = at_once(
        acme.tenant,
        2 * [lambda: raise_finding(audit, facts(acme, library), by=acme.cora)],
    )
    with tenant_scope(acme.tenant.pk):
        numbers = Finding.objects.order_by("number").values_list("number", flat=True)
        assert (len(raising), list(numbers)) == (2, [1, 2])
        finding = Finding.objects.get(number=1)
        answer_finding(finding, **SAID, by=acme.ruth)
    due_on = today + dt.timedelta(days=3)
    told = at_once(
        acme.tenant,
        [
            lambda: verify_finding(finding, evidence="Seen", by=acme.ravi, read=1),
            lambda: send_back(finding, words="Why?", due_on=due_on, by=acme.cora, read=1),
        ],
    )
    assert sum(answer is None for answer in told) == 1, told
    with tenant_scope(acme.tenant.pk):
        finding.refresh_from_db()
        last = finding.entries.get(n=2).kind
        assert (finding.state, last) in {("verified", "verified"), ("open", "sent_back")}
