"""What the audit trail says of approvals and acknowledgements."""

from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTS: Final = {
    "withdrawal": _("Withdrawal"),
    "restoration": _("Restoration"),
    "retirement": _("Retirement"),
    "review": _("Periodic review"),
}
HAPPENED: Final = {
    "asked": _("asked for"),
    "approved": _("approved"),
    "returned": _("returned"),
    "rejected": _("rejected"),
    "recalled": _("recalled"),
    "seen": _("seen"),
}
EVENTS: Final[dict[str, str | Promise]] = {
    **{
        f"{act}.{how}": format_lazy("{what}: {how}", what=what, how=word)
        for act, what in ACTS.items()
        for how, word in HAPPENED.items()
    },
    "delegation.ended": _("Delegation ended"),
    "delegation.set": _("Delegation set"),
    "member.handed_over": _("Work handed over"),
    "member.left_involuntarily": _("Gone, work given to the document controller"),
    "package.activated": _("Change package in force"),
    "package.approved": _("Change package approved"),
    "package.cancelled": _("Change package cancelled"),
    "package.changed": _("Change package changed"),
    "package.draft_added": _("Draft put into a change package"),
    "package.draft_removed": _("Draft taken out of a change package"),
    "package.made": _("Change package begun"),
    "package.recalled": _("Change package recalled"),
    "package.rejected": _("Change package rejected"),
    "package.returned": _("Change package returned"),
    "package.submitted": _("Change package submitted"),
    "readers.urged": _("Readers urged"),
    "review.corrected": _("Verdict of a review corrected"),
    "review.planned": _("Periodic review planned"),
    "review.settled": _("Periodic review done"),
    "reviews.planned": _("Periodic reviews planned"),
    "revision.acknowledged": _("Revision acknowledged"),
    "revision.recalled": _("Revision recalled"),
    "revision.rejected": _("Revision rejected"),
    "revision.returned": _("Revision returned"),
    "revision.seen": _("Revision seen"),
    "revision.signed": _("Revision signed"),
    "revision.submitted": _("Revision submitted"),
    "round.answer": _("Question answered"),
    "round.comment": _("Comment to the round"),
    "round.rereading": _("Whether staff read it anew"),
    "round.question": _("Question asked"),
    "route.changed": _("Approval route changed"),
    "route.withdrawn": _("Approval route taken out of use"),
    "signature.not_confirmed": _("Who signs was not confirmed"),
    "round.informed": _("Others informed of a round"),
    "signature.wrong_password": _("Wrong password at signing"),
    "reading.exempted": _("Exempt from reading"),
    "reading.exemption_ended": _("Exemption from reading ended"),
    "step.added": _("Signer added"),
    "step.handed_on": _("Step handed on"),
    "step.taken_back": _("Added signer taken back"),
    "step.urged": _("Step urged"),
}
FACTS: Final[dict[str, str | Promise]] = {
    "earlier": _("Who acknowledged an earlier version"),
    "is_override": _("Otherwise than the change class proposes"),
    "reads_anew": _("Read anew"),
    "absent": pgettext_lazy("fact", "Is absent"),
    "beside": pgettext_lazy("fact", "Beside whose step"),
    "change_class": pgettext_lazy("fact", "Change class"),
    "changed": _("Number of changes"),
    "conditions": pgettext_lazy("fact", "Conditions"),
    "copied": pgettext_lazy("fact", "Copied"),
    "copied_from": pgettext_lazy("fact", "Copied from"),
    "day": _("Day"),
    "delegator": pgettext_lazy("fact", "For whom"),
    "deputy": pgettext_lazy("fact", "Deputy"),
    "document_type": pgettext_lazy("fact", "Document type"),
    "documents": _("Its documents"),
    "first": _("First day"),
    "for_name": _("In place of"),
    "for_post": _("Post of whom they stand in for"),
    "from": pgettext_lazy("fact", "First day"),
    "handed_from": pgettext_lazy("fact", "Handed on by"),
    "instead_of": _("In place of"),
    "last": _("Last day"),
    "late": _("Later than due"),
    "message": pgettext_lazy("fact", "Message"),
    "next_due": _("Next review"),
    "package": _("Change package"),
    "people": _("People"),
    "person": _("Person"),
    "place": pgettext_lazy("fact", "Before or after"),
    "reviewer": _("Reviewer"),
    "verdict": _("Verdict"),
    "viewed": _("Changes viewed"),
    "why": pgettext_lazy("fact", "Reason"),
}
