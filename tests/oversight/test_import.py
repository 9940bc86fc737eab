"""Documents come in by a ZIP: checked first, each whole or not at all, and once."""

import io
import json
import zipfile
from collections.abc import Generator
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from documents.actions.imports import import_document
from documents.models import Document, DocumentType
from oversight.actions.importing import confirm_import, start_import
from oversight.importing import sample, work
from oversight.models import ImportLine, ImportRun
from tenants import audit
from tenants.errors import IllegalMove, Refused
from tenants.models import AuditEntry, Notice, Tenant, Unit
from tenants.scope import tenant_scope
from tests.library import Library
from tests.oversight.importing import PAGE, TEXT, form, pack
from tests.world import Cast, signed_in


@pytest.fixture
def cora(acme: Cast, library: Library) -> Client:
    return signed_in(acme.cora)


@pytest.fixture
def at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Generator[Any]:
    """What is queued runs when the request is over."""
    current_app.conf.task_always_eager = True
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    current_app.conf.task_always_eager = False


@pytest.fixture
def upload(acme: Cast, cora: Client, library: Library, at_once: Any) -> Any:
    """Upload files as Cora does, let them be checked, and return the address of the import."""

    def send(files: dict[str, str | bytes] | bytes) -> str:
        content = files if isinstance(files, bytes) else pack(files)
        with at_once():
            answer = cora.post(PAGE, form(library, acme, content))
        assert answer.status_code == 302
        return str(answer["Location"])

    return send


@pytest.fixture
def confirm(cora: Client, at_once: Any) -> Any:
    def send(page: str) -> Any:
        with at_once():
            cora.post(page)
        return cora.get(page)

    return send


def states(acme: Cast) -> dict[str, str]:
    with tenant_scope(acme.tenant.pk):
        run = ImportRun.objects.first()
        assert run is not None
        return dict(run.lines.values_list("path", "state"))


def test_nothing_comes_in_before_somebody_has_looked(acme: Cast, cora: Client, upload: Any) -> None:
    page = upload({"a.md": TEXT, "b.pdf": b"%PDF-1.7"})
    assert states(acme) == {"a.md": "new", "b.pdf": "bad"}
    with tenant_scope(acme.tenant.pk):
        assert not Document.objects.exists()
        assert ImportRun.objects.get().state == ImportRun.State.CHECKED
    shown = cora.get(page).content.decode()
    assert "b.pdf" in shown
    assert "Only Word (.docx) and Markdown (.md)" in shown


def test_what_is_fit_comes_in_and_the_rest_is_named(
    acme: Cast, cora: Client, upload: Any, confirm: Any
) -> None:
    page = upload({"a.md": TEXT, "empty.md": b"", "fake.docx": b"<html>"})
    assert "ACME-QP-01" in confirm(page).content.decode()
    assert states(acme) == {"a.md": "added", "empty.md": "bad", "fake.docx": "bad"}
    with tenant_scope(acme.tenant.pk):
        document = Document.objects.get()
        assert (document.title, document.owner) == ("绿化养护办法", acme.ada)
        assert str(document.in_force.effective_on) == "2024-05-06"
        assert ImportRun.objects.get().state == ImportRun.State.DONE
        assert AuditEntry.objects.get(event="document.imported").by == acme.cora
        done = AuditEntry.objects.get(event="documents.imported")
        facts = json.loads(bytes(done.body))["facts"]
        assert (facts["documents"], facts["skipped"]) == (1, 2)
        assert not list(audit.faults())
        assert not Notice.objects.exists()


def test_again_is_no_change(acme: Cast, cora: Client, upload: Any, confirm: Any) -> None:
    confirm(upload({"a.md": TEXT}))
    page = upload({"a.md": TEXT})
    assert states(acme) == {"a.md": "same"}
    confirm(page)
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.get().revisions.count() == 1
        assert ImportRun.objects.all()[0].state == ImportRun.State.CHECKED


def test_sample_can_be_imported_as_it_is(
    acme: Cast, cora: Client, upload: Any, confirm: Any
) -> None:
    content = cora.get(f"{PAGE}sample.zip").content
    confirm(upload(content))
    with tenant_scope(acme.tenant.pk):
        kinds = {d.number: (d.title, d.unit.code) for d in Document.objects.select_related("unit")}
        assert kinds == {
            "ACME-QP-01": ("安全巡查办法", "OFC"),
            "ACME-WI-01": ("绿化养护作业指导书", "OFC"),
        }
        assert Document.objects.get(number="ACME-QP-01").revisions.count() == 2


def test_folders_name_type_and_unit(acme: Cast, upload: Any, confirm: Any) -> None:
    confirm(upload({"旧/WI/SVC/a.md": TEXT, "旧/SVC/b.md": "# B\n\nb\n", "旧/c.md": "# C\n\nc\n"}))
    with tenant_scope(acme.tenant.pk):
        found = {
            d.imported_from: (d.document_type.code, d.unit.code)
            for d in Document.objects.select_related("document_type", "unit")
        }
    assert found == {
        "WI/SVC/a.md": ("WI", "SVC"),
        "SVC/b.md": ("QP", "SVC"),
        "c.md": ("QP", "OFC"),
    }


def test_litter_is_passed_over_and_chinese_names_are_read(acme: Cast, upload: Any) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as box:
        box.writestr("__MACOSX/a.md", "x")
        box.writestr("Thumbs.db", "x")
        box.writestr("~$a.docx", "x")
        box.writestr("绿化.md", TEXT)
    upload(content.getvalue())
    assert list(states(acme)) == ["绿化.md"]


@pytest.mark.parametrize("between", ["\0", "\ud800", "\n", "长" * 900])
def test_title_that_no_database_keeps_holds_up_nothing(
    acme: Cast, upload: Any, confirm: Any, between: str
) -> None:
    told = {"file": "a.md", "date": "2024-01-01", "subject": "\0\ud800"}
    history = json.dumps({"title": f"园{between}区", "history": [told]})
    confirm(upload({"d/history.json": history, "d/a.md": TEXT, "e.md": TEXT}))
    assert states(acme) == {"d": "added", "e.md": "added"}
    with tenant_scope(acme.tenant.pk):
        title = Document.objects.get(imported_from="d").title
    assert title.isprintable()
    assert title.startswith("园")


def test_work_that_was_cut_short_goes_on_with_the_next(
    acme: Cast, library: Library, upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, str | bytes] = {f"{n}.md": f"# Nr {n}\n\ntext {n}\n" for n in range(3)}
    upload(files)
    with tenant_scope(acme.tenant.pk):
        run = ImportRun.objects.get()
        confirm_import(run, by=acme.cora)
    one, calls = work._one, []

    def power_goes(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        one(*args)

    monkeypatch.setattr(work, "_one", power_goes)
    with pytest.raises(SystemExit):
        work.bring_in(acme.tenant, run.pk)
    monkeypatch.setattr(work, "_one", one)
    assert list(states(acme).values()) == ["added", "new", "new"]
    assert work.bring_in(acme.tenant, run.pk)
    assert work.bring_in(acme.tenant, run.pk)
    assert list(states(acme).values()) == ["added"] * 3
    with tenant_scope(acme.tenant.pk):
        assert Document.objects.count() == 3
        assert AuditEntry.objects.filter(event="documents.imported").count() == 1


def test_long_work_is_done_in_parts(
    acme: Cast, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PART_SECONDS", -1)
    run = _uploaded(acme)
    assert not work.check(acme.tenant, run.pk)
    monkeypatch.setattr(work, "PART_SECONDS", 60)
    assert work.check(acme.tenant, run.pk)


def _uploaded(acme: Cast) -> ImportRun:
    with tenant_scope(acme.tenant.pk):
        return start_import(
            io.BytesIO(sample.archive()),
            "sample.zip",
            document_type=DocumentType.objects.get(code="QP"),
            unit=Unit.objects.get(code="OFC"),
            owner=acme.ada,
            by=acme.cora,
        )


def test_fault_in_one_document_holds_up_no_other(
    acme: Cast, upload: Any, confirm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = upload({"a.md": TEXT, "b.md": "# B\n\nb\n"})

    def fails_for_a(incoming: Any, **place: Any) -> Any:
        if incoming.key == "a.md":
            raise RuntimeError("out of luck")
        return import_document(incoming, **place)

    monkeypatch.setattr("oversight.importing.work.import_document", fails_for_a)
    confirm(page)
    assert states(acme) == {"a.md": "bad", "b.md": "added"}


def test_confirming_twice_is_confirming_once(acme: Cast, library: Library, upload: Any) -> None:
    upload({"a.md": TEXT})
    with tenant_scope(acme.tenant.pk):
        run = ImportRun.objects.get()
        confirm_import(run, by=acme.cora)
        with pytest.raises(IllegalMove):
            confirm_import(run, by=acme.cora)


def test_suspended_zone_imports_nothing(acme: Cast, upload: Any, cora: Client) -> None:
    upload({"a.md": TEXT})
    with tenant_scope(acme.tenant.pk):
        run = ImportRun.objects.get()
        confirm_import(run, by=acme.cora)
    Tenant.objects.update(suspended_at="2026-01-01T00:00Z")
    work.bring_in(Tenant.objects.get(pk=acme.tenant.pk), run.pk)
    assert states(acme) == {"a.md": "new"}


def test_only_administrators_and_controllers_import(acme: Cast, library: Library) -> None:
    for person in (acme.ada, acme.ruth, acme.otto):
        assert signed_in(person).get(PAGE).status_code == 403
        with tenant_scope(acme.tenant.pk), pytest.raises(Refused, match="controllers"):
            start_import(
                io.BytesIO(sample.archive()),
                "x.zip",
                document_type=library.procedure,
                unit=library.office,
                owner=acme.ada,
                by=person,
            )


def test_a_neighbours_import_is_not_there(acme: Cast, bolt: Cast, upload: Any) -> None:
    upload({"a.md": TEXT})
    with tenant_scope(acme.tenant.pk):
        run = ImportRun.objects.get()
    assert signed_in(bolt.cora).get(f"/t/bolt/import/{run.pk}/").status_code == 404
    with tenant_scope(bolt.tenant.pk):
        assert not ImportRun.objects.exists()
        assert not ImportLine.objects.exists()


def test_progress_is_shown_while_it_works(acme: Cast, cora: Client, library: Library) -> None:
    run = _uploaded(acme)
    page = f"{PAGE}{run.pk}/"
    assert "every 2s" in cora.get(page).content.decode()
    part = cora.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    work.check(acme.tenant, run.pk)
    assert "every 2s" not in cora.get(page).content.decode()


@pytest.mark.parametrize("n", [1, 30])
def test_page_asks_the_same_however_many_lines(
    acme: Cast, cora: Client, upload: Any, confirm: Any, n: int, django_assert_num_queries: Any
) -> None:
    page = upload({f"{i}.md": f"# Nr {i}\n\ntext {i}\n" for i in range(n)})
    confirm(page)
    with django_assert_num_queries(12):
        cora.get(page)
