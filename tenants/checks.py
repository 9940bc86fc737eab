"""System checks: what must hold before the product serves."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.models import TenantOwned, TenantQuerySet


def views(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address of the product with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


@register(Tags.urls)
def every_view_names_an_ability(**_: Any) -> list[CheckMessage]:
    """A view that forgot to say who may come in does not start up."""
    return [
        Error(
            f"The view of {route!r} names no ability.",
            hint="Decorate it with @member_view, @account_view or @public_view.",
            id="tenants.E001",
        )
        for route, view in views()
        if not hasattr(view, "ability")
    ]


@register(Tags.urls)
def tenant_views_are_for_members(**_: Any) -> list[CheckMessage]:
    """Under /t/ and /city/ an ability of a member is named, elsewhere none can be."""
    return [
        Error(f"{route!r} and the ability {view.ability!r} do not fit.", id="tenants.E002")
        for route, view in views()
        if hasattr(view, "ability")
        and route.startswith(("t/<", "city/")) == _is_outside_tenants(view.ability)
    ]


@register(Tags.models)
def tenant_rows_come_from_tenant_querysets(**_: Any) -> list[CheckMessage]:
    """A manager that another QuerySet made would ask for every tenant's rows."""
    return [
        Error(
            f"{model.__name__}.{manager.name} does not begin with the tenant's rows.",
            hint="Make it with as_manager() of a TenantQuerySet.",
            obj=model,
            id="tenants.E003",
        )
        for model in apps.get_models()
        if issubclass(model, TenantOwned)
        for manager in (*model._meta.managers, model._meta.base_manager)
        if not isinstance(manager.get_queryset(), TenantQuerySet)
    ]


def _is_outside_tenants(ability: str) -> bool:
    return ability == "account" or ability.startswith("public:")
