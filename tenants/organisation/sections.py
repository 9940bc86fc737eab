"""The settings of how a tenant is organised."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tenants.sections import Section

SECTIONS: Final = (
    Section(
        "units",
        _("Units"),
        _("The tree of units, and who holds which post in them."),
        icon="network",
        view="tenants:units",
        ability="settings.read",
        events=(
            *("unit.added", "unit.renamed", "unit.moved", "unit.merged", "unit.ended"),
            *("appointment.made", "appointment.changed", "unit.people_moved"),
        ),
    ),
    Section(
        "posts",
        _("Posts"),
        _("What people can be appointed to, and what routes ask for."),
        icon="briefcase",
        view="tenants:posts",
        ability="settings.read",
        events=("post.added", "post.changed", "post.ended"),
    ),
    Section(
        "groups",
        _("Groups"),
        _("People to whom folders and restricted documents are granted together."),
        icon="users-round",
        view="tenants:groups",
        ability="settings.read",
        events=("group.added", "group.renamed", "group.joined", "group.left", "group.ended"),
    ),
    Section(
        "reorganisations",
        _("Reorganisation"),
        _("Several changes of units, planned and performed as one act."),
        icon="workflow",
        view="tenants:reorganisations",
        ability="settings.read",
        events=(
            *("reorganisation.planned", "reorganisation.step_added"),
            *("reorganisation.step_dropped", "reorganisation.scheduled"),
            *("reorganisation.taken_back", "reorganisation.dropped"),
            *("reorganisation.performed", "reorganisation.stopped"),
        ),
    ),
    Section(
        "vacancies",
        _("Vacancies"),
        _("Units, routes and documents for which nobody is there today."),
        icon="user-x",
        view="tenants:vacancies",
        ability="settings.read",
        events=(),
    ),
)
