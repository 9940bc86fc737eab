"""The fixed words of a set page."""

from django.utils.translation import gettext as _


def labels() -> dict[str, str]:
    """Return the fixed words in the active language."""
    return _head_and_foot() | _cover() | _history_and_signatures()


def _head_and_foot() -> dict[str, str]:
    return {
        "page": _("Page %(page)s of %(pages)s"),
        "controlled": _("Controlled"),
        "uncontrolled": _("Uncontrolled"),
        "printed_copy": _("A printed copy without the controlled stamp is uncontrolled."),
        "manifest": _("Manifest %(digits)s"),
        "extracted": _("Laid out from the extracted text of the source file."),
        "image": _("[Image: %(text)s]"),
    }


def _cover() -> dict[str, str]:
    return {
        "number": _("Document number"),
        "revision": _("Edition and revision status"),
        "control_status": _("Control status"),
        "copy_number": _("Issue number"),
        "security": _("Security class"),
        "unclassified": _("Not classified"),
        "owning_unit": _("Owning department"),
        "issued_on": _("Issue date"),
        "effective_on": _("Effective date"),
        "remarks": _("Remarks"),
    }


def _history_and_signatures() -> dict[str, str]:
    return {
        "history": _("Revision history"),
        "version": _("Revision"),
        "date": _("Date"),
        "change_class": _("Change class"),
        "summary": _("Summary of changes"),
        "prepared_by": _("Prepared by"),
        "approved_by": _("Approved by"),
        "signatures": _("Signatures"),
        "meaning": _("Meaning of signature"),
        "name": _("Signatory"),
        "post": _("Post"),
        "signed_on": _("Signed on"),
        "signed_at": _("Time of signature"),
        "authenticated_by": _("Identity confirmed by"),
        "sealed_by": _("Seal: key, value"),
        "bound": _("Every signature is bound to the content with this SHA-256:"),
        "seal_keys": _("Fingerprint of the key of the seals:"),
        "scan": _("Scan to see which revision is in force now."),
    }
