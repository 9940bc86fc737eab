"""Addresses of accounts and of notices."""

from django.urls import path

from tenants.door.urls import at_the_door
from tenants.organisation.urls import of_the_organisation
from tenants.views import (
    account,
    audit,
    entrance,
    invitations,
    people,
    profile,
)
from tenants.views.calendar import change_the_calendar
from tenants.views.notices import show_notices
from tenants.views.settings import change_the_organisation, show_settings

app_name = "tenants"

urlpatterns = [
    *at_the_door,
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("sign-in/forgotten/", account.ask_for_link, name="forgotten"),
    path("account/", profile.show_account, name="account"),
    path("account/password/", profile.change_password, name="change_password"),
    path("account/sessions/end/", profile.end_sessions, name="end_sessions"),
    path("account/reset/<uidb64>/<token>/", account.reset, name="reset"),
    path(
        "account/invitation/<slug:zone>/<uuid:invitation>/<token>/",
        entrance.accept,
        name="invitation",
    ),
    path("account/code/", entrance.enter_by_code, name="code"),
    path("t/<code>/audit/", audit.trail, name="audit"),
    path("t/<code>/audit/export.<slug:form>", audit.trail_export, name="audit_export"),
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
    path("t/<code>/settings/calendar/", change_the_calendar, name="calendar"),
    *of_the_organisation,
]
