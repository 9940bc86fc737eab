"""The demo city is made once, by the product's own rules, and stands as its files say."""

from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from approvals.models import Round
from approvals.rounds.verification import verify
from config.demo import stories
from config.demo.past import clock_at
from config.demo.people import PASSWORD
from documents.models import Document, Readership, Revision
from oversight.models import Scorecard
from tenants import audit
from tenants.models import AuditEntry, Member, Notice, Tenant, User
from tenants.scope import tenant_scope
from tests.world import make_tenant

SMALL = "KMHR"  # an organ with a superseded, an effective, a draft and a submitted revision


@pytest.fixture
def small_city(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> stories.CityStory:
    """Leave the city and one organ of the demo: the whole takes most of a minute."""
    settings.FILES_ROOT = str(tmp_path)
    city = stories.read()
    few = tuple(story for story in city.tenants if story.code in ("KM", SMALL))
    small = stories.CityStory(city.domain, few)
    monkeypatch.setattr(stories, "read", lambda: small)
    return small


def run() -> str:
    out = StringIO()
    call_command("demo_data", stdout=out)
    return out.getvalue()


def test_whole_city_can_be_read() -> None:
    city = stories.read()
    kinds = Counter(story.kind for story in city.tenants)
    assert (kinds["city"], kinds["organ"], kinds["zone"]) == (1, 6, 4)
    states = {r.state for t in city.tenants for d in t.documents for r in d.revisions}
    assert states >= {"draft", "in_review", "approved", "effective", "superseded"}
    certificates = [each for tenant in city.tenants for each in tenant.certificates]
    happened = {each.kind for certificate in certificates for each in certificate.happenings}
    assert happened >= {"suspended", "withdrawn", "surrendered"}
    assert {each.issued + each.days < 0 for each in certificates} == {True, False}  # expired, too
    for tenant in city.tenants:
        keys = {person.key for person in tenant.people}
        for document in tenant.documents:
            assert {document.owner, *document.unread, *document.readers} <= keys
            assert all(revision.markdown() != "" for revision in document.revisions)


# What concerns several tenants is told when each has its own past: of earlier days, but later,
# since it is about scorecards, and those of the months before are made of today's.
TOLD_LAST = r"^(circulation|examination|follow_up|report)"  # reports go round to be signed


@pytest.mark.django_db(transaction=True)
def test_city_stands_as_its_files_say(small_city: stories.CityStory) -> None:
    printed = run()
    assert PASSWORD in printed
    assert "pia@demo.wenkong.example" in printed
    tenant = Tenant.objects.get(code=SMALL)
    [story] = [story for story in small_city.tenants if story.code == SMALL]
    with tenant_scope(tenant.pk):
        wanted = Counter(r.state for d in story.documents for r in d.revisions)
        wanted["draft"] += 12 - sum(bool(d.procedure) for d in story.documents)
        assert Counter(Revision.objects.values_list("state", flat=True)) == wanted
        assert not list(audit.faults())
        told = AuditEntry.objects.exclude(event__regex=TOLD_LAST).values_list("at", flat=True)
        moments = list(told)
        assert moments == sorted(moments)
        assert max(moments) <= timezone.now()
        passed = Round.objects.filter(state=Round.State.PASSED)
        assert passed
        assert [verify(each) for each in passed] == [[] for _ in passed]
        for revision in Revision.objects.filter(state=Revision.State.EFFECTIVE):
            assert revision.effective_at is not None
            assert revision.effective_at < timezone.now()
            assert revision.renditions.filter(kind="controlled").exists()
        assert not Notice.objects.filter(created_at__gt=timezone.now()).exists()
        readers = Readership.objects.filter(required__gt=0)
        assert any(each.done == each.required for each in readers)
        assert any(each.done < each.required for each in readers)
    card = Scorecard.objects.filter(tenant=tenant).latest("day")
    assert card.documents == wanted["effective"]
    with tenant_scope(tenant.pk):
        member = Member.objects.filter(roles__contains=["controller"]).select_related("user").get()
    assert Client().login(username=member.user.email, password=PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_again_only_prints(small_city: stories.CityStory) -> None:
    printed = run()
    with tenant_scope(Tenant.objects.get(code=SMALL).pk):
        before = AuditEntry.objects.count(), Document.objects.count()
    assert run() == printed
    with tenant_scope(Tenant.objects.get(code=SMALL).pk):
        assert before == (AuditEntry.objects.count(), Document.objects.count())
    assert len(set(User.objects.values_list("email", flat=True))) == User.objects.count()


@pytest.mark.django_db(transaction=True)
def test_half_made_city_says_what_to_do(small_city: stories.CityStory) -> None:
    make_tenant(SMALL, Tenant.Kind.ORGAN)
    with pytest.raises(CommandError, match="demo-reset"):
        run()


def test_clock_comes_back() -> None:
    long_ago = timezone.now().replace(year=2001)
    with clock_at(long_ago):
        assert timezone.now() == long_ago
        assert timezone.localdate().year == 2001
    assert timezone.now().year > 2001
