"""Who approves a package last says of each document whether staff read it anew."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions.acknowledgements import acknowledge
from approvals.models import Package, Round, Step
from approvals.reading.owed import still_owed_by
from approvals.rounds.rereading import offered
from documents.actions.documents import set_audience
from documents.models import Document, Revision
from tenants.models import AuditEntry, Member
from tests.approvals.conftest import Office
from tests.approvals.packaging import issue_all, sign, submitted
from tests.library import make_document, make_draft, put_in_force
from tests.world import PASSWORD, Cast, signed_in

DECIDE = "/t/acme/packages/1/decide/"


def changed(office: Office, cast: Cast, *, everybody: bool = True) -> Revision:
    """Return a draft of what is in force, and acknowledged by Ruth."""
    document = make_document(office, office.ada)
    people = [] if everybody else [cast.ruth]
    set_audience(document, everybody=everybody, people=people, by=office.ada)
    put_in_force(make_draft(document, office.ada))
    acknowledge(document.revisions.get(), by=cast.ruth)
    return office.draft(Document.objects.get(pk=document.pk))


@pytest.fixture
def package(acme: Cast, office: Office) -> Package:
    """Two changes of what is read, and a new document; before those who approve last."""
    drafts = changed(office, acme), changed(office, acme, everybody=False), office.draft()
    package = submitted(office, *drafts)
    sign(package, office.ravi)
    return package


def post(by: Member, **choices: str) -> str:
    client = signed_in(by)
    form = client.get(DECIDE).context["forms"]["sign"]
    said = {"decision": "sign", "key": form["key"].value(), "password": PASSWORD}
    return client.post(DECIDE, said | choices, follow=True).content.decode()


def of(revision: Revision, **choice: str) -> dict[str, str]:
    return {f"{name}_{revision.pk.hex}": value for name, value in choice.items()}


def test_each_document_has_its_heads_and_its_choice(
    acme: Cast, office: Office, package: Package
) -> None:
    first, second, new = package.revisions()
    page = signed_in(office.lena).get(DECIDE).content.decode()
    assert re.findall(r"Read anew: (\d+) pe", page) == ["6", "1"]
    assert f"reading_{new.pk.hex}" not in page, "nobody has read any text of it"
    post(office.lena)  # says nothing: it stays as the change classes propose
    post(
        office.leo,
        **of(first, reading="anew", seen="anew"),
        **of(second, reading="kept", seen="anew"),
    )
    assert set(Round.objects.values_list("state", "reads_anew")) == {
        ("passed", True),
        ("passed", False),
        ("passed", None),
    }
    issue_all(acme, package)
    assert [each.pk for each in still_owed_by(acme.ruth)] == [first.pk]
    said = [bytes(e.body).decode() for e in AuditEntry.objects.filter(event="round.rereading")]
    assert ['"is_override":true' in each for each in said] == [False, True]


def test_of_two_who_choose_the_second_looks_again(office: Office, package: Package) -> None:
    _first, second, _new = package.revisions()
    post(office.lena, **of(second, reading="kept", seen="anew"))
    page = post(office.leo, **of(second, reading="kept", seen="anew"))
    assert f"{second.document.number}: another approver has changed" in page
    assert Package.objects.get().state == Package.State.IN_APPROVAL
    assert not Step.objects.filter(member=office.leo, state=Step.State.SIGNED).exists()


def test_nobody_before_the_last_stage_is_asked(acme: Cast, office: Office) -> None:
    package = submitted(office, changed(office, acme), changed(office, acme))
    assert "reading_" not in signed_in(office.ravi).get(DECIDE).content.decode()
    first = package.revisions()[0]
    post(office.ravi, **of(first, reading="kept", seen="anew"))
    assert Revision.objects.get(pk=first.pk).must_acknowledge


def test_the_choice_is_flat_in_documents(acme: Cast, office: Office) -> None:
    package = submitted(office, *(changed(office, acme) for _ in range(4)))
    steps = Step.objects.filter(round__package=package, stage=2, member=office.lena)
    sign(package, office.ravi)
    mine = list(steps.select_related("round__revision__document"))
    with CaptureQueriesContext(connection) as asked:
        assert len(offered(mine)) == 4
    assert len(asked) == 5
