"""What is carried over is told in one way, by whatever tells it: of histories made up at random.

The rule itself stands in `enough_for` alone; `readings_owed` asks it of one person and everything,
`readers_of` of a day, the load of the days round one, `holding` of one page.
"""

import datetime as dt
import random
from typing import Final

import pytest
from django.db import connection
from django.utils import timezone

from approvals.distribution.board import Board
from approvals.distribution.rows import how_of
from approvals.distribution.wanted import Wanted
from approvals.impact.load import load_of
from approvals.models import Acknowledgement
from approvals.reading.owed import holding, still_owed_by
from documents.audience import readers_of
from documents.models import Document, Revision
from tenants.models import Member
from tests.approvals.conftest import Office
from tests.library import make_draft
from tests.sweeping import add_document, put_before_everybody
from tests.world import Cast

SEEDS: Final = range(4)
MONTH: Final = dt.timedelta(30)
TEXTS: Final = 6  # documents of a history
CHANGES: Final = 200


def after(revision: Revision, chance: random.Random) -> Revision:
    """Put the next revision in its place, or give it up; return what is in force then."""
    following = make_draft(Document.objects.get(pk=revision.document_id), revision.prepared_by)
    in_force = chance.random() < 0.8
    Revision.objects.filter(pk=following.pk).update(
        state="superseded" if in_force else "cancelled",
        effective_at=timezone.now() if in_force else None,
        must_acknowledge=chance.random() < 0.3,
    )
    following.refresh_from_db()
    return following


def make_history(office: Office, readers: list[Member], chance: random.Random) -> Revision:
    """Let a document have revisions, which some acknowledge; return the newest, put before all."""
    document = add_document(office, office.ada)
    texts = [document.in_force]
    Revision.objects.filter(pk=texts[0].pk).update(state="superseded", effective_at=timezone.now())
    for _n in range(chance.randrange(1, 6)):
        texts.append(after(texts[-1], chance))
    newest = texts[-1]
    Revision.objects.filter(pk=newest.pk).update(state="effective", effective_at=timezone.now())
    Document.objects.filter(pk=document.pk).update(in_force=newest)
    for text in texts:
        for reader in readers:
            if chance.random() < 0.25:
                Acknowledgement.objects.create(revision=text, member=reader, at=timezone.now())
    put_before_everybody(Document.objects.get(pk=document.pk), timezone.localdate() + MONTH)
    return Revision.objects.get(pk=newest.pk)


def expected(text: Revision, member: Member) -> Revision | None:
    """Go back from the text until one is found, or one that all had to read anew was in force."""
    if text.must_acknowledge:
        return None
    earlier: Revision
    for earlier in text.document.revisions.filter(n__lt=text.n).order_by("-n"):
        if earlier.effective_at is None:
            continue
        if earlier.acknowledgements.filter(member=member).exists():
            return earlier
        if earlier.must_acknowledge:
            return None
    return None


def told(text: Revision, member: Member, controller: Member) -> dict[str, str]:
    """Return of which revision each says that it holds for the text; of what owes it, "owed"."""
    given = list(Acknowledgement.objects.holding_for(text).filter(member=member))
    (day,) = readers_of(text, of=member)
    page = holding(member, text)
    wanted = {"view": "lines", "document": text.document.number, "person": str(member.pk)}
    (line,) = Board(controller, Wanted.of(wanted), timezone.localdate()).lines(0, 9).rows
    newest = max(given, key=lambda each: each.revision.n, default=None)
    return {
        "enough_for": newest.revision.label if newest else "owed",
        "readings_owed": "owed" if still_owed_by(member).filter(pk=text.pk).exists() else "",
        "readers_of": day.note if day.state == "carried over" else "owed",
        "holding": page.revision.label if page else "owed",
        "the board": how_of(line).removeprefix("Carried over from ") or "owed",
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_all_say_the_same_of_any_history(acme: Cast, office: Office, seed: int) -> None:
    chance = random.Random(seed)
    readers = [acme.ruth, acme.ravi, acme.ada]
    texts = [make_history(office, readers, chance) for _n in range(TEXTS)]
    other = add_document(office, office.ada)
    ways = set()
    for reader in readers:
        owed = 0
        for text in texts:
            if text.acknowledgements.filter(member=reader).exists():
                assert not still_owed_by(reader).filter(pk=text.pk).exists()
                continue
            held = expected(text, reader)
            found = told(text, reader, acme.cora)
            label = held.label if held else "owed"
            assert found == dict.fromkeys(found, label) | {
                "readings_owed": "" if held else "owed"
            }, (text.document.number, reader.name)
            owed += held is None
            ways.add(held is None)
        people = Member.objects.filter(pk=reader.pk)
        assert load_of(people, other, timezone.localdate() + MONTH).maximum == owed
    assert ways == {True, False}


def fetched() -> int:
    """Return how many rows of revisions this transaction has fetched by an index, or gone over."""
    counted = """SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables
                 WHERE relname = 'documents_revision'"""
    with connection.cursor() as cursor:
        cursor.execute(counted)
        (rows,) = cursor.fetchone()
    return int(rows)


def test_the_history_is_not_gone_through_for_each_of_its_texts(acme: Cast, office: Office) -> None:
    document = add_document(office, office.ada)
    of_all = {"document": document, "edition": 0, "title": "Often changed", "prepared_by": acme.ada}
    lesser = {"state": "superseded", "effective_at": timezone.now(), "must_acknowledge": False}
    Revision.objects.bulk_create(
        Revision(**of_all, **lesser, n=n, change=n, label=f"A/{n}") for n in range(2, CHANGES)
    )
    newest = Revision.objects.filter(document=document).latest("n")
    before = fetched()
    with connection.cursor() as cursor:
        enough = "SELECT count(*) FROM enough_for(%s, ARRAY[%s])"
        cursor.execute(enough, [acme.tenant.pk, newest.pk])
        assert cursor.fetchone() == (CHANGES - 2,)  # the first was never in force
    assert fetched() - before <= 4 * CHANGES
