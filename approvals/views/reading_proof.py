"""Whether a person had read a revision on a day: on one screen, as a sheet, as pages to sign."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.distribution import proof_words as words
from approvals.distribution.asked import Asked
from approvals.distribution.proof import Proof
from approvals.distribution.sight import looks_at_others
from documents.lists.paper import as_pages
from documents.lists.sheet import as_sheet
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view
from tenants.views.exports import Made, hand_out, made_by

type Make = Callable[[MemberRequest, str, Proof, list[str]], bytes]


@require_safe
@member_view("documents.read")
def show_proof(request: MemberRequest, code: str) -> HttpResponse:
    """Say of a person, a revision and a day what is known; without them, ask for them."""
    asked = Asked.of(request.member, request.GET.dict(), request.tenant.today())
    context: dict[str, Any] = {
        "asked": asked,
        "looks_at_others": looks_at_others(request.member),
        "kept": request.GET.urlencode(),
    }
    if proof := _proof(asked):
        context |= {
            "proof": proof,
            "duty": words.duty(proof),
            "deed": words.deed(proof),
            "rows": words.rows(proof),
            "seal": words.seal(proof),
        }
    return render(request, "approvals/reading_proof.html", context)


def _proof(asked: Asked) -> Proof | None:
    if asked.person is None or asked.revision is None:
        return None
    return Proof.of(asked.person, asked.revision, asked.day)


@require_POST
@member_view("documents.read", is_reading=True)
def export_sheet(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out what is known as an Excel sheet."""
    return _export(request, "xlsx", _sheet)


@require_POST
@member_view("documents.read", is_reading=True)
def export_pages(request: MemberRequest, code: str) -> HttpResponse:
    """Hand out what is known as pages to sign."""
    return _export(request, "pdf", _pages)


def _sheet(_request: MemberRequest, title: str, proof: Proof, notes: list[str]) -> bytes:
    return as_sheet(title, words.COLUMNS, words.lines(proof), notes)


def _pages(request: MemberRequest, title: str, proof: Proof, notes: list[str]) -> bytes:
    return as_pages(request.tenant.head, title, words.COLUMNS, words.lines(proof), notes)


def _export(request: MemberRequest, form: str, make: Make) -> HttpResponse:
    asked = Asked.of(request.member, request.GET.dict(), request.tenant.today())
    proof = _proof(asked)
    if proof is None:
        raise Http404
    title, said = _("Proof of reading"), [words.duty(proof), words.deed(proof), *words.seal(proof)]
    about = f"{asked.who}; {asked.what} {proof.revision.label}; {asked.day.isoformat()}"
    try:
        check_may_export(request.member)
        content = make(request, title, proof, [*said, made_by(request)])
        return hand_out(request, Made(title, form, len(words.rows(proof)), about, content))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
        page = reverse("approvals:reading_proof", args=[request.tenant.slug])
        return redirect(f"{page}?{request.GET.urlencode()}")
