"""Sign in and out, and accept an invitation."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy

from tenants import audit
from tenants.forms import SignInForm
from tenants.http import public_view
from tenants.models import User


@public_view("leads on to where the person belongs")
def home(request: HttpRequest) -> HttpResponse:
    """Open the inbox, or ask who it is."""
    return redirect("approvals:inbox" if request.user.is_authenticated else "tenants:sign_in")


class SignIn(LoginView):
    """Check e-mail and password; the page then speaks the account's language."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)  # noqa: S101  (the form has found it)
        User.objects.filter(pk=user.pk).update(sign_in_failures=0, locked_until=None)
        audit.record_for_city("account.signed_in", user, email=user.email)
        response = super().form_valid(form)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response


sign_in = public_view("nobody has signed in yet")(SignIn.as_view())
sign_out = public_view("ends a session, whosever it is")(LogoutView.as_view())
accept_invitation = public_view("the link is the proof")(
    PasswordResetConfirmView.as_view(
        template_name="tenants/invitation.html",
        success_url=reverse_lazy("tenants:home"),
        post_reset_login=True,
        post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
    )
)
