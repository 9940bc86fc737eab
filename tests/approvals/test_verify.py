"""A signature verifies as long as every word of it is what was signed."""

import datetime as dt
from uuid import uuid4

import pytest

from approvals.actions.decisions import return_step
from approvals.actions.rounds import submit
from approvals.models import Round, Signature
from approvals.rounds.verification import verify
from documents.content import signed_text
from tests.approvals.conftest import Office, approve
from tests.world import Cast

FORGED = {
    "name": "Eve",
    "post": "Mayor",
    "meaning": "reviewed",
    "method": "session",
    "manifest_sha256": "0" * 64,
    "signed_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    "signer_id": uuid4(),
    "step_id": uuid4(),
    "id": uuid4(),
}


def verify_with(round: Round, genuine: Signature, *instead: Signature) -> list[str]:
    """Verify as if other rows stood in the place of one; the serving role may not change it."""
    others = [s for s in round.signatures.all() if s.pk != genuine.pk]
    round._prefetched_objects_cache = {"signatures": [*others, *instead]}  # type: ignore[attr-defined]
    return verify(round)


@pytest.mark.parametrize("field", FORGED)
def test_one_changed_field_shows(acme: Cast, office: Office, field: str) -> None:
    approve(office, office.draft())
    round = Round.objects.get()
    assert verify(round) == []
    genuine = round.signatures.get(signer=office.leo)
    facts = {f.attname: getattr(genuine, f.attname) for f in Signature._meta.concrete_fields}
    assert verify_with(round, genuine, Signature(**facts)) == []
    assert verify_with(round, genuine, Signature(**facts | {field: FORGED[field]}))


def test_a_missing_signature_shows(acme: Cast, office: Office) -> None:
    approve(office, office.draft())
    round = Round.objects.get()
    assert verify_with(round, round.signatures.get(signer=office.leo))


def test_a_signature_moved_to_another_round_shows(acme: Cast, office: Office) -> None:
    approve(office, office.draft())
    approve(office, office.draft())
    one, other = Round.objects.all()
    foreign = other.signatures.get(signer=office.leo)
    assert verify_with(one, one.signatures.get(signer=office.leo), foreign)


def test_a_round_that_was_returned_keeps_what_was_signed_in_it(acme: Cast, office: Office) -> None:
    draft = office.draft()
    first = submit(draft, by=office.ada)
    step = first.steps.get(member=office.ravi)
    return_step(step, by=office.ravi, comment="Say who archives.")
    draft.refresh_from_db()
    draft.markdown = "# Purpose\n\nThe office archives."
    draft.save(update_fields=["markdown"])
    second = submit(draft, by=office.ada)
    texts = [signed_text(bytes(round.manifest or b"")) for round in (first, second)]
    assert [text[-1].text for text in texts] == [
        "2.1 All documents of the zone.",
        "The office archives.",
    ]
