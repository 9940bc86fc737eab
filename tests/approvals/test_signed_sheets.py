"""Who has no account signs on paper: the controller records the sheet, name by name."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals.actions.acknowledgements import acknowledge
from approvals.models import Acknowledgement, SignedSheet
from documents.actions.documents import set_audience
from documents.models import Revision
from tenants.models import AuditEntry, Member
from tenants.people.roles import Role
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.library import make_document, make_draft, picture_bytes, put_in_force
from tests.world import Cast, make_member, signed_in


@pytest.fixture
def revision(office: Office) -> Revision:
    document = make_document(office, office.ada)
    set_audience(document, everybody=True, units=[], by=office.ada)
    put_in_force(make_draft(document, office.ada))
    found: Revision = document.revisions.select_related("document").get()
    return found


@pytest.fixture
def yard(acme: Cast, office: Office) -> list[Member]:
    """Two people of the yard, who never joined with an account."""
    people = [make_member(acme.tenant, name, Role.READER) for name in ("Yan", "Yue")]
    Member.objects.filter(pk__in=[person.pk for person in people]).update(joined_at=None)
    return people


def page(revision: Revision) -> str:
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/sheets/"


def post(acme: Cast, revision: Revision, *people: Member, **facts: object) -> tuple[int, str]:
    said = {
        "key": str(new_id()),
        "signed_on": timezone.localdate().isoformat(),
        "people": [str(person.pk) for person in people],
        "file": SimpleUploadedFile("sheet.png", picture_bytes(), "image/png"),
    }
    answer = signed_in(acme.cora).post(page(revision), said | facts)
    return answer.status_code, answer.content.decode()


def test_each_ticked_name_has_an_acknowledgement_that_names_the_sheet(
    acme: Cast, office: Office, revision: Revision, yard: list[Member]
) -> None:
    shown = signed_in(acme.cora).get(page(revision)).content.decode()
    assert "checked" not in shown
    key = str(new_id())
    for _twice in range(2):
        assert post(acme, revision, yard[0], key=key)[0] == 302
    sheet = SignedSheet.objects.select_related("file").get()
    given = Acknowledgement.objects.get()
    assert (given.member, given.how, given.sheet) == (yard[0], "proxy", sheet)
    entry = AuditEntry.objects.get(event="revision.acknowledged_on_paper")
    assert sheet.file.sha256 in bytes(entry.body).decode()
    kept = signed_in(acme.cora).get(f"{page(revision)}{sheet.pk}/")
    assert b"".join(kept.streaming_content) == picture_bytes()  # type: ignore[attr-defined]


def test_who_has_an_account_only_if_they_are_on_the_sheet(
    acme: Cast, office: Office, revision: Revision, yard: list[Member]
) -> None:
    status, said = post(acme, revision, yard[0], acme.ruth)
    assert (status, Acknowledgement.objects.count()) == (422, 0)
    assert "They have an account and acknowledge there: Ruth." in said
    assert post(acme, revision, yard[0], acme.ruth, with_account="on")[0] == 302
    assert Acknowledgement.objects.filter(how="proxy").count() == 2


def test_what_somebody_gave_meanwhile_stays_theirs(
    acme: Cast, office: Office, revision: Revision, yard: list[Member]
) -> None:
    acknowledge(revision, by=acme.ruth)
    status, _said = post(acme, revision, acme.ruth, with_account="on")
    assert (status, SignedSheet.objects.count()) == (422, 0)
    assert Acknowledgement.objects.get().how == "read"


@pytest.mark.parametrize(
    "facts",
    [
        {"file": SimpleUploadedFile("sheet.png", b"no picture", "image/png")},
        {"signed_on": (timezone.localdate() + dt.timedelta(days=2)).isoformat()},
        {"people": []},
    ],
)
def test_nothing_is_recorded_of_what_is_wrong(
    acme: Cast, office: Office, revision: Revision, yard: list[Member], facts: dict[str, object]
) -> None:
    assert post(acme, revision, yard[0], **facts)[0] == 422
    assert not Acknowledgement.objects.exists()


def test_who_is_not_asked_is_refused(
    acme: Cast, office: Office, revision: Revision, yard: list[Member]
) -> None:
    assert post(acme, revision, acme.otto, with_account="on")[0] == 422
    assert not Acknowledgement.objects.exists()
