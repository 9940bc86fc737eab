"""Addresses of accounts, of people and of how a tenant is set up."""

from django.urls import path

from tenants.channels.urls import of_channels
from tenants.door.urls import at_the_door
from tenants.organisation.urls import of_the_organisation
from tenants.people.urls import of_people
from tenants.views import audit, glass
from tenants.views.calendar import change_the_calendar
from tenants.views.notices import show_notices
from tenants.views.settings import change_the_organisation, change_the_reminders, show_settings

app_name = "tenants"

urlpatterns = [
    *at_the_door,
    path("t/<code>/audit/", audit.trail, name="audit"),
    path("t/<code>/audit/export.<slug:form>", audit.trail_export, name="audit_export"),
    path("t/<code>/emergency/", glass.open_emergency, name="emergency"),
    path("t/<code>/emergency/end/", glass.end_emergency, name="end_emergency"),
    path("t/<code>/notices/", show_notices, name="notices"),
    *of_channels,
    *of_people,
    path("t/<code>/settings/", show_settings, name="settings"),
    path("t/<code>/settings/organisation/", change_the_organisation, name="organisation"),
    path("t/<code>/settings/reminders/", change_the_reminders, name="reminders"),
    path("t/<code>/settings/calendar/", change_the_calendar, name="calendar"),
    *of_the_organisation,
]
