"""Mails about an account: in the person's language, with links that trust no Host header."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override

from tenants.models import User


def write_to(user: User, kind: str, **context: object) -> None:
    """Send the mail `tenants/email/<kind>.txt`: its first line is the subject."""
    if not user.email:
        return
    with override(user.language):
        words = render_to_string(f"tenants/email/{kind}.txt", {"site": site(), **context})
    subject, _, body = words.strip().partition("\n")
    send_mail(subject, body.strip() + "\n", None, [user.email])


def site(path: str = "") -> str:
    """Return the whole address of a page."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
