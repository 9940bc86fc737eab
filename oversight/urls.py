"""Addresses of the city's pages, all inside the city's scope."""

from django.urls import path

from oversight.views import overview, zones

app_name = "oversight"

urlpatterns = [
    path("", overview.show, name="overview"),
    path("zones/new/", zones.new, name="new_zone"),
    path("zones/<slug:code>/", zones.show, name="zone"),
]
