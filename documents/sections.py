"""What documents put into the settings."""

from django.utils.translation import gettext_lazy as _

from tenants.sections import Section

SECTIONS = (
    Section(
        "types",
        _("Document types"),
        _("Levels, review intervals, who may sign, expiry, folders."),
        icon="layers",
        view="documents:types",
        ability="settings.documents",
        events=("document_type.added", "document_type.changed"),
    ),
    Section(
        "versions",
        _("Versions and languages"),
        _("How versions are written, and which languages documents may have."),
        icon="languages",
        view="documents:versions",
        ability="settings.documents",
        events=("versions.changed",),
    ),
)
