"""Forms of an organisation."""

from django.utils.translation import gettext_lazy as _

from tenants.changing import ChangeForm
from tenants.models import Tenant


class OrganisationForm(ChangeForm):
    """What an organisation says of itself."""

    class Meta:
        model = Tenant
        fields = ("name_zh", "name_en", "letterhead", "time_zone", "language")
        help_texts = {
            "letterhead": _("One line at the head of PDFs and prints; the name if it is empty."),
            "time_zone": _("Example: Asia/Shanghai. Days begin and documents take effect by it."),
            "language": _("Of new accounts, until their owners choose another."),
        }
