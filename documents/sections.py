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
        "numbers",
        _("Numbers"),
        _("Patterns with a preview, counters, reserved numbers."),
        icon="hash",
        view="documents:numbers",
        ability="settings.documents",
        events=(
            "number_pattern.changed",
            "counter.advanced",
            "numbers.reserved",
            "numbers.released",
        ),
    ),
    Section(
        "folders",
        _("Folders and grants"),
        _("Where documents stand, which folders are closed, and who sees those."),
        icon="folder",
        view="documents:folders",
        ability="settings.documents",
        events=(
            *("folder.added", "folder.renamed", "access.restricted", "access.opened"),
            *("grant.given", "grant.withdrawn"),
        ),
    ),
    Section(
        "drafting",
        _("Drafting and comments"),
        _("Whether comments have to be resolved before anybody approves."),
        icon="messages-square",
        view="documents:drafting",
        ability="settings.documents",
        events=("drafting.changed",),
    ),
    Section(
        "standing_rules",
        _("New staff"),
        _("What whoever joins has to read, by level or by a list, and within how many days."),
        icon="user-plus",
        view="documents:standing_rules",
        ability="settings.documents",
        events=("standing_rule.added", "standing_rule.ended"),
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
    Section(
        "files",
        _("Files"),
        _("Room on the disk, which files are taken, whether they are scanned for viruses."),
        icon="hard-drive",
        view="documents:files",
        ability="settings.documents",
        events=(),
    ),
)
