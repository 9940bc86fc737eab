"""Why a revision is acknowledged no more: said to who opens it, and to who comes too late."""

from django.utils.translation import gettext as _

from documents.models import Document, Revision

TAKEN = (Revision.State.APPROVED, Revision.State.EFFECTIVE)


def why_not(revision: Revision) -> str:
    """Say why the revision cannot be acknowledged; "" when it can."""
    document = revision.document
    named = {"number": document.number, "label": revision.label}
    if revision.state == Revision.State.SUPERSEDED:
        newest = document.revisions.filter(state=Revision.State.EFFECTIVE).first()
        words = _(
            "%(label)s has been replaced by %(new)s. Nothing was recorded of %(label)s: read what"
            " %(new)s changes, and acknowledge that."
        )
        return words % {**named, "new": newest.label if newest else "…"}
    if document.state == Document.State.WITHDRAWN:
        return _("%(number)s is withdrawn: nothing of it is acknowledged.") % named
    if document.state == Document.State.RETIRED:
        return _("%(number)s is retired: nothing of it is acknowledged any more.") % named
    if revision.state == Revision.State.CANCELLED:
        return _("%(number)s %(label)s was cancelled: it will not take effect.") % named
    if revision.state not in TAKEN:
        return _("Only a revision that is in force, or about to be, can be acknowledged.")
    return ""
