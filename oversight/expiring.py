"""Everything that ends or is due, of all rooms: what the clock reminds of and the city counts."""

from typing import Final

from approvals.expiring.kind import Expiring
from approvals.expiring.kinds import EXPIRING as BELOW
from oversight.audits.kinds import EXPIRING as FINDINGS
from oversight.certification.kinds import KINDS as CERTIFICATES
from oversight.circulation.kinds import EXPIRING as CIRCULATIONS
from oversight.examination.kinds import KINDS as EXAMINATIONS
from oversight.improvement.kinds import KINDS as IMPROVEMENT
from oversight.notices import FOLLOW_UP_DUE

EXPIRING: Final[tuple[Expiring, ...]] = (
    *BELOW,
    *CERTIFICATES,
    *FINDINGS,
    *CIRCULATIONS,
    *EXAMINATIONS,
    *IMPROVEMENT,
    FOLLOW_UP_DUE,
)
