"""A sheet of people on its way in."""

from tenants.models.sheet_import import SheetImport
from tenants.scope import TenantQuerySet


class PeopleImport(SheetImport):
    """A sheet of the people of a tenant."""

    objects = TenantQuerySet["PeopleImport"].as_manager()
