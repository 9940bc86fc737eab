"""Addresses of accounts and of notices."""

from django.urls import path

from tenants.door.urls import at_the_door
from tenants.organisation.urls import of_the_organisation
from tenants.views import invitations, people
from tenants.views.notices import show_notices
from tenants.views.settings import change_the_organisation, show_settings

app_name = "tenants"

urlpatterns = [
    *at_the_door,
    path("t/<code>/notices/", show_notices, name="notices"),
    path("t/<code>/people/", people.show_people, name="people"),
    path("t/<code>/people/new/", people.add_person, name="add_person"),
    path("t/<code>/people/invite/", invitations.invite_people, name="invite"),
    path("t/<code>/people/sheet/<uuid:sheet>/", invitations.show_sheet, name="sheet"),
    path("t/<code>/people/<uuid:member>/", people.show_person, name="person"),
    path("t/<code>/people/<uuid:member>/edit/", people.edit_person, name="edit_person"),
    path("t/<code>/people/<uuid:member>/withdraw/", invitations.withdraw, name="withdraw"),
    path("t/<code>/people/<uuid:member>/reset/", invitations.reset, name="offer_reset"),
    path("t/<code>/settings/", show_settings, name="settings"),
    path("t/<code>/settings/organisation/", change_the_organisation, name="organisation"),
    *of_the_organisation,
]
