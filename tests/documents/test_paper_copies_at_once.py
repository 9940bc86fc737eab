"""Issue numbers run on without a gap, and a copy ends once, whoever acts at the same instant."""

import pytest

from documents.actions.paper_copies import exchange_copies, take_back
from documents.models import PaperCopy
from tenants.errors import Refused
from tenants.scope import new_id, tenant_scope
from tests.approvals.test_at_once import at_once
from tests.library import make_library
from tests.paper import make_copies, make_printable, revise
from tests.world import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_numbers_have_no_gap_and_a_copy_one_end() -> None:
    acme = make_cast("ACME")
    cora, key = acme.cora, new_id()
    with tenant_scope(acme.tenant.pk):
        library = make_library(acme)
        document = make_printable(library, acme.ada)
    twice = [lambda: make_copies(document, library, cora, acme.ruth, None, key=key)] * 2
    others = [lambda: make_copies(document, library, cora, None)] * 4
    made = at_once(acme.tenant, [*twice, *others])
    assert not any(isinstance(one, Exception) for one in made), made
    with tenant_scope(acme.tenant.pk):
        copies = list(PaperCopy.objects.order_by("number"))
        assert [copy.number for copy in copies] == [1, 2, 3, 4, 5, 6]
        revise(document, acme.ada)
    one = copies[:1]
    ends = at_once(
        acme.tenant,
        [
            lambda: take_back(one, "kept", by=cora),
            lambda: exchange_copies(one, "destroyed", key=new_id(), by=cora),
            lambda: take_back(one, "destroyed", by=cora),
        ],
    )
    assert sum(isinstance(end, Refused) for end in ends) == 2
    with tenant_scope(acme.tenant.pk):
        is_exchanged = PaperCopy.objects.filter(replaces=one[0]).exists()
        assert PaperCopy.objects.count() == (7 if is_exchanged else 6)
