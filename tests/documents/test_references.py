"""What a text names: found by shape and title, shown as links to those who may follow them."""

import pytest

from documents.models import Citation, Document
from documents.text.references import Shapes, references
from tenants.scope import tenant_scope
from tests.library import Library, make_effective, make_library
from tests.world import Cast, signed_in

SHAPES = Shapes.of("KMHT", [("{tenant}-{level}-{seq:02}", "QP"), ("{level}/{unit}-{seq}", "WI")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("按《文件控制程序》执行", [("t:文件控制程序", "《文件控制程序》")]),
        ("见 QP-7 和 KMHT-QP-07。", [("n:KMHT-QP-00000007", "QP-7")] * 1
         + [("n:KMHT-QP-00000007", "KMHT-QP-07")]),
        ("WI/APR-3", [("n:WI/APR-00000003", "WI/APR-3")]),
        ("GB/T 19001—2016", [("x:GB/T19001-2016", "GB/T 19001—2016")]),
        ("根据国办发〔2018〕27号", [("x:国办发[2018]27号", "国办发〔2018〕27号")]),
        ("2026-11-12, 8:30-11:00, A4", []),
    ],
)  # fmt: skip
def test_what_a_text_names(text: str, found: list[tuple[str, str]]) -> None:
    named = [(n.key, n.text) for n in references(text, SHAPES) if n.is_certain]
    assert named == found


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def test_named_documents_are_links_for_those_who_see_them(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        open_one = make_effective(library, acme.ada, "Open one")
        secret = make_effective(library, acme.ada, "Secret one")
        Document.objects.filter(pk=secret.pk).update(restricted=True)
        text = f"# 1\n\nSee 《Open one》 and {secret.number} and QP-99.\n"
        citing = make_effective(library, acme.ada, "Citing", text)
    url = f"/t/acme/documents/{citing.number}/"
    seen = signed_in(acme.ruth).get(url).content.decode()
    assert f'<a href="/t/acme/documents/{open_one.number}/">《Open one》</a>' in seen
    assert f"and {secret.number} and" in seen
    assert secret.number in signed_in(acme.cora).get(url).content.decode()
    assert f"/documents/{secret.number}/" in signed_in(acme.cora).get(url).content.decode()
    tab = signed_in(acme.ruth).get(f"{url}links/").content.decode()
    assert "Secret one" not in tab
    assert "not in this register" in tab
    cited = signed_in(acme.ruth).get(f"/t/acme/documents/{open_one.number}/links/")
    assert citing.number in cited.content.decode()


def test_a_document_that_comes_later_is_cited_by_what_named_it(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        citing = make_effective(library, acme.ada, "Citing", "# 1\n\nSee 《To come》.\n")
        assert Citation.objects.get().document is None
        later = make_effective(library, acme.ada, "To come")
        assert Citation.objects.get().document == later
        assert Citation.objects.get().revision.document == citing
