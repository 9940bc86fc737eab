"""Every address names who may come in; and the checks notice one that does not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from django.views.generic import TemplateView

from tenants.checks import every_view_names_an_ability, tenant_views_are_for_members, views
from tenants.http import account_view, member_view, public_view


def lazy_faults() -> list[str]:
    """Find class-based views inside tenants: theirs is a lazy answer, rendered after the scope."""
    return [
        route
        for route, view in views()
        if route.startswith(("t/", "city/")) and hasattr(view, "view_class")
    ]


CHECKS = (every_view_names_an_ability, tenant_views_are_for_members, lazy_faults)


@pytest.mark.parametrize("check", CHECKS)
def test_our_addresses_pass(check: Callable[[], list[Any]]) -> None:
    assert check() == []


def view(*args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse()


member = member_view("documents.read")(view)
account = account_view(view)
lazy = member_view("documents.read")(TemplateView.as_view())
public = public_view("tests")(lambda *_: HttpResponse())

WRONG = {
    "no ability": (every_view_names_an_ability, path("a/", view)),
    "no ability in an include": (
        every_view_names_an_ability,
        path("a/", include([path("", view)])),
    ),
    "no ability in a tenant": (every_view_names_an_ability, path("t/<code>/a/", view)),
    "a member outside tenants": (tenant_views_are_for_members, path("a/", member)),
    "an account inside a tenant": (tenant_views_are_for_members, path("t/<code>/a/", account)),
    "everybody inside a tenant": (tenant_views_are_for_members, path("t/<code>/a/", public)),
    "an account in the city": (tenant_views_are_for_members, path("city/a/", account)),
    "a lazy view in a tenant": (lazy_faults, path("t/<code>/a/", lazy)),
}


@pytest.mark.parametrize(("check", "pattern"), WRONG.values(), ids=WRONG.keys())
def test_a_check_notices(check: Callable[[], list[Any]], pattern: object) -> None:
    with override_settings(ROOT_URLCONF=(pattern,)):
        assert check()


def test_an_ability_that_nobody_knows_fails_at_import() -> None:
    with pytest.raises(KeyError):
        member_view("documents.raed")
