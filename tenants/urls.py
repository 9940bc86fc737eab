"""Addresses of accounts and of notices."""

from django.urls import path

from tenants.door.urls import at_the_door
from tenants.views import appointments, groups, invitations, people, posts, units
from tenants.views.notices import show_notices
from tenants.views.settings import change_the_organisation, show_settings
from tenants.views.vacancies import show_vacancies

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
    path("t/<code>/settings/units/", units.show_units, name="units"),
    path("t/<code>/settings/units/new/", units.new_unit, name="new_unit"),
    path("t/<code>/settings/units/<slug:unit>/", units.show_unit, name="unit"),
    path("t/<code>/settings/units/<slug:unit>/rename/", units.rename, name="rename_unit"),
    path("t/<code>/settings/units/<slug:unit>/move/", units.move, name="move_unit"),
    path("t/<code>/settings/units/<slug:unit>/merge/", units.merge, name="merge_unit"),
    path("t/<code>/settings/units/<slug:unit>/end/", units.end, name="end_unit"),
    path("t/<code>/settings/units/<slug:unit>/appoint/", units.appoint_in, name="appoint"),
    path("t/<code>/settings/vacancies/", show_vacancies, name="vacancies"),
    path("t/<code>/settings/posts/", posts.show_posts, name="posts"),
    path("t/<code>/settings/posts/new/", posts.new_post, name="new_post"),
    path("t/<code>/settings/posts/<slug:post>/", posts.show_post, name="post"),
    path("t/<code>/settings/posts/<slug:post>/change/", posts.change, name="change_post"),
    path("t/<code>/settings/posts/<slug:post>/end/", posts.end, name="end_post"),
    path("t/<code>/settings/groups/", groups.show_groups, name="groups"),
    path("t/<code>/settings/groups/new/", groups.new_group, name="new_group"),
    path("t/<code>/settings/groups/<uuid:group>/", groups.show_group, name="group"),
    path("t/<code>/settings/groups/<uuid:group>/rename/", groups.rename, name="rename_group"),
    path("t/<code>/settings/groups/<uuid:group>/join/", groups.join, name="join_group"),
    path("t/<code>/settings/groups/<uuid:group>/leave/", groups.leave, name="leave_group"),
    path("t/<code>/settings/groups/<uuid:group>/end/", groups.end, name="end_group"),
    path(
        "t/<code>/settings/appointments/<uuid:appointment>/",
        appointments.show_appointment,
        name="appointment",
    ),
]
