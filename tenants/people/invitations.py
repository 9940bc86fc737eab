"""Invitations: a new person sets a password by a link that works once, for some days."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import override

from tenants.models import Tenant, User


def invitation_link(user: User) -> str:
    """Return the address where this person sets the first password; "" when one is set."""
    if user.has_usable_password():
        return ""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return f"{settings.SITE_URL}{reverse('tenants:invitation', args=[uid, token])}"


def invite(user: User, tenant: Tenant) -> None:
    """Tell a person, once the change is saved, that they belong to the tenant and how to enter."""
    address = user.email
    if not address:
        return
    with override(user.language):
        context = {"tenant": tenant, "link": invitation_link(user), "site": settings.SITE_URL}
        subject, _, body = render_to_string("tenants/email/invitation.txt", context).partition("\n")
    # Robust: a mail server that is down must not undo the tenant; the link is shown as well.
    transaction.on_commit(
        lambda: send_mail(subject, body.strip() + "\n", None, [address]), robust=True
    )
