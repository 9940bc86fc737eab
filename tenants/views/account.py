"""Sign in and out, get a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LogoutView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import open_provider
from tenants.actions.accounts import change_password
from tenants.door import passkeys, resets
from tenants.door.entering import come_in, way_on, who_waits
from tenants.door.factors import is_code_of, note_use
from tenants.door.forms import CodeForm, ForgottenForm, PasskeyForm, SignInForm
from tenants.door.proofs import Claim, Known, who_is
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
    zone = request.GET.get("zone", "")[:12].upper()
    form = SignInForm(request.POST or None, initial={"zone": zone})
    if form.is_valid():
        known = who_is(_claim(request, form))
        if known is not None:
            return come_in(request, known, proof="password", following=following)
        form.refuse()
    context = {"form": form, "next": following, "zone": zone, "provider": open_provider(zone)}
    return render(request, "registration/login.html", context)


def _claim(request: HttpRequest, form: SignInForm) -> Claim:
    typed = form.cleaned_data
    return Claim(
        typed["username"],
        typed["password"],
        address_of(request),
        zone=typed["zone"],
        code=typed["code"],
    )


@public_view("a password was right; who it is, the second factor has to say")
@require_http_methods(["GET", "HEAD", "POST"])
def show_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the app or from paper, after a password that was right."""
    waiting = who_waits(request)
    if waiting is None:
        return redirect("tenants:sign_in")
    known, proof, following = waiting
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if is_code_of(known.user, form.cleaned_data["code"], address_of(request)):
            return come_in(request, known, proof=f"{proof}, code", following=following)
        form.refuse()
    return render(request, "tenants/account/code.html", {"form": form})


@public_view("a passkey says who it is")
@require_http_methods(["GET", "HEAD", "POST"])
def use_passkey(request: HttpRequest) -> HttpResponse:
    """Let somebody in by a passkey: it proves its owner, so it needs no password."""
    following = request.POST.get("next", request.GET.get("next", ""))
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        factor = passkeys.used(request.session, form.cleaned_data["answer"])
        if factor is not None and factor.user.is_active:
            note_use(factor)
            known = Known(factor.user, has_factor=True, has_shown_it=True)
            return come_in(request, known, proof="passkey", following=following)
        form.add_error(None, _("No account has this passkey, or it took too long. Try again."))
    context = {
        "form": form,
        "next": following,
        "question": passkeys.ask_for_one(request.session),
    }
    return render(request, "tenants/account/use_passkey.html", context)


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
