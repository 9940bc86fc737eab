"""Impact before deciding: exact numbers, against a count that asks each person alone."""

import datetime as dt
import random
from statistics import median_low

import pytest
from django.utils import timezone, translation

from approvals.actions.rounds import submit
from approvals.impact.around import Touched
from approvals.impact.load import MANY
from approvals.impact.shown import Impact
from approvals.models import Acknowledgement
from approvals.reading.owed import readings_owed
from documents import access
from documents.actions.documents import set_audience
from documents.actions.revisions import distribute
from documents.audience import required_readers
from documents.models import Citation, Distribution, Document, Revision
from tenants.models import Appointment, Group, GroupMember, Member
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.approvals.conftest import Office, make_office
from tests.approvals.test_delegate import delegate
from tests.documents.test_statements import statements
from tests.library import make_draft, make_effective, put_in_force
from tests.sweeping import add_document
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def office(acme: Cast) -> Office:
    """Furnish acme; the pages open scopes of their own."""
    with tenant_scope(acme.tenant.pk):
        return make_office(acme)


def shown(member: Member, revision: Revision, page: str = "impact") -> Impact:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    url = f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/{page}/"
    answer = client.get(url)
    assert answer.status_code == 200, url
    impact: Impact = answer.context["impact"]
    return impact


def numbers(rows: list[Touched]) -> set[str]:
    return {row.linked.words for row in rows}


def citing(office: Office, owner: Member, title: str, cited: Document) -> Document:
    return make_effective(office, owner, title, f"# 1 Purpose\n\nSee {cited.number}.\n")


@pytest.mark.parametrize("page", ["impact", "submit"])
def test_what_a_draft_touches(acme: Cast, office: Office, page: str) -> None:
    """A draft's citations are not kept yet; a hidden document is not there at all."""
    with tenant_scope(acme.tenant.pk):
        old, new = (make_effective(office, acme.ada, title) for title in ("Old", "New"))
        document = citing(office, acme.ada, "Changed", old)
        beside = citing(office, acme.ada, "Beside", document)
        hidden = citing(office, acme.cora, "Hidden", document)
        child = make_effective(office, acme.ada, "Child")
        Document.objects.filter(pk=hidden.pk).update(restricted=True)
        Document.objects.filter(pk=child.pk).update(parent=document, owner=acme.cora)
        work = make_draft(beside, acme.ada)
        make_draft(child, acme.cora)
        draft = make_draft(document, acme.ada, f"# 1 Purpose\n\nSee {new.number}.\n")
    impact = shown(acme.ada, draft, page)
    assert numbers(impact.around.cited_by) == {beside.number}
    assert numbers(impact.around.children) == {child.number}
    assert numbers(impact.around.cites_now) == {new.number}
    assert numbers(impact.around.cites_no_longer) == {old.number}
    (also,) = impact.around.in_work  # the child's draft is not Ada's to see
    assert also.linked.words == beside.number
    assert also.work is not None
    assert also.work.label == work.label
    assert impact.sections == ["1"]
    assert impact.readers.people == 0


def test_who_decides_sees_the_same(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        old = make_effective(office, acme.ada, "Old")
        draft = make_draft(citing(office, acme.ada, "Changed", old), acme.ada)
        submit(draft, by=acme.ada)
    for page in ("decide", "impact"):
        assert numbers(shown(acme.ravi, draft, page).around.cites_no_longer) == {old.number}
    assert numbers(shown(acme.cora, draft).around.cites_no_longer) == {old.number}


def test_a_text_that_holds_has_no_impact_but_an_act_has(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada, "Old")
        beside = citing(office, acme.ada, "Beside", document)
        set_audience(document, everybody=True, by=acme.ada)
        put_in_force(make_draft(document, acme.ada))
    client = signed_in(acme.cora)
    earlier = client.get(f"/t/acme/documents/{document.number}/revisions/1/impact/")
    assert earlier.status_code == 404
    for act in ("withdraw", "retire"):
        impact = client.get(f"/t/acme/documents/{document.number}/{act}/").context["impact"]
        assert numbers(impact.around.cited_by) == {beside.number}
        with tenant_scope(acme.tenant.pk):
            document.refresh_from_db()
            assert document.in_force is not None
            assert impact.readers.people == required_readers(document.in_force).count() > 0


def furnish(acme: Cast, office: Office, chance: random.Random) -> list[Member]:
    """Make people in units and groups, some of whom are away and some of whom read a lot."""
    people = [make_member(acme.tenant, f"P{n}", Role.READER) for n in range(12)]
    for person in people:
        for unit in (office.office, office.service):
            if chance.random() < 0.5:
                Appointment.objects.create(member=person, post=office.head, unit=unit)
    panel = Group.objects.create(name="Panel")
    for person in people[:4]:
        GroupMember.objects.create(group=panel, member=person, valid_from="2020-01-01")
    for _ in range(16):
        document = add_document(office, acme.ada, restricted=chance.random() < 0.4)
        grantees: list[Member | Group] = [panel, *people]
        access.share_document(document, chance.choice(grantees))
        publish(office, document, chance)
        for person in chance.sample(people, 3):
            Acknowledgement.objects.create(
                revision=document.in_force, member=person, at=timezone.now()
            )
    delegate(people[0], people[1], first=0, last=6, is_absent=True)
    return people


def publish(office: Office, document: Document, chance: random.Random) -> None:
    """Put a document before everybody, or before some units, to be read by some day."""
    within = document.tenant.acknowledge_within_days
    days_left = within + chance.choice([-8, -7, -3, 0, 6, 7])
    due = timezone.localdate() + dt.timedelta(days=days_left)
    days = {"published_on": timezone.localdate(), "due_on": due}
    revision = document.in_force
    if chance.random() < 0.5:
        Distribution.objects.create(revision=revision, scope="everybody", **days)
    for unit in chance.sample([office.office, office.service], chance.choice([0, 1, 2])):
        Distribution.objects.create(revision=revision, scope="unit", unit=unit, **days)


@pytest.mark.parametrize("everybody", [True, False])
def test_the_load_is_what_each_of_them_owes(acme: Cast, office: Office, everybody: bool) -> None:  # noqa: FBT001
    chance = random.Random(20)
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        furnish(acme, office, chance)
        document = add_document(office, acme.ada)
        set_audience(document, everybody=everybody, units=[office.office], by=acme.ada)
        distribute(document.in_force, timezone.localdate())
        draft = make_draft(document, acme.ada)
        readers = list(required_readers(Revision.objects.get(document=document, n=1)))
        day = timezone.localdate() + dt.timedelta(days=acme.tenant.acknowledge_within_days)
        window = [day + dt.timedelta(days=n) for n in range(-7, 7)]
        owed = [
            sum(r.due_on in window for r in readings_owed(m, 99) if r.document.pk != document.pk)
            for m in readers
        ]
    found = shown(acme.ada, draft).readers
    assert (found.people, found.due_on, found.is_everybody) == (len(readers), day, everybody)
    above = sum(n > MANY for n in owed)
    assert found.load == (len(owed), median_low(owed), max(owed), above)
    assert max(owed) > min(owed)


def test_a_small_change_counts_who_is_carried_over(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk), translation.override("en"):
        document = add_document(office, acme.ada)
        set_audience(document, everybody=True, by=acme.ada)
        first = document.in_force
        distribute(first, timezone.localdate())
        for reader in (acme.ruth, acme.ravi):
            Acknowledgement.objects.create(revision=first, member=reader, at=timezone.now())
        draft = make_draft(document, acme.ada)
        Revision.objects.filter(pk=draft.pk).update(must_acknowledge=False)
        everybody = required_readers(first).count()
    found = shown(acme.ada, draft).readers
    assert (found.people, found.carried_over, found.load) == (everybody, 2, None)


def test_the_impact_asks_as_often_whatever_it_touches(acme: Cast, office: Office) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(office, acme.ada, "Changed")
        set_audience(document, everybody=True, by=acme.ada)
        draft = make_draft(document, acme.ada)
        cite(office, acme.ada, document)
    url = f"/t/acme/documents/{document.number}/revisions/{draft.n}/impact/"
    before = statements(acme.ada, url)
    assert before <= 24
    with tenant_scope(acme.tenant.pk):
        furnish(acme, office, random.Random(3))
        for _ in range(5):
            make_draft(cite(office, acme.ada, document), acme.ada)
    assert statements(acme.ada, url) == before


def cite(office: Office, owner: Member, cited: Document) -> Document:
    """Add a document in force that cites another, without the work of reading its text."""
    document = add_document(office, owner)
    facts = {"position": 0, "key": f"n:{cited.number_key}", "text": cited.number}
    Citation.objects.create(revision=document.in_force, document=cited, **facts)
    return document
