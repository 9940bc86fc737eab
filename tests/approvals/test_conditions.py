"""A stage with a condition is asked when what it names is touched, and the round says why."""

import json

import pytest
from django.utils import translation

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import recall, submit
from approvals.actions.routes import save_route
from approvals.models import Meaning, Round, Stage
from approvals.rounds.conditions import verdicts_of
from approvals.rounds.routing import Roster, duties_of
from approvals.rounds.trail import Trail
from approvals.routes.warnings import warnings_of
from documents import files
from documents.models import Attachment, Document, DocumentType, Revision
from tenants.errors import Refused
from tenants.models import AuditEntry, Unit
from tests.approvals.conftest import Office, make_route, states_of
from tests.approvals.test_route_versions import stage
from tests.library import make_draft, make_effective
from tests.world import PASSWORD, Cast, signed_in

TEXT = (
    "# 1 目的\n\n1.1 规定谁批准采购。\n\n# 2 费用\n\n"
    "2.1 超过 500 元的报批。\n\n2.2 凭票报销，由财务科办理。\n"
)


@pytest.fixture
def document(office: Office) -> Document:
    """A procedure in force, whose minor changes the finance stage sees on conditions only."""
    return make_effective(office, office.ada, text=TEXT)


def route(office: Office, condition: dict[str, list[str]]) -> None:
    finance = {"meaning": Meaning.COUNTERSIGNED, "members": [office.ravi.pk]}
    approve = {"meaning": Meaning.APPROVED, "members": [office.lena.pk]}
    names = {"name_zh": "财务会签", "name_en": "Finance"}
    make = make_route(
        office.procedure, finance | {"condition": condition}, approve, change_class="minor"
    )
    make.stages.filter(position=1).update(**names)


def drafted(office: Office, document: Document, text: str) -> Revision:
    draft = make_draft(document, office.ada, text)
    Revision.objects.filter(pk=draft.pk).update(change_class="minor")
    draft.refresh_from_db()
    return draft


def submitted(office: Office, document: Document, text: str) -> Round:
    return submit(drafted(office, document, text), by=office.ada)


FEES, PURPOSE = ("500 元", "800 元"), ("谁批准", "由谁批准")
RECEIPT = ("凭票", "凭发票")
TABLE = [
    ({"clauses": ["2"]}, FEES, True),
    ({"clauses": ["2"]}, PURPOSE, False),
    ({"clauses": ["2.2"]}, FEES, False),
    ({"clauses": ["9", "2.1"]}, FEES, True),
    ({"amount": ["*"]}, FEES, True),
    ({"amount": ["*"]}, RECEIPT, False),
    ({"words": ["采购"]}, PURPOSE, True),
    ({"words": ["采购"]}, FEES, False),
    ({"words": ["财务 科"]}, RECEIPT, True),
    ({"forms": ["*"]}, FEES, False),
    ({"forms": ["*"], "amount": ["*"]}, FEES, True),
    ({"clauses": ["9"], "words": ["none"]}, FEES, False),
]


@pytest.mark.parametrize(("condition", "change", "is_asked"), TABLE)
def test_a_change_asks_the_stage_whose_rule_it_meets(
    office: Office,
    document: Document,
    condition: dict[str, list[str]],
    change: tuple[str, str],
    *,
    is_asked: bool,
) -> None:
    route(office, condition)
    first, last = duties_of(drafted(office, document, TEXT.replace(*change)), by=office.ada)
    assert first.verdict is not None
    assert first.verdict.holds is is_asked
    assert first.holders == ([office.ravi] if is_asked else [])
    assert last.holders == [office.lena]


@pytest.mark.parametrize("numbers", [["*"], ["other", "qr-1"]])
def test_a_changed_form_asks_for_it_by_its_number(
    office: Office, document: Document, numbers: list[str]
) -> None:
    route(office, {"forms": numbers})
    draft = drafted(office, document, TEXT + "\n2.3 填表。\n")
    file = files.store(b"form", "text/plain")
    Attachment.objects.create(revision=draft, number="QR-1", title="Form", name="f.txt", file=file)
    assert "Ravi" in states_of(submit(draft, by=office.ada))


def test_a_first_issue_touches_everything(office: Office) -> None:
    route(office, {"words": ["never said"]})
    draft = office.draft()
    Revision.objects.filter(pk=draft.pk).update(change_class="minor")
    round = submit(draft, by=office.ada)
    assert "Ravi" in states_of(round)
    assert "nothing to compare" in verdicts_of(round)[0].words()


def test_a_round_without_the_stage_passes_and_says_so(office: Office, document: Document) -> None:
    route(office, {"amount": ["*"], "clauses": ["1"]})
    round = submitted(office, document, TEXT.replace(*RECEIPT))
    sign_step(round.steps.get(), by=office.lena, password=PASSWORD)
    round.refresh_from_db()
    assert round.state == Round.State.PASSED
    with translation.override("zh-hans"):
        [verdict] = verdicts_of(round)
        assert verdict.name == "财务会签"
    entry = AuditEntry.objects.get(event="revision.submitted")
    told = json.loads(bytes(entry.body))["facts"]["conditions"]
    assert told == {"stages": round.verdicts}


def test_what_was_decided_at_submission_stays_when_the_route_changes(
    acme: Cast, office: Office, document: Document
) -> None:
    route(office, {"amount": ["*"]})
    round = submitted(office, document, TEXT.replace(*RECEIPT))
    before = list(round.verdicts)
    last = stage(office.lena)
    save_route((office.procedure, "minor"), [last], by=acme.cora, base=1)
    round.refresh_from_db()
    assert round.verdicts == before
    recall(round, by=office.ada)
    again = submit(round.revision, by=office.ada)
    assert again.verdicts == []


def test_a_scan_that_cannot_be_compared_asks_everybody(office: Office, document: Document) -> None:
    route(office, {"clauses": ["9"]})
    assert document.in_force is not None
    document.in_force.text_blocks.all().delete()
    Revision.objects.filter(pk=document.in_force.pk).update(markdown="", source=None)
    assert "Ravi" in states_of(submitted(office, document, TEXT))


def test_the_last_to_approve_is_always_asked(acme: Cast, office: Office) -> None:
    cell, when = (office.procedure, "minor"), {"amount": ["*"]}
    last = stage(office.lena, condition=when)
    with pytest.raises(Refused, match="always asked"):
        save_route(cell, [stage(office.leo), last], by=acme.cora, base=0)
    signs = stage(office.leo, meaning=Meaning.COUNTERSIGNED)
    with pytest.raises(Refused, match="always asked"):
        save_route(cell, [last, signs], by=acme.cora, base=0)
    with pytest.raises(Refused, match="not one that is known"):
        save_route(
            cell, [stage(office.leo, condition={"moon": ["full"]}), stage()], by=acme.cora, base=0
        )
    route = save_route(
        cell, [stage(office.leo, condition=when), stage(office.lena)], by=acme.cora, base=0
    )
    assert route.stages_in_order()[0].condition == when


def test_a_round_that_nobody_would_sign_is_refused(office: Office, document: Document) -> None:
    """Whatever the table holds: the editor never saves such a route."""
    route(office, {"amount": ["*"]})
    Stage.objects.filter(route__change_class="minor").update(condition={"amount": ["*"]})
    with pytest.raises(Refused, match="no stage of the route would sign"):
        submitted(office, document, TEXT.replace(*RECEIPT))


def test_who_is_not_asked_is_free_for_another_stage(office: Office, document: Document) -> None:
    """One person never reviews and approves, but a review that is left out is none."""
    when = {"amount": ["*"]}
    review = {"meaning": Meaning.REVIEWED, "members": [office.lena.pk], "condition": when}
    approve = {"meaning": Meaning.APPROVED, "members": [office.lena.pk]}
    make_route(office.procedure, review, approve, change_class="minor")
    with pytest.raises(Refused, match="too few"):
        submitted(office, document, TEXT.replace(*FEES))
    draft = Revision.objects.get(state="draft")
    Revision.objects.filter(pk=draft.pk).update(markdown=TEXT.replace(*RECEIPT))
    draft.refresh_from_db()
    assert states_of(submit(draft, by=office.ada)) == {"Lena": "open"}


def test_the_preview_of_a_submission_says_who_is_not_needed_and_why(
    acme: Cast, office: Office, document: Document
) -> None:
    route(office, {"amount": ["*"]})
    draft = drafted(office, document, TEXT.replace(*RECEIPT))
    page = f"/t/acme/documents/{document.number}/revisions/{draft.n}"
    client = signed_in(acme.ada)
    html = client.get(f"{page}/submit/").content.decode()
    assert "Finance" in html
    assert "no amount changes" in html
    client.post(f"{page}/submit/")
    html = client.get(f"{page}/").content.decode()
    assert "no amount changes" in html


def test_the_trail_says_why_somebody_was_asked(office: Office, document: Document) -> None:
    route(office, {"amount": ["*"], "words": ["采购"]})
    round = submitted(office, document, TEXT.replace(*FEES))
    [finance] = [
        entry for entry in Trail.of(round, list(round.steps.all())).entries() if entry.note
    ]
    assert finance.name == "Ravi"
    assert finance.note == "Asked because a passage with an amount changes: 500 元"


def _of(office: Office) -> tuple[Roster, DocumentType, list[Unit]]:
    roster = Roster.of([stage(office.lena, office.leo)])
    return roster, office.procedure, list(Unit.objects.all())


def test_an_act_asks_all_whatever_their_conditions(office: Office) -> None:
    asked = stage(office.leo, condition={"amount": ["*"]})
    found = warnings_of([asked, stage(office.lena)], *_of(office), is_change=False)
    assert any("This concerns all" in warning.text for warning in found)
