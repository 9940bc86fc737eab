"""The routes' place in the settings."""

from django.utils.translation import gettext_lazy as _

from tenants.sections import Section

SECTION = Section(
    name="routes",
    label=_("Approval routes"),
    about=_("Who reviews and approves each document type and change class, in which order."),
    icon="route",
    view="approvals:routes",
    ability="settings.documents",
    events=("route.changed", "route.withdrawn"),
)
