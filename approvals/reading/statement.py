"""What a reader states when they acknowledge: the tenant's words, else the product's."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.models import Revision
from tenants.errors import Refused
from tenants.models import Tenant


def statement_of(tenant: Tenant, revision: Revision) -> str:
    """Return the statement in the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    own = tenant.statement_zh if is_chinese else tenant.statement_en
    if own:
        return own.replace("{label}", revision.label)
    return _("I have read %(label)s in full, understand it, and will work to it.") % {
        "label": revision.label
    }


def check_statement(shown: str, statement: str) -> None:
    """Refuse a statement other than the one that holds now: nobody stated that."""
    if shown and shown != statement:
        raise Refused(_("The statement was changed meanwhile. Read it again, then acknowledge."))
