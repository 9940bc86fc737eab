"""How versions are written, until the first was submitted; and the languages of documents."""

import pytest
from django.http import HttpResponse

from documents.actions.documents import register_document
from documents.models import Revision
from tenants.errors import Refused
from tenants.models import AuditEntry
from tenants.scope import tenant_scope
from tests.library import Library, make_document, make_draft, make_effective, make_library
from tests.world import Cast, signed_in

PAGE = "/t/acme/settings/versions/"
BOTH = ["zh-hans", "en"]


@pytest.fixture
def library(acme: Cast) -> Library:
    with tenant_scope(acme.tenant.pk):
        return make_library(acme)


def post(cast: Cast, scheme: str, languages: list[str], language: str) -> HttpResponse:
    client = signed_in(cast.cora)
    facts = {
        "seen": client.get(PAGE).context["form"].initial["seen"],
        "version_scheme": scheme,
        "document_languages": languages,
        "document_language": language,
    }
    answer: HttpResponse = client.post(PAGE, facts)  # type: ignore[assignment]
    return answer


def test_before_anything_is_submitted_drafts_get_the_new_labels(
    acme: Cast, library: Library
) -> None:
    with tenant_scope(acme.tenant.pk):
        draft = make_draft(make_document(library, acme.ada), acme.ada)
    assert draft.label == "A/0"
    assert post(acme, "numbers", BOTH, "zh-hans").status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert Revision.objects.get(pk=draft.pk).label == "1.0"
        assert AuditEntry.objects.filter(event="versions.changed").count() == 1


def test_afterwards_the_scheme_stays_and_says_why(acme: Cast, library: Library) -> None:
    with tenant_scope(acme.tenant.pk):
        document = make_effective(library, acme.ada)
    answer = post(acme, "numbers", BOTH, "zh-hans")
    assert answer.status_code == 422
    assert "documents have been submitted with it" in answer.content.decode()
    assert document.number not in answer.content.decode()
    acme.tenant.refresh_from_db()
    assert acme.tenant.version_scheme == "letters"
    assert post(acme, "letters", ["en"], "en").status_code == 302


def test_languages_need_one_and_the_new_ones_among_them(acme: Cast) -> None:
    assert post(acme, "letters", [], "en").status_code == 422
    assert post(acme, "letters", ["zh-hans"], "en").status_code == 422
    assert post(acme, "letters", ["fr"], "fr").status_code == 422
    acme.tenant.refresh_from_db()
    assert acme.tenant.document_languages == BOTH


def test_new_documents_have_a_language_of_the_tenant(acme: Cast, library: Library) -> None:
    new = "/t/acme/new-document/"
    assert 'id="id_language"' in signed_in(acme.ada).get(new).content.decode()
    post(acme, "letters", ["en"], "en")
    assert 'id="id_language"' not in signed_in(acme.ada).get(new).content.decode()
    facts = {
        "title": "Complaints",
        "document_type": str(library.procedure.pk),
        "unit": str(library.office.pk),
        "owner": str(acme.ada.pk),
        "key": "0198a8f0-0000-7000-8000-000000000001",
    }
    assert signed_in(acme.ada).post(new, facts).status_code == 302
    with tenant_scope(acme.tenant.pk):
        document = Revision.objects.select_related("document").get().document
        assert document.language == "en"
        library.procedure.tenant.refresh_from_db()
        with pytest.raises(Refused):
            register_document(
                document_type=library.procedure,
                title="投诉",
                unit=library.office,
                owner=acme.ada,
                by=acme.ada,
                language="zh-hans",
            )
