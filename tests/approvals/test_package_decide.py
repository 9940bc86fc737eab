"""The page to decide on a change package: what that of one document has, and one act for all."""

import pytest
from django.test import Client

from approvals.actions.decisions import return_step
from approvals.actions.package_rounds import submit_package
from approvals.actions.steps import add_signer
from approvals.models import Meaning, Message, Package, Signature, Step
from approvals.models.route import Mode
from documents.models import Document, Revision, ViewedChange
from tenants.errors import Refused
from tenants.models import AuditEntry, Member, Notice
from tenants.scope import new_id
from tests.approvals.conftest import Office, make_route
from tests.approvals.packaging import make, sign, states, submitted, task
from tests.library import make_document, make_draft, make_effective
from tests.world import PASSWORD, Cast, signed_in

DECIDE = "/t/acme/packages/1/decide/"
OLD = "# 1 Purpose\n\n1.1 Say who signs.\n"
NEW = "# 1 Purpose\n\n1.1 Say who signs what.\n\n1.2 And when.\n"


def english(member: Member) -> Client:
    client = signed_in(member)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, revision: Revision) -> str:
    response = client.get(DECIDE, {"document": revision.document.number})
    assert response.status_code == 200
    return str(response.content.decode())


def step_at(step: Step, verb: str) -> str:
    revision = step.round.revision
    at = f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}"
    return f"{at}/steps/{step.pk}/{verb}/"


def names_of(package: Package, state: Step.State) -> list[str]:
    steps = Step.objects.filter(round__package=package, state=state).order_by("member__name")
    return [step.member.name for step in steps.select_related("member")]


@pytest.fixture
def changed(office: Office, acme: Cast) -> Package:
    """Two documents in force that change, each by two passages."""
    documents = [make_effective(office, acme.ada, OLD) for _ in range(2)]
    make(office, *(make_draft(document, acme.ada, NEW) for document in documents))
    package = Package.objects.get()
    submit_package(package, by=acme.ada)
    package.refresh_from_db()
    return package


def test_each_document_is_shown_with_all_that_a_decision_needs(
    office: Office, changed: Package
) -> None:
    ravi = english(office.ravi)
    for revision in changed.revisions():
        shown = page(ravi, revision)
        assert "What this change touches" in shown
        assert "Add a signer" in shown
        assert "Hand on" in shown
        assert "Conversation" in shown
        assert f"/compare/{revision.n - 1}/{revision.n}/viewed/" in shown
    return_step(task(changed, office.ravi), by=office.ravi, comment="Say where, too")
    first, second = changed.revisions()
    Revision.objects.filter(pk=second.pk).update(markdown=f"{NEW}\n1.3 And where.\n")
    submit_package(changed, by=office.ada)
    assert "Nothing has changed since" in page(ravi, first)
    since = ravi.get(DECIDE, {"document": second.document.number}).context["since"]
    assert since.count > 0


def test_signatures_say_what_was_ticked_of_each_document(office: Office, changed: Package) -> None:
    ravi, (first, second) = english(office.ravi), changed.revisions()
    comparison = ravi.get(DECIDE, {"document": first.document.number}).context["comparison"]
    total = comparison.ticks.of
    for fingerprint in comparison.redline.fingerprints.values():
        facts = {"member": office.ravi, "old": comparison.old, "new": first}
        ViewedChange.objects.create(**facts, fingerprint=fingerprint)
    left = f"<b>{total}</b> of {2 * total} changes are not ticked"
    assert left in page(ravi, second)
    key = str(new_id())
    for _twice in range(2):
        said = {"decision": "sign", "key": key, "password": PASSWORD}
        assert ravi.post(DECIDE, said).headers["Location"] == "/tasks/"
    viewed = {
        signature.round.revision_id: (signature.changes_viewed, signature.changes)
        for signature in Signature.objects.filter(signer=office.ravi).select_related("round")
    }
    assert viewed == {first.pk: (total, total), second.pk: (0, total)}


def test_a_package_is_handed_on_with_every_document(
    office: Office, changed: Package, acme: Cast
) -> None:
    ravi, step = english(office.ravi), task(changed, office.ravi)
    assert step_at(step, "hand-on") in page(ravi, step.round.revision)
    for _twice in range(2):
        ravi.post(step_at(step, "hand-on"), {"person": "Ruth (RUTH)", "why": "On leave"})
    assert names_of(changed, Step.State.HANDED_ON) == ["Ravi", "Ravi"]
    assert names_of(changed, Step.State.OPEN) == ["Ruth", "Ruth"]
    told = Notice.objects.filter(kind="step_handed_to", recipient=acme.ruth)
    assert told.count() == 1
    assert AuditEntry.objects.filter(event="step.handed_on").count() == 2
    sign(changed, acme.ruth, office.lena, office.leo)
    assert states(changed) == {"approved"}


def test_a_signer_is_added_to_every_document_and_taken_back(
    office: Office, changed: Package, acme: Cast
) -> None:
    ravi, step = english(office.ravi), task(changed, office.ravi)
    form = {"person": "Ruth (RUTH)", "place": "before", "why": "Law", "due_days": "2"}
    ravi.post(step_at(step, "add"), form)
    assert names_of(changed, Step.State.OPEN) == ["Ruth", "Ruth"]
    assert names_of(changed, Step.State.WAITING)[-2:] == ["Ravi", "Ravi"]
    assert Notice.objects.filter(kind="signature_asked").count() == 1
    added = task(changed, acme.ruth)
    assert "Added, not signed yet" in page(ravi, added.round.revision)
    ravi.post(step_at(added, "take-back"))
    assert names_of(changed, Step.State.OPEN) == ["Ravi", "Ravi"]
    assert Notice.objects.filter(kind="step_open_again").count() == 0  # Ravi did it himself
    after = add_signer(
        task(changed, office.ravi), acme.ruth, by=office.ravi, place=Step.Place.AFTER, why="Law"
    )
    sign(changed, office.ravi)
    assert names_of(changed, Step.State.OPEN) == ["Ruth", "Ruth"]
    sign(changed, acme.ruth, office.lena, office.leo)
    after.refresh_from_db()
    assert after.state == Step.State.SIGNED
    assert states(changed) == {"approved"}


def test_who_prepared_a_part_is_not_added_to_any(office: Office, changed: Package) -> None:
    step = task(changed, office.ravi)
    with pytest.raises(Refused, match="prepared it"):
        add_signer(step, office.ada, by=office.ravi, place=Step.Place.BEFORE, why="Knows it")
    assert names_of(changed, Step.State.OPEN) == ["Ravi", "Ravi"]


def test_people_talk_about_each_document(office: Office, changed: Package) -> None:
    ravi, (first, second) = english(office.ravi), changed.revisions()
    at = f"/t/acme/documents/{second.document.number}/revisions/{second.n}/talk/"
    said = {"body": "Why 1.2?", "to": str(office.ada.pk), "on": "decide", "key": str(new_id())}
    back = ravi.post(at, said, follow=True)
    assert back.redirect_chain[-1][0] == f"{DECIDE}?document={second.document.number}"
    assert Message.objects.get().round.revision == second
    assert "Why 1.2?" in page(ravi, second)
    assert "Why 1.2?" not in page(ravi, first)


def test_a_document_that_is_none_of_the_package_shows_the_first(office: Office) -> None:
    package, other = submitted(office, count=2), office.draft()
    ravi = english(office.ravi)
    assert package.revisions()[0].document.number in page(ravi, other)
    assert f">{other.document.number}" not in page(ravi, other)


def test_who_has_more_to_decide_in_it_is_not_told_of_what_is_over(office: Office) -> None:
    """The instruction still asks for Leo when any one of both has signed the procedure."""
    either = {"mode": Mode.ANY, "members": [office.lena.pk, office.leo.pk]}
    office.procedure.routes.update(is_current=False, number=9)
    make_route(office.procedure, {"meaning": Meaning.APPROVED, **either})
    make_route(office.instruction, {"meaning": Meaning.APPROVED, "members": [office.leo.pk]})
    instruction = make_document(office, office.ada, "One window")
    Document.objects.filter(pk=instruction.pk).update(document_type=office.instruction)
    instruction.refresh_from_db()
    package = submitted(office, office.draft(), make_draft(instruction, office.ada))
    sign(package, office.lena)
    assert names_of(package, Step.State.NOT_REQUIRED) == ["Leo"]
    assert names_of(package, Step.State.OPEN) == ["Leo"]
    assert not Notice.objects.filter(kind="package_not_required").exists()
    sign(package, office.leo)
    assert states(package) == {"approved"}
