"""Groups: the list of them, and the page of each with who is in it."""

from uuid import UUID

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants import access
from tenants.actions.groups import add_group, end_group, join_group, leave_group, rename_group
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Group, GroupMember
from tenants.models.group import valid_on
from tenants.organisation.forms import GroupForm, JoinForm, LeaveForm
from tenants.ties import still_needed
from tenants.views.settings import answer, section_context


@require_GET
@member_view("settings.read")
def show_groups(request: MemberRequest, code: str) -> HttpResponse:
    """Show every group with how many are in it today."""
    people = Count("members", filter=Q(valid_on(timezone.localdate(), "members__")))
    groups = Group.objects.annotate(people=people).order_by("name")
    context = {
        "groups": groups.active(),
        "ended": groups.exclude(ended_on=None),
        "may_organise": request.member.can("people.organise"),
    }
    return render(request, "tenants/groups.html", context | section_context(request, "groups"))


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def new_group(request: MemberRequest, code: str) -> HttpResponse:
    """Make a group."""
    form = GroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = add_group(by=request.member, **form.cleaned_data)
            return redirect("tenants:group", code, group.pk)
        except Refused as refusal:
            form.add_error("name", refusal)
    context = {"form": form, "heading": _("New group")} | section_context(request, "groups")
    return render(request, "tenants/new_row.html", context, status=422 if form.errors else 200)


@require_GET
@member_view("settings.read")
def show_group(request: MemberRequest, code: str, group: UUID) -> HttpResponse:
    """Show who is in a group, and what is granted to it."""
    return _page(request, access.get_group(group))


@require_POST
@member_view("people.organise")
def rename(request: MemberRequest, code: str, group: UUID) -> HttpResponse:
    """Give a group another name."""
    found, form = access.get_group(group), GroupForm(request.POST)
    return answer(request, form, rename_group, found) or _page(request, found, names=form)


@require_POST
@member_view("people.organise")
def join(request: MemberRequest, code: str, group: UUID) -> HttpResponse:
    """Put somebody into the group."""
    found, form = access.get_group(group), JoinForm(request.POST)
    return answer(request, form, join_group, found) or _page(request, found, join=form)


@require_POST
@member_view("people.organise")
def leave(request: MemberRequest, code: str, group: UUID) -> HttpResponse:
    """Take somebody out of the group."""
    found = access.get_group(group)
    form = LeaveForm(request.POST, group=found)

    def act(_group: Group, *, membership: GroupMember, **facts: object) -> object:
        return leave_group(membership, **facts)  # type: ignore[arg-type]

    return answer(request, form, act, found) or _page(request, found, leave=form)


@require_POST
@member_view("people.organise")
def end(request: MemberRequest, code: str, group: UUID) -> HttpResponse:
    """End a group on which nothing hangs."""
    found, form = access.get_group(group), forms.Form(request.POST)
    return answer(request, form, end_group, found) or _page(request, found, end=form)


def _page(request: MemberRequest, group: Group, **bound: forms.Form) -> HttpResponse:
    today = timezone.localdate()
    rows = GroupMember.objects.filter(group=group).select_related("member")
    context: dict[str, object] = {
        "group": group,
        "rows": rows.exclude(valid_until__lt=today).order_by("member__name", "valid_from"),
        "past": rows.filter(valid_until__lt=today).order_by("-valid_until", "member__name")[:50],
        "needs": still_needed(group, request.member),
        "may_organise": request.member.can("people.organise") and not group.is_ended(),
        "names": GroupForm(initial={"name": group.name}),
        "join": JoinForm(),
        **bound,
        **section_context(request, "groups"),
    }
    return render(request, "tenants/group.html", context, status=422 if bound else 200)
