"""The figure follows from the rules, the page names what blocks it, and the city sees it."""

import datetime as dt
import math
import random
from fractions import Fraction
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from documents.models import Document
from oversight.actions.scorecards import measure
from oversight.city.lists import LISTS
from oversight.models import IndicatorName, Scorecard
from oversight.readiness.reckoning import readiness
from oversight.readiness.rule import Answer, Blocker, NotApplicable, Rule
from oversight.readiness.rules import RULES
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office
from tests.certificates import hold, register
from tests.documents.test_statements import statements
from tests.library import make_effective, make_type, name_clauses
from tests.reviews import hold_one
from tests.world import Cast, City, make_member, signed_in

PAGE: Final = "/t/acme/readiness/"
BLOCKER: Final = Blocker("What", "why", "documents:register")
ANSWERS: Final[dict[str, Answer]] = {
    "passes": (),
    "blocked": (BLOCKER,),
    "twice": (BLOCKER, BLOCKER),
    "not applicable": NotApplicable("Why"),
}


def made_up(weight: int, answer: Answer) -> Rule:
    return Rule("made up", "ISO 9001", weight, gettext_lazy("Readiness"), lambda _facts: answer)


def test_the_figure_follows_from_the_parts(acme: Cast) -> None:
    dice = random.Random(37)
    seen = set()
    for _ in range(400):
        parts = [
            (dice.randint(1, 30), dice.choice(list(ANSWERS))) for _ in range(dice.randint(0, 9))
        ]
        rules = [made_up(weight, ANSWERS[answer]) for weight, answer in parts]
        score = readiness(acme.tenant, timezone.localdate(), rules).score
        lost = sum(weight for weight, answer in parts if answer in ("blocked", "twice"))
        whole = sum(weight for weight, answer in parts if answer != "not applicable")
        expected = 100 - math.ceil(Fraction(100 * lost, whole)) if whole else None
        assert score == expected, parts
        seen.add(score)
    assert {None, 0, 100} < seen
    assert len(seen) > 40


def test_weights_are_a_hundred_with_a_certificate_and_without() -> None:
    weights = {rule.name: rule.weight for rule in RULES}
    assert len(weights) == len(RULES)
    assert weights["clock_kept"] == weights["may_apply"]
    assert sum(weights.values()) - weights["clock_kept"] == 100
    assert all(rule.source and rule.words for rule in RULES)


def test_a_review_is_named_to_who_may_read_it(acme: Cast, office: Office) -> None:
    today = acme.tenant.today()
    hold(acme.cora, today)
    review = hold_one(acme.cora, today, title="Of all things")
    for reader, is_named in ((acme.cora, True), (acme.ruth, False)):
        shown = signed_in(reader).get(PAGE).content.decode()
        assert f"held on {today}, not signed yet" in shown
        assert (review.title in shown, str(review.pk) in shown) == (is_named, is_named)


def test_the_page_names_what_is_in_the_way_with_its_page(acme: Cast, office: Office) -> None:
    document = make_effective(office, acme.ada)
    Document.objects.update(review_due=acme.tenant.today() - dt.timedelta(days=1))
    name_clauses("7.5", document)
    page = signed_in(acme.cora).get(PAGE)
    text = page.content.decode()
    found = page.context["found"]
    assert f"{found.passed} ÷ {found.applicable} = {found.score} %" in text
    for address in (
        reverse("documents:document", args=["acme", document.number]),
        reverse("oversight:clause", args=["acme", "9.2.2"]),
        reverse("tenants:posts", args=["acme"]),
        reverse("oversight:apply", args=["acme"]),
    ):
        assert f'href="{address}"' in text
    assert "review due on" in text
    weights = [each.judged.rule.weight for each in page.context["blocked"]]
    assert weights == sorted(weights, reverse=True)
    states = [page.context[part] for part in ("blocked", "passed", "left_out")]
    assert sum(map(len, states)) == len(RULES)
    assert all(states)


def test_a_reader_sees_the_same_figure_and_links_only_where_they_may_go(
    acme: Cast, office: Office
) -> None:
    secret = make_effective(office, acme.ada, "A secret procedure")
    Document.objects.filter(pk=secret.pk).update(
        review_due=acme.tenant.today() - dt.timedelta(days=1), restricted=True
    )
    pages = [signed_in(member).get(PAGE) for member in (acme.cora, acme.ruth)]
    assert len({page.context["found"].score for page in pages}) == 1
    control, reading = (page.content.decode() for page in pages)
    assert "A secret procedure" in control
    assert "A secret procedure" not in reading
    assert "1 document that you may not see" in reading
    assert "/clauses/9.2.2/" in control
    assert "/clauses/" not in reading.split("<main", 1)[1]


def test_the_page_takes_the_same_statements_for_many_documents(acme: Cast, office: Office) -> None:
    def more(n: int) -> None:
        external = make_type(office.folder, f"E{n}", 5)
        document = make_effective(office, acme.ada, f"No. {n}")
        name_clauses("7.5, 8.1", document)
        outside = make_effective(office, acme.ada, f"GB {n}")
        outside.document_type = external
        outside.save()
        register(acme.cora, office.office, acme.tenant.today() - dt.timedelta(days=n))

    more(1)
    few = statements(acme.cora, PAGE)
    assert few <= 30
    for n in range(2, 5):
        more(n)
    assert statements(acme.cora, PAGE) == few


def test_the_night_writes_what_the_page_shows(acme: Cast, office: Office) -> None:
    make_effective(office, acme.ada)
    card = measure()
    page = signed_in(acme.ruth).get(PAGE)
    assert page.context["found"].score == card.readiness
    assert f"{card.readiness} % on {card.day}" in page.content.decode()


def test_a_figure_of_the_city_leads_to_the_list_of_who_is_a_member_there(
    city: City, acme: Cast, bolt: Cast
) -> None:
    with tenant_scope(acme.tenant.pk):
        make_member(acme.tenant, "Quan there", Role.CONTROLLER, user=city.quan.user)
    figures = {"documents": 3, "acknowledgements_required": 4, "days_to_force": 2}
    figures |= {"clauses_applicable": 5, "days_to_audit": 3, "days_to_expiry": 9, "readiness": 71}
    for cast in (acme, bolt):
        Scorecard.objects.create(
            tenant=cast.tenant, day=timezone.localdate(), findings_major=1, **figures
        )
    quan = signed_in(city.quan)
    assert set(LISTS) == set(IndicatorName)
    for name in IndicatorName:
        page = quan.get(f"/city/indicators/{name}/")
        places = [place for league in page.context["leagues"] for place in league.places]
        assert len(places) == 2
        [address] = [place.address for place in places if place.address]
        assert address.startswith("/t/acme/")
        assert f'href="{address}"'.replace("&", "&amp;") in page.content.decode()
        assert "/t/bolt/" not in page.content.decode()
        assert quan.get(address).status_code == 200
