"""Addresses of accounts and of notices."""

from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import path

from tenants.http import public_view
from tenants.views.notices import show_notices

app_name = "tenants"

invitation = PasswordResetConfirmView.as_view(
    template_name="tenants/invitation.html",
    success_url="/",
    post_reset_login=True,
    post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
)

urlpatterns = [
    path(
        "account/invitation/<uidb64>/<token>/",
        public_view("the link is the proof")(invitation),
        name="invitation",
    ),
    path("t/<code>/notices/", show_notices, name="notices"),
]
