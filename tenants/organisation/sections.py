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
            *("appointment.made", "appointment.changed"),
        ),
    ),
)
