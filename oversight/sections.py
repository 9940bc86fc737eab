"""Pages of the settings about where documents and furniture come from."""

from django.utils.translation import gettext_lazy as _

from tenants.sections import Section

SECTIONS = (
    Section(
        "import",
        _("Import documents"),
        _("Existing Word and Markdown files, with their history, from a ZIP."),
        icon="folder-input",
        view="oversight:import",
        ability="documents.import",
        events=(
            *("import.started", "import.confirmed", "documents.imported"),
            *("register.import_confirmed", "register.imported"),
        ),
    ),
    Section(
        "blueprint",
        _("Blueprint"),
        _("What a newer version of it would add or change here."),
        icon="layers",
        view="oversight:update",
        ability="settings.organisation",
        events=("tenant.blueprint_updated", "tenant.furnished"),
    ),
)
