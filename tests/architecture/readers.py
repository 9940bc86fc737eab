"""Who reads and who does not, to ask addresses for."""

from django.utils import timezone

from approvals.actions.delegations import set_delegation
from approvals.actions.exemptions import exempt
from approvals.models import Delegation
from documents.actions.standing import add_standing_rule
from documents.models import Exemption, StandingRule
from tests.approvals.conftest import Office
from tests.world import Cast


def make_rule(cast: Cast) -> StandingRule:
    """Let new staff read all procedures."""
    return add_standing_rule(name="Procedures", level=2, within_days=30, by=cast.cora)


def make_exemption(cast: Cast) -> Exemption:
    """Let Otto, who reads nothing anyway, off everything."""
    today = timezone.localdate()
    return exempt(cast.otto, None, why="Audits", until=today, by=cast.cora)


def make_delegation(office: Office, cast: Cast) -> Delegation:
    """Let one leader stand in for the other."""
    today = cast.tenant.today()
    return set_delegation(
        delegator=office.lena,
        deputy=office.leo,
        first=today,
        last=today,
        reason="Leave",
        by=cast.cora,
    )
