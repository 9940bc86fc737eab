"""The peer's tenants."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Client(TenantMixin):
    """A tenant; saving it makes its schema."""

    name = models.CharField(max_length=100)


class Domain(DomainMixin):
    """django-tenants wants this table; nothing reads it here."""
