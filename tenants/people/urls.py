"""Addresses of the people of a tenant."""

from django.urls import path

from tenants.views import granting, invitations, people, people_sheets

PERSON = "t/<code>/people/<uuid:member>/"

of_people = (
    path("t/<code>/people/", people.show_people, name="people"),
    path("t/<code>/people/new/", people.add_person, name="add_person"),
    path("t/<code>/people/export.xlsx", people_sheets.export, name="export_people"),
    path("t/<code>/people/template.xlsx", people_sheets.template, name="people_template"),
    path("t/<code>/people/import/", people_sheets.upload, name="import_people"),
    path("t/<code>/people/import/<uuid:upload>/", people_sheets.show_import, name="people_import"),
    path("t/<code>/people/invite/", invitations.invite_people, name="invite"),
    path("t/<code>/people/sheet/<uuid:sheet>/", invitations.show_sheet, name="sheet"),
    path("t/<code>/people/proposals/", granting.show_proposals, name="proposals"),
    path(
        "t/<code>/people/proposals/<uuid:proposal>/", granting.decide_proposal, name="decide_role"
    ),
    path(f"{PERSON}roles/", granting.change_roles, name="roles"),
    path(PERSON, people.show_person, name="person"),
    path(f"{PERSON}edit/", people.edit_person, name="edit_person"),
    path(f"{PERSON}withdraw/", invitations.withdraw, name="withdraw"),
    path(f"{PERSON}reset/", invitations.reset, name="offer_reset"),
)
