"""A word in every text of a tenant, to be looked for where no text of it may be."""

from typing import Final

from django.apps import apps
from django.db import Error, models, transaction

from tenants.postgresql.schema import is_tenant_owned
from tests.architecture.addresses import routes

CANARY: Final = "Quetzal7"  # no word of ours, and no time zone
LEAST_FIELDS: Final = 60  # filled: with fewer a search for it would prove little
KINDS: Final = (models.CharField, models.TextField)
# Who sets a zone up sees its furniture and its first administrator: city/zones/<code>/ is that.
COMPARING: Final = [
    route for route in routes() if route.startswith("city/") and "city/zones/<" not in route
]


def fill() -> list[str]:
    """Put the canary into every text of the running tenant that takes one; return the fields."""
    filled = []
    for model in filter(is_tenant_owned, apps.get_models()):
        for field in model._meta.local_fields:
            if not isinstance(field, KINDS) or field.choices or field.primary_key:
                continue
            longest = field.max_length or 40
            rows = model._default_manager.all()
            try:
                with transaction.atomic():
                    if rows.update(**{field.attname: CANARY[:longest]}):
                        filled.append(f"{model.__name__}.{field.name}")
            except Error:
                continue  # written once, or not every text will do
    assert {"Document.title", "Member.name"} <= set(filled)
    assert len(filled) >= LEAST_FIELDS, filled
    return filled
