"""Addresses of accounts, of people and of how a tenant is set up."""

from django.urls import path

from tenants.door.urls import at_the_door
from tenants.organisation.urls import of_the_organisation
from tenants.people.urls import of_people
from tenants.views import (
    audit,
    granting,
    invitations,
    people,
)
from tenants.views.calendar import change_the_calendar
from tenants.views.notices import show_notices
from tenants.views.settings import change_the_organisation, change_the_reminders, show_settings

app_name = "tenants"

urlpatterns = [
    *at_the_door,
    path("t/<code>/audit/", audit.trail, name="audit"),
    path("t/<code>/audit/export.<slug:form>", audit.trail_export, name="audit_export"),
    path("t/<code>/notices/", show_notices, name="notices"),
    *of_people,
    path("t/<code>/people/", people.show_people, name="people"),
    path("t/<code>/people/new/", people.add_person, name="add_person"),
    path("t/<code>/people/invite/", invitations.invite_people, name="invite"),
    path("t/<code>/people/sheet/<uuid:sheet>/", invitations.show_sheet, name="sheet"),
    path("t/<code>/people/proposals/", granting.show_proposals, name="proposals"),
    path(
        "t/<code>/people/proposals/<uuid:proposal>/", granting.decide_proposal, name="decide_role"
    ),
    path("t/<code>/people/<uuid:member>/roles/", granting.change_roles, name="roles"),
    path("t/<code>/people/<uuid:member>/", people.show_person, name="person"),
    path("t/<code>/people/<uuid:member>/edit/", people.edit_person, name="edit_person"),
    path("t/<code>/people/<uuid:member>/withdraw/", invitations.withdraw, name="withdraw"),
    path("t/<code>/people/<uuid:member>/reset/", invitations.reset, name="offer_reset"),
    path("t/<code>/settings/", show_settings, name="settings"),
    path("t/<code>/settings/organisation/", change_the_organisation, name="organisation"),
    path("t/<code>/settings/reminders/", change_the_reminders, name="reminders"),
    path("t/<code>/settings/calendar/", change_the_calendar, name="calendar"),
    *of_the_organisation,
]
