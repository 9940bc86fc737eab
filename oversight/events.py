"""What the audit trail says of opening and running tenants."""

from typing import Final

from django.utils.translation import gettext_lazy as _

EVENTS: Final = {
    "demo.loaded": _("Demo data loaded"),
    "documents.imported": _("Documents imported"),
    "import.confirmed": _("Import confirmed"),
    "import.started": _("Import started"),
    "register.import_confirmed": _("Import of a register confirmed"),
    "register.imported": _("Register imported"),
    "tenant.provisioned": _("Provisioned"),
    "tenant.reactivated": _("Reactivated"),
    "tenant.renamed": _("Renamed"),
    "tenant.suspended": _("Suspended"),
}
