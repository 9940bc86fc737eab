"""Sign in and out, get a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LogoutView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.actions.accounts import change_password
from tenants.door import resets
from tenants.door.entering import enter, remember_language, way_on
from tenants.door.forms import ForgottenForm, SignInForm
from tenants.door.proofs import Claim, who_is
from tenants.door.visitors import address_of
from tenants.http import public_view
from tenants.tasks import after_saving, mail_reset_link


@public_view("leads on to where the person belongs")
def home(request: HttpRequest) -> HttpResponse:
    """Open the inbox, or ask who it is."""
    return redirect("approvals:inbox" if request.user.is_authenticated else "tenants:sign_in")


@public_view("nobody has signed in yet")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check who it is; the pages that follow speak the account's language."""
    following = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(way_on(request, following))
    zone = request.GET.get("zone", "")[:12]
    form = SignInForm(request.POST or None, initial={"zone": zone})
    if form.is_valid():
        user = who_is(_claim(request, form))
        if user is not None:
            enter(request, user, proof="password")
            return remember_language(redirect(way_on(request, following)), user)
        form.refuse()
    return render(request, "registration/login.html", {"form": form, "next": following})


def _claim(request: HttpRequest, form: SignInForm) -> Claim:
    typed = form.cleaned_data
    address = address_of(request)
    return Claim(typed["username"], typed["password"], address, typed["zone"])


@public_view("who has forgotten a password cannot sign in")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password; nobody learns whether there is such an account."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        after_saving(mail_reset_link, form.cleaned_data["email"])
        return redirect(f"{request.path}?sent=1")
    context = {"form": form, "is_sent": "sent" in request.GET}
    return render(request, "tenants/account/forgotten.html", context)


class Reset(PasswordResetConfirmView):
    """Choose a new password; whoever holds the link still signs in with it afterwards."""

    template_name = "tenants/account/reset.html"
    token_generator = resets.tokens
    success_url = reverse_lazy("tenants:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        change_password(form.cleaned_data["new_password1"], by=form.user)
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        self.request.session.pop("_password_reset_token", None)
        return redirect(self.get_success_url())


sign_out = public_view("ends a session, whosever it is")(LogoutView.as_view())
reset = public_view("the link is the proof")(Reset.as_view())
