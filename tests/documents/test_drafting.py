"""Register documents and draft their text."""

import hashlib
import io
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from documents.actions.documents import register_document, set_audience
from documents.actions.drafts import (
    attach_source,
    cancel_revision,
    detach_source,
    save_draft,
    start_revision,
)
from documents.content import blocks_of, freeze
from documents.manifest import manifest_sha256
from documents.models import Document, Revision, StoredFile
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry
from tenants.scope import new_id
from tests.library import Library, make_document, make_draft, make_effective, put_in_force
from tests.world import Cast

SAVED: dict[str, Any] = {
    "title": "Control of documents",
    "change_class": "minor",
    "summary": "Clearer",
    "reason": "Audit",
    "markdown": "# 1 Purpose\n\nMine.",
}


def test_numbers_count_up_without_gaps_and_pass_over_imported_ones(
    acme: Cast, library: Library
) -> None:
    first = make_document(library, acme.ada)
    register_document(
        document_type=library.procedure,
        title="Imported",
        unit=library.office,
        owner=acme.ada,
        by=acme.cora,
        number="ACME-QP-02",
    )
    third = make_document(library, acme.ada)
    assert (first.number, third.number) == ("ACME-QP-01", "ACME-QP-03")


def test_a_number_is_never_given_twice(acme: Cast, library: Library) -> None:
    document = make_document(library, acme.ada)
    with pytest.raises(Refused, match=document.number):
        register_document(
            document_type=library.procedure,
            title="Twin",
            unit=library.office,
            owner=acme.ada,
            by=acme.cora,
            number=document.number,
        )
    assert Document.objects.count() == 1


def test_the_same_key_registers_once(acme: Cast, library: Library) -> None:
    key: UUID = new_id()
    made = [
        register_document(
            document_type=library.procedure,
            title="Once",
            unit=library.office,
            owner=acme.ada,
            by=acme.ada,
            key=key,
        )
        for _ in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert AuditEntry.objects.filter(event="document.registered").count() == 1


def test_one_revision_is_in_work_at_a_time(acme: Cast, library: Library) -> None:
    document = make_document(library, acme.ada)
    make_draft(document, acme.ada)
    with pytest.raises(Refused, match="in work"):
        make_draft(document, acme.cora)


def test_saving_over_someone_elses_save_is_refused(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    save_draft(revision, by=acme.ada, saves=0, **SAVED)
    other = Revision.objects.get(pk=revision.pk)
    with pytest.raises(Refused, match="Someone saved"):
        save_draft(other, by=acme.cora, saves=0, **SAVED | {"markdown": "Theirs."})
    assert Revision.objects.get(pk=revision.pk).markdown == SAVED["markdown"]


def test_labels_follow_the_change_class(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    draft = make_draft(document, acme.ada)
    assert draft.label == "B/0"  # a major change opens a new edition
    save_draft(draft, by=acme.ada, saves=0, **SAVED)
    assert draft.label == "A/1"
    assert not draft.must_acknowledge


def test_a_cancelled_draft_keeps_its_reason_and_frees_its_label(
    acme: Cast, library: Library
) -> None:
    document = make_document(library, acme.ada)
    draft = make_draft(document, acme.ada)
    with pytest.raises(Refused, match="why"):
        cancel_revision(draft, by=acme.ada, reason="  ")
    cancel_revision(draft, by=acme.ada, reason="Not needed")
    again = make_draft(document, acme.ada)
    assert (again.n, again.label) == (2, draft.label)


def test_who_has_no_part_in_a_draft_changes_nothing_about_it(acme: Cast, library: Library) -> None:
    document = make_document(library, acme.ada)
    draft = make_draft(document, acme.ada)
    for act in (
        partial(cancel_revision, draft, reason="Mine now"),
        partial(detach_source, draft),
        partial(set_audience, document, everybody=True),
    ):
        with pytest.raises(Refused, match="controller"):
            act(by=acme.ruth)
    draft.refresh_from_db()
    assert (draft.state, draft.saves) == (Revision.State.DRAFT, 0)
    assert not document.audience.exists()


def test_an_uploaded_file_becomes_the_text(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    attach_source(revision, io.BytesIO("# 1 目的\n\n规范流程。".encode()), "程序.md", by=acme.ada)
    assert [block.text for block in blocks_of(revision)] == ["1 目的", "规范流程。"]
    assert StoredFile.objects.count() == 1


def test_a_file_that_is_not_word_is_refused_and_the_draft_kept(
    acme: Cast, library: Library
) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    with pytest.raises(Refused):
        attach_source(revision, io.BytesIO(b"MZ\x90\x00"), "report.docx", by=acme.ada)
    assert Revision.objects.get(pk=revision.pk).source is None
    assert not StoredFile.objects.exists()


def test_freezing_binds_text_source_and_body_in_one_manifest(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    sha256 = hashlib.sha256(freeze(revision)).hexdigest()
    assert manifest_sha256(revision) == sha256
    block = revision.text_blocks.earliest("position")
    block.content |= {"text": "Say who approves nothing."}
    block.save()
    assert manifest_sha256(revision) == ""


def test_an_empty_draft_is_not_frozen(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada, text="  ")
    with pytest.raises(Refused, match="no text"):
        freeze(revision)


def test_the_new_revision_supersedes_the_old_in_one_step(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    draft = make_draft(document, acme.ada)
    put_in_force(draft)
    states = dict(document.revisions.values_list("label", "state"))
    assert states == {"A/0": "superseded", "B/0": "effective"}
    document.refresh_from_db()
    assert document.in_force == draft


def test_a_revision_moves_only_along_the_table(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    with pytest.raises(IllegalMove):
        revision.move(Revision.State.EFFECTIVE)
    stale = Revision.objects.get(pk=revision.pk)
    revision.move(Revision.State.IN_REVIEW)
    with pytest.raises(IllegalMove, match="Someone else"):
        stale.move(Revision.State.CANCELLED)


def test_a_document_out_of_force_starts_no_revision(acme: Cast, library: Library) -> None:
    document = make_effective(library, acme.ada)
    Document.objects.filter(pk=document.pk).update(state=Document.State.RETIRED)
    document.refresh_from_db()
    with pytest.raises(Refused, match="no longer active"):
        start_revision(document, by=acme.ada)


def test_whoever_saves_a_draft_has_prepared_it(acme: Cast, library: Library) -> None:
    revision = make_draft(make_document(library, acme.ada), acme.ada)
    save_draft(revision, by=acme.cora, saves=0, **SAVED)
    authors = revision.participants.filter(capacity="author")
    assert set(authors.values_list("member__name", flat=True)) == {"Ada", "Cora"}
