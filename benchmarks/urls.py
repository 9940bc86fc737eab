"""The product's addresses and one that asks for a single row: the yardstick of pages."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
)
from config.urls import urlpatterns as of_the_product
from tenants.http import member_view
from tenants.models import Unit

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@member_view("documents.read")
def one_row(_request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """Answer with a unit's code: all the middleware, the scope, one row, no template."""
    return HttpResponse(Unit.objects.values_list("code", flat=True)[:1][0])


urlpatterns = [path("t/<slug:code>/one-row/", one_row), *of_the_product]
