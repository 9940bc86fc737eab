"""Exemptions' place in the settings."""

from django.utils.translation import gettext_lazy as _

from tenants.sections import Section

SECTION = Section(
    name="exemptions",
    label=_("Exemptions from reading"),
    about=_("Who need not acknowledge what, until when, why, and who said so."),
    icon="user-x",
    view="approvals:exemptions",
    ability="documents.control",
    events=("reading.exempted", "reading.exemption_ended"),
)
