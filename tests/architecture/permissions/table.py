"""Who may open which address: a table for each app, and one for what is beneath a revision.

A new address gets its row there; see what it answers, and whether that is what it should.
"""

from typing import Final

from tests.architecture.permissions.approvals import APPROVALS
from tests.architecture.permissions.certification import CERTIFICATION
from tests.architecture.permissions.channels import CHANNELS
from tests.architecture.permissions.config import CONFIG
from tests.architecture.permissions.documents import DOCUMENTS
from tests.architecture.permissions.improvement import IMPROVEMENT
from tests.architecture.permissions.organisation import ORGANISATION
from tests.architecture.permissions.oversight import OVERSIGHT
from tests.architecture.permissions.revisions import REVISIONS
from tests.architecture.permissions.row import Row
from tests.architecture.permissions.tenants import TENANTS

TABLE: Final[dict[str, Row]] = (
    CONFIG
    | TENANTS
    | CHANNELS
    | ORGANISATION
    | OVERSIGHT
    | CERTIFICATION
    | IMPROVEMENT
    | DOCUMENTS
    | APPROVALS
    | REVISIONS
)
