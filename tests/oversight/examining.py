"""A round of examination to test with, made by the city's own actions."""

import datetime as dt
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from django.utils import timezone

from documents.models import Document
from oversight.actions.examinations import draft_round, open_round, save_criteria
from oversight.examination.telling import tell_tenant
from oversight.models import Criterion, Examination, Scorecard, SelfReport
from tenants.models import Member, Tenant
from tenants.scope import tenant_scope
from tests.world import PASSWORD, Cast, City, signed_in

CRITERIA: Final[list[dict[str, Any]]] = [
    {
        "title": "Reviews in time",
        "weight": 40,
        "kind": "automatic",
        "indicator": "reviews_overdue",
        "thresholds": [[0, 100], [3, 50]],
        "asks": "",
    },
    {
        "title": "Complaints",
        "weight": 60,
        "kind": "judged",
        "indicator": "",
        "thresholds": [],
        "asks": "The procedure and last half-year's record",
    },
]
IN: Final = dt.timedelta(days=10)


@contextmanager
def in_city(city: City) -> Generator[None]:
    with tenant_scope(city.tenant.pk, time_zone=city.tenant.time_zone):
        yield


def make_draft_round(city: City, **facts: Any) -> Examination:
    """Prepare a round of the first half-year of 2026, with one criterion of each kind."""
    with in_city(city):
        told = {"name": "H1 2026", "year": 2026, "half": 1, "due_at": timezone.now() + IN}
        round = draft_round(told | facts, by=city.quan)
        save_criteria(round, CRITERIA, by=city.quan)
        return round


def make_round(city: City, **facts: Any) -> Examination:
    """Open one."""
    round = make_draft_round(city, **facts)
    with in_city(city):
        open_round(round, by=city.quan)
    round.refresh_from_db()
    return round


def pass_due(round: Examination) -> None:
    """Let time be up now."""
    round.due_at = timezone.now()
    round.save(update_fields=["due_at"])


def counted_of(round: Examination) -> Criterion:
    return round.criteria.get(kind=Criterion.Kind.AUTOMATIC)


def judged_of(round: Examination) -> Criterion:
    return round.criteria.get(kind=Criterion.Kind.JUDGED)


WORDS: Final = {
    "version": 0,
    "achievements": "We wrote it down.",
    "shortcomings": "We were slow.",
    "promises": "Answer within 5 days\nTrain everybody",
}


def page_of(cast: Cast, round: Examination, rest: str = "") -> str:
    return f"/t/{cast.tenant.slug}/examinations/{round.pk}/{rest}"


def city_page(round: Examination, rest: str = "") -> str:
    return f"/city/examinations/{round.pk}/{rest}"


def old(tenant: Tenant) -> None:
    """Let a tenant be older than any period."""
    Tenant.objects.filter(pk=tenant.pk).update(live_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))


def report(cast: Cast, round: Examination, **more: object) -> None:
    """Write, approve and hand in a report, as its people do."""
    cora, leader = signed_in(cast.cora), signed_in(cast.ravi)
    answer = cora.post(page_of(cast, round, "write/"), WORDS | more)
    assert answer.status_code == 302, answer.context["form"].errors
    approve = page_of(cast, round, "approve/")
    seen = leader.get(approve).context["seen"]
    answer = leader.post(approve, {"password": PASSWORD, "seen": seen})
    assert answer.status_code == 302, answer.context["form"].errors
    cora.post(page_of(cast, round, "hand-in/"))
    with tenant_scope(cast.tenant.pk):
        assert SelfReport.objects.get(round=round).state == "handed_in"


def choose(city: City, round: Examination, cast: Cast, *examiners: Member, third: str = "") -> str:
    """Ask these people to examine a tenant; return what the page says."""
    sent = {"examiners": [str(each.pk) for each in examiners], "third": third}
    path = city_page(round, f"zones/{cast.tenant.slug}/examiners/")
    return signed_in(city.quan).post(path, sent, follow=True).content.decode()


def give(round: Examination, cast: Cast, examiner: Member, points: str, **more: str) -> int:
    """Give points for the judged criterion; return the status."""
    path = city_page(round, f"zones/{cast.tenant.slug}/")
    said = {"points_0": points, "reason_0": f"Because {examiner.name} says {points}"}
    return signed_in(examiner).post(path, said | more).status_code


def sign(city: City, round: Examination) -> None:
    lea, path = signed_in(city.lea), city_page(round, "sign/")
    seen = lea.get(path).context["seen"]
    answer = lea.post(path, {"password": PASSWORD, "seen": seen})
    assert answer.status_code == 302, answer.context["form"].errors


def begin_scoring(city: City, round: Examination) -> None:
    """Take no more reports, as the office does when time is up."""
    if not round.is_due():
        pass_due(round)
        Scorecard.objects.update(measured_at=round.due_at)
    signed_in(city.quan).post(city_page(round, "score/"))
    round.refresh_from_db()
    assert round.state == "scoring"


def publish(city: City, round: Examination) -> None:
    """Publish what was signed, and let both zones hear of it."""
    signed_in(city.quan).post(city_page(round, "publish/"))
    round.refresh_from_db()
    assert round.state == "published"
    for tenant in Tenant.objects.filter(code__in=("ACME", "BOLT")):
        with tenant_scope(tenant.pk):
            tell_tenant(round)


def number_of(cast: Cast) -> str:
    """Return the number of a tenant's only document."""
    with tenant_scope(cast.tenant.pk):
        return Document.objects.get().number
