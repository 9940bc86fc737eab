"""One transaction, one tenant."""

from tenants.models import Member
from tenants.scope import tenant_scope
from tests.world import Cast


def test_other_tenants_rows_are_invisible(acme: Cast, bolt: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        assert not Member.objects.filter(pk=bolt.ada.pk).exists()
        assert Member.objects.filter(pk=acme.ada.pk).exists()
