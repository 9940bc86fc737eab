"""The record of a management review: written, signed, printed, with its minutes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.views.handing_out import handed_out
from oversight import access
from oversight.actions.management_reviews import write_review
from oversight.improvement import shown
from oversight.improvement.forms import WriteForm
from oversight.improvement.handing_out import pages
from oversight.improvement.record import record_of
from oversight.improvement.sight import prepares_reviews
from oversight.views.circulations import alone, send
from tenants.errors import Refused, sentence
from tenants.exports import check_may_export
from tenants.http import MemberRequest, member_view
from tenants.views.exports import Made, hand_out, made_by


@require_http_methods(["GET", "POST"])
@member_view("management_reviews.prepare")
def write(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Write what people say of each input, beside what the product knows."""
    review = access.get_management_review(request.member, management_review)
    if not prepares_reviews(request.member):
        raise PermissionDenied
    if not review.is_open():
        messages.error(
            request, _("It is signed or cancelled: nothing is written into it any more.")
        )
        return redirect("oversight:management_review", code, review.pk)
    form = WriteForm(request.POST or None, review=review)
    if form.is_valid():
        said = form.cleaned_data
        try:
            write_review(
                review,
                form.words(),
                said["conclusion"],
                by=request.member,
                version=said["version"],
            )
            messages.success(request, _("Saved."))
            return redirect("oversight:management_review", code, review.pk)
        except Refused as refused:
            form.add_error(None, refused)
    sections = [(each, form[each.name]) for each in shown.sections(record_of(review))]
    context = {"review": review, "form": form, "sections": sections}
    status = 422 if request.method == "POST" else 200
    return render(request, "oversight/improvement/review_write.html", context, status=status)


@require_http_methods(["GET", "POST"])
@member_view("management_reviews.sign")
def sign(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Show the leader the whole record; POST signs it."""
    review = access.get_management_review(request.member, management_review)
    return alone(request, review, _("The review is signed."))


@require_POST
@member_view("management_reviews.prepare")
def send_round(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Send the record along its route."""
    review = access.get_management_review(request.member, management_review)
    if not prepares_reviews(request.member):
        raise PermissionDenied
    return send(request, review, redirect("oversight:management_review", code, review.pk))


@require_safe
@member_view("management_reviews.read")
def minutes(request: MemberRequest, code: str, management_review: UUID) -> FileResponse:
    """Hand out the minutes of a review."""
    review = access.get_management_review(request.member, management_review)
    if review.minutes is None:
        raise Http404
    return handed_out(review.minutes, review.minutes_name)


@require_POST
@member_view("management_reviews.read", is_reading=True)
def export(request: MemberRequest, code: str, management_review: UUID) -> HttpResponse:
    """Hand out the record as pages."""
    review = access.get_management_review(request.member, management_review)
    try:
        check_may_export(request.member)
        found = record_of(review)
        decided = shown.decisions(review, found, request.tenant.today())
        content = pages(review, found, decided, made_by(request), request.tenant.head)
        return hand_out(request, Made(review.title, "pdf", len(found["inputs"]), "", content))
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect("oversight:management_review", code, review.pk)
