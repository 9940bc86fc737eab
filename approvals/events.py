"""What the audit trail says of approvals and acknowledgements."""

from typing import Final

from django.utils.translation import gettext_lazy as _

EVENTS: Final = {
    "delegation.ended": _("Delegation ended"),
    "delegation.set": _("Delegation set"),
    "member.handed_over": _("Work handed over"),
    "member.left_involuntarily": _("Gone, work given to the document controller"),
    "revision.acknowledged": _("Revision acknowledged"),
    "revision.recalled": _("Revision recalled"),
    "revision.rejected": _("Revision rejected"),
    "revision.returned": _("Revision returned"),
    "revision.seen": _("Revision seen"),
    "revision.signed": _("Revision signed"),
    "revision.submitted": _("Revision submitted"),
    "route.changed": _("Approval route changed"),
    "route.withdrawn": _("Approval route taken out of use"),
    "signature.wrong_password": _("Wrong password at signing"),
}
