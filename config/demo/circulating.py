"""Let a tenant of the demo have a route of its own, and a closing that is on its way along it."""

from collections.abc import Mapping
from typing import Final

from approvals.actions.routes import save_route
from approvals.models import Meaning, Stage
from approvals.models.route import Affair
from oversight.actions.circulations import send_round
from oversight.models import Finding
from tenants.models import Member

STAGES: Final = (
    ("miro", Meaning.REVIEWED, "管理者代表审核", "Review by the management representative"),
    ("ravi", Meaning.APPROVED, "批准", "Approve"),
)
GROUND: Final = "纠正措施已落实，程序修订稿已提交审批。"


def circulate(members: Mapping[str, Member]) -> None:
    """Set who signs that a minor nonconformity is closed, and send one round that was verified."""
    finding = Finding.objects.filter(state=Finding.State.VERIFIED, grade="minor").first()
    if finding is None or not members.keys() >= {"cora", "miro", "ravi"}:
        return
    stages = [
        Stage(name_zh=zh, name_en=en, meaning=meaning, members=[members[key].pk])
        for key, meaning, zh, en in STAGES
    ]
    save_route((None, Affair.MINOR), stages, by=members["cora"], base=0)
    send_round(finding, by=members["cora"], words=GROUND)
