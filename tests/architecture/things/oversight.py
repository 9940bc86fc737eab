"""Something of each kind that oversight has, to ask addresses for."""

import datetime as dt
from io import BytesIO

from django.utils import timezone

from documents.models import Clause, Revision
from oversight.actions.circulations import send_round
from oversight.actions.findings import add_evidence, raise_finding
from oversight.actions.importing import start_import
from oversight.actions.registers import Defaults, upload_register
from oversight.importing import sample
from oversight.importing.registers.handing_out import template_sheet
from oversight.models import (
    ClauseExclusion,
    Examination,
    Finding,
    FollowUp,
    FollowUpEntry,
    ImportRun,
    RegisterImport,
)
from tenants.scope import new_id
from tests.approvals.conftest import Office
from tests.certificates import hold
from tests.circulating import set_route
from tests.library import picture_bytes
from tests.oversight.finding import answered, found, verified
from tests.reviews import decide_one, enter_one, hold_one, set_one
from tests.world import Cast


def make_round(*, opened: bool) -> Examination:
    """Prepare a round of examination; open it for everybody."""
    now = timezone.now()
    facts = {"state": "open", "opened_at": now} if opened else {}
    due_at = now + dt.timedelta(days=30)
    return Examination.objects.create(name="H1", year=2026, half=1, due_at=due_at, **facts)


def make_exclusion(cast: Cast) -> ClauseExclusion:
    """Ask to find a clause not applicable."""
    clause = Clause.objects.get(edition__state="current", number="8.5.5")
    facts = {"reason": "None", "asked_by": cast.cora, "asked_on": cast.tenant.today()}
    return ClauseExclusion.objects.create(clause=clause, **facts)


def make_finding(office: Office, cast: Cast, revision: Revision) -> Finding:
    """Let an audit of today have found something in a text, which Ada answers."""
    audit = hold(cast.cora, cast.tenant.today())
    facts = {
        "grade": "minor",
        "clause": Clause.objects.get(edition__state="current", number="7.5"),
        "unit": office.office,
        "document": revision.document,
        "seen": "An old list",
        "owner": cast.ada,
        "verifier": cast.ravi,
        "due_on": cast.tenant.today(),
    }
    made = raise_finding(audit, facts, by=cast.cora)
    add_evidence(made, words="So", file=(BytesIO(picture_bytes()), "list.png"), by=cast.ada)
    return made


def make_circulation(office: Office, cast: Cast) -> dict[str, str]:
    """Let ravi be asked to sign that a finding is closed which Ruth answered."""
    set_route("major_finding", [cast.ravi], by=cast.cora)
    finding = verified(answered(found(cast, office, grade="major"), cast.ruth), cast.ravi)
    circulation = send_round(finding, by=cast.cora, words="Accepted.")
    return {"circulation": str(circulation.pk), "signing": str(circulation.steps.get().pk)}


def make_follow_up(cast: Cast) -> FollowUp:
    """Let the tenant have been asked about its overdue reviews."""
    follow_up = FollowUp.objects.create(
        tenant=cast.tenant,
        number=1,
        indicator="reviews_overdue",
        due_on=cast.tenant.today(),
        key=new_id(),
    )
    said = {"kind": "issued", "words": "Why so late?", "by": new_id()}
    FollowUpEntry.objects.create(follow_up=follow_up, n=1, **said)
    return follow_up


def make_import(office: Office, cast: Cast) -> ImportRun:
    """Upload an archive that nobody has looked into yet."""
    return start_import(
        BytesIO(sample.archive()),
        "sample.zip",
        document_type=office.procedure,
        unit=office.office,
        owner=cast.ada,
        by=cast.cora,
    )


def make_register(cast: Cast) -> RegisterImport:
    """Upload a register that nobody has looked at yet."""
    return upload_register(template_sheet(), "list.xlsx", Defaults(cast.ada), by=cast.cora)


def make_reviewed(cast: Cast, day: dt.date) -> dict[str, str]:
    """Hold a management review that decided something which ada does."""
    review = hold_one(cast.cora, day)
    decided = decide_one(review, cast.ada, day)
    return {"management_review": str(review.pk), "decision": str(decided.pk)}


def make_objective(cast: Cast, day: dt.date) -> dict[str, str]:
    """Set an objective of ada's with a result that rests on a file."""
    objective = set_one(cast.ada, day)
    file = {"file": BytesIO(picture_bytes()), "file_name": "count.png"}
    result = enter_one(objective, day.replace(day=1), 96, cast.ada, **file)
    return {"objective": str(objective.pk), "result": str(result.pk)}
