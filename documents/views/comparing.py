"""Tick changes of a redline off as viewed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from documents import access
from documents.forms.comparing import TickForm
from documents.models import ViewedChange
from tenants.http import MemberRequest, member_view


@require_POST
@member_view("documents.read")
def tick(request: MemberRequest, code: str, number: str, n: int, new: int) -> HttpResponse:
    """Keep that this member has viewed a change, or take it back: `viewed` or `unviewed`."""
    old, compared = access.get_pair(request.member, number, n, new)
    form = TickForm(request.POST)
    if form.is_valid():
        fingerprint, is_viewed = form.cleaned_data["fingerprint"], form.cleaned_data["is_viewed"]
        facts = {"member": request.member, "old": old, "new": compared, "fingerprint": fingerprint}
        if is_viewed:
            ViewedChange.objects.bulk_create([ViewedChange(**facts)], ignore_conflicts=True)
        else:
            ViewedChange.objects.filter(**facts).delete()
        if request.htmx:
            done = (form.cleaned_data["done"] or 0) + (1 if is_viewed else -1)
            context = {"fingerprint": fingerprint, "is_viewed": is_viewed, "done": max(0, done)}
            return render(request, "documents/parts/ticked.html", context)
    return redirect(_page(request, number, old.n, compared.n))


def _page(request: MemberRequest, number: str, old: int, new: int) -> str:
    """Return the page the tick was on."""
    page = request.POST.get("next", "")
    if page.startswith("/") and url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return page
    compare = reverse("documents:compare", args=[request.tenant.slug, number])
    return f"{compare}?from={old}&to={new}"
