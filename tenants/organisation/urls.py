"""Addresses of how a tenant is organised: units, posts, groups, reorganisations, vacancies."""

from django.urls import path

from tenants.views import appointments, groups, posts, units
from tenants.views import reorganisations as plans
from tenants.views.vacancies import show_vacancies

PLAN = "t/<code>/settings/reorganisations/<uuid:plan>/"

of_the_organisation = [
    path("t/<code>/settings/units/", units.show_units, name="units"),
    path("t/<code>/settings/units/new/", units.new_unit, name="new_unit"),
    path("t/<code>/settings/units/<slug:unit>/", units.show_unit, name="unit"),
    path("t/<code>/settings/units/<slug:unit>/rename/", units.rename, name="rename_unit"),
    path("t/<code>/settings/units/<slug:unit>/move/", units.move, name="move_unit"),
    path("t/<code>/settings/units/<slug:unit>/merge/", units.merge, name="merge_unit"),
    path("t/<code>/settings/units/<slug:unit>/end/", units.end, name="end_unit"),
    path("t/<code>/settings/units/<slug:unit>/appoint/", units.appoint_in, name="appoint"),
    path("t/<code>/settings/reorganisations/", plans.show_plans, name="reorganisations"),
    path("t/<code>/settings/reorganisations/new/", plans.new_plan, name="new_plan"),
    path(PLAN, plans.show_plan, name="reorganisation"),
    path(f"{PLAN}add/", plans.add, name="add_step"),
    path(f"{PLAN}drop/", plans.drop, name="drop_step"),
    path(f"{PLAN}perform/", plans.perform, name="perform_plan"),
    path(f"{PLAN}take-back/", plans.take_back, name="take_back"),
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
        "t/<code>/people/<uuid:member>/appoint/",
        appointments.appoint_person,
        name="appoint_person",
    ),
    path(
        "t/<code>/settings/appointments/<uuid:appointment>/",
        appointments.show_appointment,
        name="appointment",
    ),
]
