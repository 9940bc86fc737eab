"""A double click is two requests at the same instant: both come to the one thing that was made."""

from typing import Any

import pytest

from documents.actions.documents import register_document
from documents.actions.external import record_check
from documents.models import Document, DocumentType, ExternalSource
from tenants.scope import new_id, tenant_scope
from tests.approvals.test_at_once import Act, at_once
from tests.library import make_effective, make_library, make_type
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme() -> Cast:
    return make_cast("ACME")


def test_a_document_is_registered_and_looked_up_once(acme: Cast) -> None:
    key, today = new_id(), acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        kind = make_type(library.folder, "ED", DocumentType.Level.EXTERNAL)
        standard = make_effective(library, acme.ada)
        Document.objects.filter(pk=standard.pk).update(document_type=kind)
        ExternalSource.objects.create(document=standard, issuer="SAC", number="GB/T 1")
    about: dict[str, Any] = {"document_type": library.procedure, "unit": library.office}
    about |= {"title": "Twice", "owner": acme.ada, "by": acme.ada, "key": key}
    found: dict[str, Any] = {"on": today, "looked_at": "Portal", "result": "current"}
    found |= {"by": acme.ada, "key": key}
    acts: tuple[Act, ...] = (
        lambda: register_document(**about),
        lambda: record_check(standard, **found),
    )
    for act in acts:
        first, second = at_once(acme.tenant, [act, act])
        assert (str(first), first) == (str(second), second)
        assert not isinstance(first, Exception)
