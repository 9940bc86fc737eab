"""Addresses of people's accounts."""

from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import path

from tenants.http import public_view

app_name = "tenants"

invitation = PasswordResetConfirmView.as_view(
    template_name="tenants/invitation.html",
    success_url="/",
    post_reset_login=True,
    post_reset_login_backend="django.contrib.auth.backends.ModelBackend",
)

urlpatterns = [
    path(
        "invitation/<uidb64>/<token>/",
        public_view("the link is the proof")(invitation),
        name="invitation",
    ),
]
