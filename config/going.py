"""Go to a document, a clause, a person or a page by typing some of its name (Ctrl K)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from config.shell import Shell
from documents.models import Document
from documents.register import filters, paging
from documents.register.ranking import rank
from documents.text.snippets import marked
from documents.text.words import fold
from tenants.http import MemberRequest, member_view
from tenants.models import Member
from tenants.views.settings import sections_for

MOST: Final = 8  # of each kind


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: the word that is typed, what else tells it from others, its address."""

    word: str | Promise
    more: str | Promise
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    places: list[Place]


@require_safe
@vary_on_headers("HX-Request")
@member_view("notices.read")
def go(request: MemberRequest, code: str) -> HttpResponse:
    """List where one may go: numbers and titles, clauses, people, pages."""
    query = " ".join(request.GET.get("q", "").split())
    may_read = request.member.can("documents.read")
    groups = [
        Group(_("Documents"), _documents(request, query) if query and may_read else []),
        Group(_("Clauses"), _clauses(request, query) if query and may_read else []),
        Group(_("People"), _people(request, query) if query else []),
        Group(_("Pages"), _pages(request, query)),
    ]
    context = {"query": query, "groups": [group for group in groups if group.places]}
    if query and may_read:
        context["everywhere"] = (
            f"{reverse('documents:register', args=[code])}?{filters.written({'q': query})}"
        )
    return render(request, "go.html" + ("#found" if request.htmx else ""), context)


def _documents(request: MemberRequest, query: str) -> list[Place]:
    visible = Document.objects.visible_to(request.member)
    ranked = rank(query, visible, {}, view="", earlier=False)
    lines = paging.these(ranked.ids[:MOST], ())
    return [
        Place(
            marked(each["number"], query),
            marked(each["title"], query),
            _address(request, each["number"]),
            "file-text",
        )
        for each in lines
    ]


def _clauses(request: MemberRequest, query: str) -> list[Place]:
    """Return the documents for a clause of the standard, and the register of all of them."""
    if not filters.CLAUSE.fullmatch(query):
        return []
    found = filters.narrowed(request.member, {"clause": query}).order_by("number_key", "pk")
    lines = list(found.values_list("number", "title", "clauses")[:MOST])
    url = reverse("documents:register", args=[request.tenant.slug])
    places = [
        Place(clauses, f"{number} {title}", _address(request, number), "bookmark")
        for number, title, clauses in lines
    ]
    if lines:
        label = _("All documents for clause %(clause)s") % {"clause": query}
        places.insert(
            0, Place(query, label, f"{url}?{filters.written({'clause': query})}", "library")
        )
    return places


def _address(request: MemberRequest, number: str) -> str:
    return reverse("documents:document", args=[request.tenant.slug, number])


def _people(request: MemberRequest, query: str) -> list[Place]:
    """Return people: their page for those who may read it, else what they own."""
    member, code = request.member, request.tenant.slug
    named = Q(name__icontains=query)
    if member.can("people.read"):
        named |= Q(staff_number__iexact=query)
    people = Member.objects.active().filter(named)
    if not member.can("people.read"):
        visible = Document.objects.visible_to(member).order_by()
        people = people.filter(pk__in=visible.values("owner"))
    places = []
    for pk, name, number in people.values_list("pk", "name", "staff_number")[:MOST]:
        if member.can("people.read"):
            url, more = reverse("tenants:person", args=[code, pk]), number
        else:
            asked = filters.written({"owner": str(pk)})
            url, more = (
                f"{reverse('documents:register', args=[code])}?{asked}",
                _("Documents they own"),
            )
        places.append(Place(marked(name, query), more, url, "user-round"))
    return places


def _pages(request: MemberRequest, query: str) -> list[Place]:
    """Return the pages this member may open whose names say all the words."""
    words = fold(query).split()
    return [
        place
        for place in _every_page(request)
        if all(word in fold(f"{place.word} {place.more}") for word in words)
    ][: MOST if query else None]


def _every_page(request: MemberRequest) -> Iterable[Place]:
    member, code = request.member, request.tenant.slug
    for group in Shell(request).nav_groups:
        for entry in group.entries:
            yield Place(entry.label, group.label, entry.url, entry.icon)
    if member.can("documents.draft"):
        new = reverse("documents:new", args=[code])
        yield Place(_("New document"), _("Documents"), new, "plus")
    if member.can("approvals.acknowledge"):
        own = reverse("approvals:own_reading", args=[code])
        yield Place(_("What I have read"), _("My work"), own, "book-open-check")
    if member.can("distribution.read"):
        proof = reverse("approvals:reading_proof", args=[code])
        yield Place(_("Proof of reading"), _("Documents"), proof, "search-check")
    yield Place(_("My account"), "", reverse("tenants:account"), "user-round")
    if member.can("settings.read"):
        for section in sections_for(request):
            yield Place(
                section.label, _("Settings"), reverse(section.view, args=[code]), section.icon
            )
