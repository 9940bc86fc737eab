"""Every address of the product, one include per app."""

from django.urls import path

from config import health

urlpatterns = [
    path("livez", health.livez),
    path("healthz", health.healthz),
]
