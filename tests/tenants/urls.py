"""A tiny site inside tenants, whose views do what views of the product must never do."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from tenants.http import MemberRequest, member_view, public_view
from tenants.models import Member, Post, Unit
from tenants.scope import NoTenant, current_tenant_id, tenant_scope

handler404 = "config.errors.not_found"
handler403 = "config.errors.forbidden"
handler500 = "config.errors.server_error"


def visible() -> list[str]:
    """Ask PostgreSQL for every member, without naming a tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM tenants_member")
        return [str(tenant_id) for (tenant_id,) in cursor.fetchall()]


@member_view("documents.read")
def look(request: MemberRequest, code: str) -> JsonResponse:
    """Say whose rows there are, in four ways."""
    members = Member.objects.values_list("tenant_id", flat=True).order_by().distinct()
    return JsonResponse(
        {"sql": visible(), "orm": [*map(str, members)], "scope": [str(current_tenant_id())]}
        | {"request": [str(request.tenant.pk)]}
    )


@member_view("documents.read")
def fail(request: MemberRequest, code: str, how: str) -> HttpResponse:
    """Write a unit, then fail."""
    Unit.objects.create(code=how, name_zh="科", name_en="Office")
    if how == "raise":
        raise RuntimeError(how)
    if how == "sql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
    if how == "nested":
        with tenant_scope(UUID(int=1)):
            raise RuntimeError(how)
    return HttpResponse(status=503)


@member_view("documents.read")
def write(request: MemberRequest, code: str) -> HttpResponse:
    Post.objects.create(code="P", name_zh="岗", name_en="Post")
    return HttpResponse("written")


@public_view("it shows that nothing is left when a tenant's request is over")
def outside(request: Any) -> JsonResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true)")
        (setting,) = cursor.fetchone()
    try:
        orm = [str(current_tenant_id())]
    except NoTenant:
        orm = []
    return JsonResponse({"setting": setting or "", "scope": orm})


urlpatterns = [
    path("", include("tenants.urls")),  # who is not signed in is sent there
    path("t/<code>/look/", look),
    path("t/<code>/fail/<how>/", fail),
    path("t/<code>/write/", write),
    path("outside/", outside),
]
