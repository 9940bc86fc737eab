"""One paper copy: what its code answers, and what happened to it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from documents import access
from documents.actions.paper_copies import exchange_damaged, report_lost, sign_for_copy
from documents.copies.labels import answer_of, label_of
from documents.forms.copies import ReasonForm, SignedForm
from documents.models import PaperCopy
from tenants.errors import Refused
from tenants.http import MemberRequest, member_view

FORMS = {"sign": forms.Form, "received": SignedForm, "lost": ReasonForm, "damaged": ReasonForm}


@require_http_methods(["GET", "POST"])
@member_view("documents.read")
def show_copy(request: MemberRequest, code: str, number: str, copy_no: int) -> HttpResponse:
    """Answer whether this very copy holds; POST `act`: sign, received, lost or damaged."""
    document = access.get_document(request.member, number)
    copy = document.paper_copies.named().one_or_none(number=copy_no)
    if copy is None:
        raise Http404
    act = request.POST.get("act", "")
    may_control, is_own = request.member.can("documents.control"), copy.member == request.member
    if request.method == "POST" and not (may_control or (is_own and act == "sign")):
        raise PermissionDenied
    form = FORMS[act](request.POST) if act in FORMS else None
    if form is not None and form.is_valid():
        try:
            _do(act, form, copy, request)
            return redirect("documents:copy", code, number, copy_no)
        except Refused as refused:
            form.add_error(None, refused)
    may_hand_out = copy.state == PaperCopy.State.ISSUED and copy.holds()
    context = {
        "document": document,
        "copy": copy,
        "label": label_of(copy),
        "answer": answer_of(copy),
        "may_sign": is_own and may_hand_out,
        "may_record": may_control and may_hand_out,
        "may_control": may_control,
        "form": form,
        "today": request.tenant.today(),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "documents/copy.html", context, status=status)


def _do(act: str, form: forms.Form, copy: PaperCopy, request: MemberRequest) -> None:
    said, by = form.cleaned_data, request.member
    if act == "sign":
        sign_for_copy(copy, by=by)
    elif act == "received":
        sign_for_copy(copy, **said, by=by)
    elif act == "lost":
        report_lost(copy, reason=said["reason"], by=by)
    else:
        exchange_damaged(copy, **said, by=by)
