"""The clock of a certificate tells the right latest day: a table made from the rules' own text.

CNCA-QMS-01:2025 (announcement 16 of 2025, from 2026-01-01), 5.4.1.4: the first surveillance within
12 months of the issue, then never more than 12 months apart, at least two in a cycle; beyond that
the body suspends, and withdraws at the end of a suspension in which nothing was done. 5.8.2:
recertification on site before the end, or certification begins anew. Before 2026: the first within
12 months, then one in each calendar year, at most 15 months apart.
"""

import datetime as dt
from typing import Final, NamedTuple

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from documents.actions.revisions import add_months
from oversight.certification.clock import Applies, Clock, State, clock_of
from oversight.certification.rules import RULES
from oversight.models import Audit, Certificate, CertificateEvent

SURVEILLANCE: Final = "surveillance"
RECERTIFICATION: Final = "recertification"
NEW, EARLIER = "CNCA-QMS-01:2025", "CNCA-QMS-01:2016"


class Case(NamedTuple):
    issued: str
    ends: str
    day: str
    held: str = ""  # "2027-02-01 surveillance, …"
    events: str = ""  # "2027-04-01 suspended 2027-09-30, …"
    state: str = "valid"
    kind: str | None = SURVEILLANCE
    latest: str | None = None
    applies: str = "nothing"
    missing: int = 2
    rules: str = NEW


CASES: Final = {
    "issued today": Case("2026-03-15", "2029-03-14", "2026-03-15", latest="2027-03-15"),
    "on the latest day it is on time": Case(
        "2026-03-15", "2029-03-14", "2027-03-15", latest="2027-03-15"
    ),
    "a day later the body has to suspend": Case(
        "2026-03-15", "2029-03-14", "2027-03-16", latest="2027-03-15", applies="suspend"
    ),
    "held on the latest day, the next year begins there": Case(
        "2026-03-15", "2029-03-14", "2027-03-15", "2027-03-15 surveillance",
        latest="2028-03-15", missing=1,
    ),
    "held early, the next is due early": Case(
        "2026-03-15", "2029-03-14", "2027-01-11", "2027-01-10 surveillance",
        latest="2028-01-10", missing=1,
    ),
    "held a day late it counts from there": Case(
        "2026-03-15", "2029-03-14", "2027-03-17", "2027-03-16 surveillance",
        latest="2028-03-16", missing=1,
    ),
    "an audit that is yet to be held counts for nothing": Case(
        "2026-03-15", "2029-03-14", "2027-02-01", "2027-02-02 surveillance", latest="2027-03-15"
    ),
    "issued on 29 February": Case("2028-02-29", "2031-02-28", "2028-03-01", latest="2029-02-28"),
    "held on 29 February": Case(
        "2027-03-10", "2030-03-09", "2028-03-01", "2028-02-29 surveillance",
        latest="2029-02-28", missing=1,
    ),
    "issued at the end of a month": Case(
        "2026-08-31", "2029-08-30", "2026-09-01", latest="2027-08-31"
    ),
    "issued at the end of February": Case(
        "2027-02-28", "2030-02-27", "2027-03-01", latest="2028-02-28"
    ),
    "two held, a third falls before the end": Case(
        "2026-03-15", "2029-03-14", "2027-11-01",
        "2026-09-10 surveillance, 2027-06-10 surveillance", latest="2028-06-10", missing=0,
    ),
    "two held, then recertification before the end": Case(
        "2026-03-15", "2029-03-14", "2028-05-01",
        "2027-03-14 surveillance, 2028-03-14 surveillance",
        kind=RECERTIFICATION, latest="2029-03-14", missing=0,
    ),
    "the last day of a certificate": Case(
        "2026-03-15", "2029-03-14", "2029-03-14",
        "2027-03-15 surveillance, 2028-03-15 surveillance",
        kind=RECERTIFICATION, latest="2029-03-14", missing=0,
    ),
    "ended without recertification": Case(
        "2026-03-15", "2029-03-14", "2029-03-15",
        "2027-03-15 surveillance, 2028-03-15 surveillance",
        state="expired", kind=None, applies="begin_again", missing=0,
    ),
    "recertified on the last day": Case(
        "2026-03-15", "2029-03-14", "2029-03-14",
        "2027-03-15 surveillance, 2028-03-15 surveillance, 2029-03-14 recertification",
        kind=None, applies="renew", missing=0,
    ),
    "recertified in time, the new certificate is late": Case(
        "2026-03-15", "2029-03-14", "2029-03-20",
        "2027-03-15 surveillance, 2028-03-15 surveillance, 2029-03-10 recertification",
        state="expired", kind=None, applies="renew", missing=0,
    ),
    "recertified a day after the end": Case(
        "2026-03-15", "2029-03-14", "2029-03-20",
        "2027-03-15 surveillance, 2028-03-15 surveillance, 2029-03-15 recertification",
        state="expired", kind=None, applies="begin_again", missing=0,
    ),
    "both surveillances are missing at the end of the cycle": Case(
        "2026-03-15", "2029-03-14", "2029-03-01", latest="2027-03-15", applies="suspend"
    ),
    "one is missing at the end of the cycle": Case(
        "2026-03-15", "2029-03-14", "2028-09-01", "2028-08-20 surveillance",
        "2027-03-20 suspended 2027-09-20, 2027-09-01 lifted",
        latest="2029-03-14", missing=1,
    ),
    "a special audit takes no surveillance's place": Case(
        "2026-03-15", "2029-03-14", "2027-02-01", "2027-01-10 special", latest="2027-03-15"
    ),
    "suspended since the audit was missed": Case(
        "2026-03-15", "2029-03-14", "2027-04-02", events="2027-04-01 suspended 2027-09-30",
        state="suspended", latest="2027-09-30", applies="audit_or_withdraw",
    ),
    "suspended for something else, the audit's day stands": Case(
        "2026-03-15", "2029-03-14", "2026-12-02", events="2026-12-01 suspended 2027-02-28",
        state="suspended", latest="2027-03-15", applies="audit_or_withdraw",
    ),
    "the last day of a suspension": Case(
        "2026-03-15", "2029-03-14", "2027-09-30", events="2027-04-01 suspended 2027-09-30",
        state="suspended", latest="2027-09-30", applies="audit_or_withdraw",
    ),
    "a suspension over unused": Case(
        "2026-03-15", "2029-03-14", "2027-10-01", events="2027-04-01 suspended 2027-09-30",
        state="suspended", latest="2027-09-30", applies="withdraw",
    ),
    "audited while suspended": Case(
        "2026-03-15", "2029-03-14", "2027-06-02", "2027-06-01 surveillance",
        "2027-04-01 suspended 2027-09-30",
        state="suspended", latest="2028-06-01", applies="lift", missing=1,
    ),
    "a suspension cannot outlast the certificate": Case(
        "2026-03-15", "2029-03-14", "2029-01-02",
        "2026-12-15 surveillance, 2027-12-15 surveillance", "2028-12-20 suspended 2029-06-20",
        state="suspended", latest="2029-03-14", applies="audit_or_withdraw", missing=0,
    ),
    "lifted": Case(
        "2026-03-15", "2029-03-14", "2027-07-01", "2027-06-01 surveillance",
        "2027-04-01 suspended 2027-09-30, 2027-07-01 lifted", latest="2028-06-01", missing=1,
    ),
    "lifted without the audit": Case(
        "2026-03-15", "2029-03-14", "2027-07-02",
        events="2027-04-01 suspended 2027-09-30, 2027-07-01 lifted",
        latest="2027-03-15", applies="suspend",
    ),
    "before a later suspension": Case(
        "2026-03-15", "2029-03-14", "2027-03-01", events="2027-04-01 suspended 2027-09-30",
        latest="2027-03-15",
    ),
    "withdrawn": Case(
        "2026-03-15", "2029-03-14", "2027-10-02",
        events="2027-04-01 suspended 2027-09-30, 2027-10-01 withdrawn",
        state="withdrawn", kind=None, applies="over",
    ),
    "surrendered": Case(
        "2026-03-15", "2029-03-14", "2027-10-02", events="2027-10-01 surrendered",
        state="surrendered", kind=None, applies="over",
    ),
    "ended, and let go": Case(
        "2026-03-15", "2029-03-14", "2029-04-02",
        "2027-03-15 surveillance, 2028-03-15 surveillance", "2029-04-01 expired",
        state="let_go", kind=None, applies="over", missing=0,
    ),
    "ended, and not let go yet": Case(
        "2026-03-15", "2029-03-14", "2029-03-31",
        "2027-03-15 surveillance, 2028-03-15 surveillance", "2029-04-01 expired",
        state="expired", kind=None, applies="begin_again", missing=0,
    ),
    "renewed": Case(
        "2026-03-15", "2029-03-14", "2029-03-12",
        "2027-03-15 surveillance, 2028-03-15 surveillance, 2029-03-01 recertification",
        "2029-03-10 renewed", state="renewed", kind=None, applies="over", missing=0,
    ),
    "the renewed one counts from its own issue": Case(
        "2029-03-10", "2032-03-09", "2029-03-12", latest="2030-03-10"
    ),
    "not issued yet": Case(
        "2026-03-15", "2029-03-14", "2026-03-14", state="coming", kind=None
    ),
    "issued before 2026, first surveillance": Case(
        "2025-06-20", "2028-06-19", "2025-07-01", latest="2026-06-20"
    ),
    "all before 2026": Case(
        "2023-05-10", "2026-05-09", "2024-08-01", "2024-05-10 surveillance",
        latest="2025-08-10", missing=1, rules=EARLIER,
    ),
    "before 2026 each calendar year has one": Case(
        "2023-11-10", "2026-11-09", "2024-11-01", "2024-10-20 surveillance",
        latest="2025-12-31", missing=1, rules=EARLIER,
    ),
    "the rule changes within a cycle": Case(
        "2024-04-10", "2027-04-09", "2025-06-01", "2025-04-10 surveillance",
        latest="2026-04-10", missing=1,
    ),
    "missed before the rule changed": Case(
        "2023-11-10", "2026-11-09", "2026-02-01", "2024-10-20 surveillance",
        latest="2025-12-31", missing=1, applies="suspend", rules=EARLIER,
    ),
}  # fmt: skip


def day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def parts(text: str) -> list[list[str]]:
    return [each.split() for each in text.split(",") if each.strip()]


def clock(case: Case) -> Clock:
    certificate = Certificate(issued_on=day_of(case.issued), valid_until=day_of(case.ends))
    audits = [
        Audit(kind=kind, state=Audit.State.HELD, held_on=day_of(day))
        for day, kind in parts(case.held)
    ]
    events = [
        CertificateEvent(n=n, on=day_of(day), kind=kind, until=day_of(until[0]) if until else None)
        for n, (day, kind, *until) in enumerate(parts(case.events), 1)
    ]
    return clock_of(certificate, events, audits, day_of(case.day))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_clock_goes_by_the_rules(case: Case) -> None:
    told = clock(case)
    assert (told.state, told.next_audit, told.applies) == (case.state, case.kind, case.applies)
    assert told.latest_on == (day_of(case.latest) if case.latest else None)
    assert told.missing == case.missing
    if told.latest_on:
        assert told.rules.code == case.rules


MISSED: Final = {
    "issued today": Applies.SUSPEND,
    "suspended since the audit was missed": Applies.WITHDRAW,
    "the last day of a certificate": Applies.BEGIN_AGAIN,
    "one is missing at the end of the cycle": Applies.BEGIN_AGAIN,
}


@pytest.mark.parametrize(("name", "then"), MISSED.items())
def test_it_says_what_happens_if_the_audit_is_missed(name: str, then: Applies) -> None:
    assert clock(CASES[name]).if_missed == then


def test_a_plan_beyond_the_latest_day_is_seen() -> None:
    certificate = Certificate(issued_on=day_of("2026-03-15"), valid_until=day_of("2029-03-14"))
    said = []
    for until in ("2027-03-15", "2027-03-16"):
        plan = Audit(kind=SURVEILLANCE, state=Audit.State.PLANNED, planned_until=day_of(until))
        told = clock_of(certificate, [], [plan], day_of("2027-01-01"))
        said.append((told.planned is plan, told.is_planned_too_late(), told.days_left))
    assert said == [(True, False, 73), (True, True, 73)]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), st.integers(0, 60))
def test_months_are_those_of_the_calendar(day: dt.date, months: int) -> None:
    assert add_months(day, months) == day + relativedelta(months=months)


def test_versions_of_the_rules_follow_each_other() -> None:
    days = [rules.holds_from for rules in RULES]
    assert days == sorted(set(days))
    assert all(rules.source_zh and rules.source_en for rules in RULES)


def test_states_are_those_that_a_card_can_keep() -> None:
    assert max(map(len, State.values)) <= 11
