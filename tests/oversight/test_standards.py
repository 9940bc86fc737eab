"""Standards as data: files are loaded any number of times, and links survive what they change."""

import importlib
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import oversight
from documents.models import Clause, ClauseLink, Document, Requirement, StandardEdition
from oversight.models import Crosswalk
from oversight.standards.files import EditionData, read_all
from oversight.standards.loading import load
from tenants.errors import Refused
from tenants.scope import tenant_scope
from tests.library import make_effective, make_library, name_clauses
from tests.tenants.owner import as_owner
from tests.world import Cast, make_cast


@pytest.fixture
def owned(django_db_setup: None, django_db_blocker: object) -> Generator[Cast]:
    """Acme with a procedure for 7.5 and 8.3, in the hands of the tables' owner."""
    with django_db_blocker.unblock(), as_owner():  # type: ignore[attr-defined]
        cast = make_cast("ACME")
        with tenant_scope(cast.tenant.pk):
            name_clauses("7.5, 8.3.1", make_effective(make_library(cast), cast.ada))
        yield cast


def changed(**facts: object) -> list[EditionData]:
    """Return the product's files, the current edition with another version and these facts."""
    current, coming = read_all()
    return [replace(current, version=2, **facts), coming]  # type: ignore[arg-type]


def test_both_editions_are_here_side_by_side(db: None) -> None:
    current, coming = StandardEdition.objects.order_by("code")
    assert (str(current), current.state) == ("ISO 9001:2015 / GB/T 19001—2016", "current")
    assert (coming.code, coming.state, bool(coming.note_zh)) == ("ISO 9001:2026", "coming", True)
    assert Requirement.objects.filter(clause__edition=current).count() == 29
    split = Crosswalk.objects.filter(before__number="6.1.2").values_list("after__number", "kind")
    assert set(split) == {("6.1.2", "widened"), ("6.1.3", "moved")}
    assert Clause.objects.filter(edition=coming).count() - 1 == current.clauses.count()
    may = set(current.clauses.filter(may_exclude=True).values_list("number", flat=True))
    assert {"8.3", "8.5.4"} <= may
    assert not may & {"4.3", "7.5", "8", "9.2"}


def test_loading_again_changes_nothing(owned: Cast) -> None:
    assert load(read_all()) == []


def test_a_newer_version_changes_rows_and_keeps_links(owned: Cast) -> None:
    current, _coming = read_all()
    clauses = [replace(c, zh="新题目") if c.number == "7.5" else c for c in current.clauses]
    kept = [c for c in clauses if c.number != "8.5.5"]
    assert load(changed(clauses=tuple(kept))) == ["ISO 9001:2015"]
    with tenant_scope(owned.tenant.pk):
        link = ClauseLink.objects.select_related("clause").get(clause__number="7.5")
        assert link.clause.title_zh == "新题目"
    assert not Clause.objects.filter(edition__state="current", number="8.5.5").exists()


def test_what_the_quality_office_edited_is_left_alone(owned: Cast) -> None:
    Clause.objects.filter(number="5.3").update(title_zh="自己的", edited=True)
    load(changed())
    assert set(Clause.objects.filter(number="5.3").values_list("title_zh", flat=True)) == {"自己的"}


def test_a_clause_with_links_does_not_go(owned: Cast) -> None:
    current, _coming = read_all()
    left = tuple(c for c in current.clauses if c.number != "8.3.1")
    with pytest.raises(Refused, match=r"8\.3\.1"):
        load(changed(clauses=left))


def test_a_file_that_changed_under_its_version_or_is_older_is_refused(owned: Cast) -> None:
    current, coming = read_all()
    with pytest.raises(Refused, match="raise its version"):
        load([replace(current, sha256="0"), coming])
    load(changed())
    with pytest.raises(Refused, match="version 2 is here already"):
        load([current, coming])


def test_what_is_wrong_with_files_is_said(tmp_path: Path) -> None:
    path = tmp_path / "one.toml"
    head = 'code = "X:1"\nstate = "current"\nversion = 1\n'
    for text, said in (
        ('clauses = [{ number = "4.1", zh = "", en = "" }]', "comes before the one it is part of"),
        ("clauses = [", "one.toml"),
        ('colour = "red"', "one.toml"),
        ("clauses = []", "at least one"),
        ('based_on = "Y:1"', "There is no edition Y:1"),
    ):
        path.write_text(head + text)
        with pytest.raises(Refused, match=said):
            read_all(tmp_path)


def test_typed_clauses_become_links_and_what_names_none_is_listed(owned: Cast) -> None:
    (path,) = Path(oversight.__path__[0]).glob("migrations/*_typed_clauses.py")
    migration = importlib.import_module(f"oversight.migrations.{path.stem}")
    with tenant_scope(owned.tenant.pk):
        Document.objects.update(clauses="7.5.3.1 a)、安全生产", clauses_unread="")
        ClauseLink.objects.all().delete()
    at = MigrationLoader(connection).project_state(("oversight", path.stem))
    migration.place(at.apps, None)
    with tenant_scope(owned.tenant.pk):
        (link,) = ClauseLink.objects.select_related("clause__edition")
        document = Document.objects.get()
    assert (str(link), link.clause.edition.state) == ("7.5.3.1 a", "current")
    assert (document.clauses, document.clauses_unread) == ("7.5.3.1 a)、安全生产", "安全生产")
