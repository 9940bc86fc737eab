"""Number patterns with a preview, counters that go forward, reserved numbers."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from documents.actions.numbers import Span, advance_counter, reserve_numbers
from documents.models import DocumentType, ReservedRange
from documents.register.counters import allocate_number
from tenants.errors import Refused
from tenants.models import AuditEntry, Unit
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_library
from tests.world import Cast, make_cast, signed_in

PAGE = "/t/acme/settings/numbers/QP/"
SCOPE = "ACME-QP-{seq}"


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def seen(client: Client) -> str:
    print_: str = client.get(PAGE).context["form"].initial["seen"]
    return print_


def save(client: Client, pattern: str, **more: str) -> HttpResponse:
    facts = {"seen": seen(client), "number_pattern": pattern} | more
    answer: HttpResponse = client.post(PAGE, facts)  # type: ignore[assignment]
    return answer


def facts_of(cast: Cast, event: str) -> list[dict[str, object]]:
    with tenant_scope(cast.tenant.pk):
        found = AuditEntry.objects.filter(event=event).order_by("sequence")
        return [json.loads(bytes(entry.body))["facts"] for entry in found]


def test_a_new_pattern_is_for_the_next_documents(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        old = make_document(library, acme.ada)
    assert save(signed_in(acme.cora), "{tenant}/{level}.{unit}-{seq:03}").status_code == 302
    with tenant_scope(acme.tenant.pk):
        library.procedure.refresh_from_db()
        assert make_document(library, acme.ada).number == "ACME/QP.OFC-001"
        old.refresh_from_db()
        assert old.number == "ACME-QP-01"
    assert facts_of(acme, "number_pattern.changed") == [
        {
            "code": "QP",
            "changes": {
                "number_pattern": ["{tenant}-{level}-{seq:02}", "{tenant}/{level}.{unit}-{seq:03}"]
            },
        }
    ]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("{dept}-{seq}", "{dept} is not known"),
        ("{level}-7", "needs {seq} exactly once"),
        ("{level}{seq}", "between {level} and {seq}"),
        ("QP {seq}", "cannot stand in a number pattern"),
        ("x" * 59 + "-{seq:03}", "longer than 60 characters"),
    ],
)
def test_a_bad_pattern_is_refused_and_says_which_token(
    acme: Cast, library: Library, pattern: str, said: str
) -> None:
    client = signed_in(acme.cora)
    answers = (save(client, pattern), save(client, pattern, preview="1"))
    assert [answer.status_code for answer in answers] == [422, 200]
    assert all(said in answer.content.decode() for answer in answers)
    assert facts_of(acme, "number_pattern.changed") == []


def test_a_preview_shows_the_number_and_saves_nothing(acme: Cast, library: Library) -> None:
    client = signed_in(acme.tom)
    whole = save(client, "{level}/{unit}-{seq:04}", preview="1")
    assert '<b class="dc-code">QP/OFC-0001</b>' in whole.content.decode()
    assert 'value="{level}/{unit}-{seq:04}"' in whole.content.decode()
    part = client.post(
        PAGE, {"number_pattern": "{level}.{seq}", "preview": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "QP.1" in part
    assert "<html" not in part
    with tenant_scope(acme.tenant.pk):
        assert DocumentType.objects.get(code="QP").number_pattern == "{tenant}-{level}-{seq:02}"


def test_the_second_of_two_is_refused_with_the_difference(acme: Cast, library: Library) -> None:
    client = signed_in(acme.cora)
    before = seen(client)
    save(client, "A-{seq}")
    stale = client.post(PAGE, {"seen": before, "number_pattern": "B-{seq}"})
    assert stale.status_code == 422
    assert "is now “A-{seq}”, you wrote “B-{seq}”" in stale.content.decode()


def advance(client: Client, next_seq: int, scope: str = SCOPE) -> HttpResponse:
    answer: HttpResponse = client.post(  # type: ignore[assignment]
        f"{PAGE}advance/", {"scope": scope, "next_seq": next_seq}
    )
    return answer


def test_a_counter_goes_forward_and_never_back(acme: Cast, library: Library) -> None:
    client = signed_in(acme.cora)
    with tenant_scope(acme.tenant.pk):
        make_document(library, acme.ada)
    assert advance(client, 10).status_code == 302
    assert advance(client, 10).status_code == 302  # a double click
    with tenant_scope(acme.tenant.pk):
        assert make_document(library, acme.ada).number == "ACME-QP-10"
    back = advance(client, 10)
    assert back.status_code == 422
    assert "a counter only goes forward" in back.content.decode()
    assert facts_of(acme, "counter.advanced") == [{"scope": SCOPE, "changes": {"last": [1, 9]}}]
    assert advance(client, 20, scope="OTHER-{seq}").status_code == 422
    assert advance(client, 10**9).status_code == 422


def reserve(client: Client, first: int, last: int, scope: str = SCOPE) -> HttpResponse:
    facts = {"scope": scope, "first": first, "last": last, "reason": "Merger"}
    answer: HttpResponse = client.post(f"{PAGE}reserve/", facts)  # type: ignore[assignment]
    return answer


def test_counting_passes_over_reserved_numbers_until_they_are_given_free(
    acme: Cast, library: Library
) -> None:
    client = signed_in(acme.cora)
    assert reserve(client, 2, 3).status_code == 302
    assert reserve(client, 4, 4).status_code == 302
    with tenant_scope(acme.tenant.pk):
        numbers = [make_document(library, acme.ada).number for _ in range(2)]
        assert numbers == ["ACME-QP-01", "ACME-QP-05"]
    assert reserve(client, 7, 9).status_code == 302
    assert "ACME-QP-06" in client.get(PAGE).content.decode()
    with tenant_scope(acme.tenant.pk):
        later = ReservedRange.objects.get(first=7)
    for _ in range(2):
        assert client.post(f"{PAGE}release/{later.pk}/").status_code == 302
    with tenant_scope(acme.tenant.pk):
        numbers = [make_document(library, acme.ada).number for _ in range(2)]
        assert numbers == ["ACME-QP-06", "ACME-QP-07"]
    assert len(facts_of(acme, "numbers.reserved")) == 3
    assert facts_of(acme, "numbers.released") == [{"scope": SCOPE, "first": 7, "last": 9}]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (9, 8), (5, 5), (4, 6), (6, 20)])
def test_what_is_given_out_backwards_or_reserved_is_not_reserved(
    acme: Cast, library: Library, first: int, last: int
) -> None:
    with tenant_scope(acme.tenant.pk):
        make_document(library, acme.ada)
    client = signed_in(acme.cora)
    assert reserve(client, 5, 6).status_code == 302
    assert reserve(client, first, last).status_code == 422
    with tenant_scope(acme.tenant.pk):
        assert ReservedRange.objects.count() == 1


def test_a_controller_enters_a_reserved_number_by_hand(acme: Cast, library: Library) -> None:
    reserve(signed_in(acme.cora), 7, 7)
    facts = {
        "title": "Complaints",
        "number": "ACME-QP-07",
        "document_type": str(library.procedure.pk),
        "unit": str(library.office.pk),
        "owner": str(acme.ada.pk),
        "language": "en",
        "key": "0198a8f0-0000-7000-8000-000000000001",
    }
    new = "/t/acme/new-document/"
    for wrong in ("A B", "A~1", "x" * 61):
        assert signed_in(acme.cora).post(new, facts | {"number": wrong}).status_code == 422
    assert signed_in(acme.cora).post(new, facts).status_code == 302
    assert 'id="id_number"' not in signed_in(acme.ada).get(new).content.decode()
    key = {"key": "0198a8f0-0000-7000-8000-000000000002"}
    assert signed_in(acme.ada).post(new, facts | key | {"number": "ACME-QP-08"}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        numbers = {d.number for d in library.folder.documents.all()}
    assert numbers == {"ACME-QP-07", "ACME-QP-01"}


def test_readers_and_neighbours_change_no_numbers(acme: Cast, bolt: Cast, library: Library) -> None:
    assert signed_in(acme.ada).get(PAGE).status_code == 403
    assert signed_in(bolt.cora).get(PAGE).status_code == 404
    with tenant_scope(acme.tenant.pk):
        for act in (
            lambda: advance_counter(library.procedure, SCOPE, 5, by=acme.ada),
            lambda: reserve_numbers(library.procedure, Span(SCOPE, 5, 6), reason="", by=acme.ada),
        ):
            with pytest.raises(Refused):
                act()


def test_the_page_asks_the_same_for_many_units(acme: Cast, library: Library) -> None:
    client, counts = signed_in(acme.cora), []
    save(client, "{level}-{unit}-{seq}")
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        counts.append(len(captured))
        with tenant_scope(acme.tenant.pk):
            for n in range(20):
                Unit.objects.create(code=f"U{len(counts)}{n}", name_zh="部门", name_en="Unit")
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_numbers_given_at_the_same_instant_leave_no_gap_but_the_reserved() -> None:
    cast = make_cast("ACME")
    with tenant_scope(cast.tenant.pk):
        library = make_library(cast)
        reserve_numbers(library.procedure, Span(SCOPE, 3, 5), reason="Merger", by=cast.cora)
    ready = Barrier(4)

    def take(_: int) -> list[str]:
        ready.wait(timeout=60)
        try:
            taken = []
            for _each in range(3):
                with tenant_scope(cast.tenant.pk):
                    taken.append(allocate_number(library.procedure, unit=library.office))
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(number for taken in pool.map(take, range(4)) for number in taken)
    wanted = [seq for seq in range(1, 16) if not 3 <= seq <= 5]
    assert numbers == [f"ACME-QP-{seq:02}" for seq in wanted]
