"""Posts: the list of them, and the page of each with who holds it."""

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tenants import access
from tenants.actions.posts import add_post, change_post, end_post
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view
from tenants.models import Post
from tenants.models.group import valid_on
from tenants.organisation.forms import NewPostForm, PostForm
from tenants.ties import still_needed
from tenants.views.settings import answer, section_context


@require_GET
@member_view("settings.read")
def show_posts(request: MemberRequest, code: str) -> HttpResponse:
    """Show every post with how many hold it today."""
    today = valid_on(timezone.localdate(), "appointments__")
    holders = Count("appointments__member", filter=Q(today), distinct=True)
    posts = Post.objects.annotate(holders=holders)
    context = {
        "posts": posts.active(),
        "ended": posts.exclude(ended_on=None),
        "may_organise": request.member.can("people.organise"),
    }
    return render(request, "tenants/posts.html", context | section_context(request, "posts"))


@require_http_methods(["GET", "POST"])
@member_view("people.organise")
def new_post(request: MemberRequest, code: str) -> HttpResponse:
    """Add a post."""
    form = NewPostForm(request.POST or None)
    if form.is_valid():
        try:
            post = add_post(by=request.member, **form.cleaned_data)
            return redirect("tenants:post", code, post.code)
        except Refused as refusal:
            form.add_error("code", refusal)
    context = {"form": form, "heading": _("New post")} | section_context(request, "posts")
    return render(request, "tenants/new_row.html", context, status=422 if form.errors else 200)


@require_GET
@member_view("settings.read")
def show_post(request: MemberRequest, code: str, post: str) -> HttpResponse:
    """Show who holds a post, and what asks for it."""
    return _page(request, access.get_post(post))


@require_POST
@member_view("people.organise")
def change(request: MemberRequest, code: str, post: str) -> HttpResponse:
    """Give a post other names, or say whether it leads a unit."""
    found, form = access.get_post(post), PostForm(request.POST)
    return answer(request, form, change_post, found) or _page(request, found, form=form)


@require_POST
@member_view("people.organise")
def end(request: MemberRequest, code: str, post: str) -> HttpResponse:
    """End a post on which nothing hangs."""
    found, form = access.get_post(post), forms.Form(request.POST)
    return answer(request, form, end_post, found) or _page(request, found, end=form)


def _page(request: MemberRequest, post: Post, **bound: forms.Form) -> HttpResponse:
    names = {"name_zh": post.name_zh, "name_en": post.name_en, "is_head": post.is_head}
    context: dict[str, object] = {
        "post": post,
        "needs": still_needed(post, request.member),
        "may_organise": request.member.can("people.organise") and not post.is_ended(),
        "form": PostForm(initial=names),
        **bound,
        **section_context(request, "posts"),
    }
    return render(request, "tenants/post.html", context, status=422 if bound else 200)
