"""What a signature says, and what the audit chain keeps of it."""

import json
import uuid

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.models import Signature
from documents.actions.comments import comment_on, resolve
from tenants import audit
from tenants.models import AuditEntry
from tests.approvals.conftest import Office, step_of
from tests.approvals.test_delegate import delegate
from tests.world import PASSWORD, Cast, signed_in


def kept_of(signature: Signature) -> dict[str, str]:
    """Return what the audit chain keeps of it."""
    entry = AuditEntry.objects.get(event="revision.signed", subject=audit.subject_of(signature))
    facts: dict[str, str] = json.loads(bytes(entry.body))["facts"]
    return facts


def test_who_signs_in_their_own_place_signs_for_nobody_else(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    sign_step(step_of(round, acme.ravi), by=acme.ravi, password=PASSWORD)
    signature = round.signatures.get(signer=acme.ravi)
    assert (signature.for_name, signature.for_post, signature.delegation) == ("", "", None)
    kept = kept_of(signature)
    assert {"for_name", "for_post", "delegation"}.isdisjoint(kept)
    assert (kept["name_signed"], kept["meaning"]) == ("Ravi", "reviewed")
    assert kept["step"] == str(step_of(round, acme.ravi).pk)
    assert step_of(round, acme.ravi).deputy is None
    assert {"changes", "viewed"}.isdisjoint(kept_of(round.signatures.get(step=None)))


def test_a_deputy_signs_for_somebody_by_a_delegation(acme: Cast, office: Office) -> None:
    round = submit(office.draft(), by=acme.ada)
    delegation = delegate(acme.ravi, acme.ruth)
    sign_step(step_of(round, acme.ravi), by=acme.ruth, password=PASSWORD)
    signature = round.signatures.get(signer=acme.ruth)
    kept = kept_of(signature)
    assert (kept["name_signed"], kept["for_name"]) == ("Ruth", "Ravi")
    assert kept["for_post"] == signature.for_post != ""
    assert kept["delegation"] == str(delegation.pk)


def test_nobody_signs_a_text_while_a_remark_on_it_is_open(acme: Cast, office: Office) -> None:
    """Where the tenant asks for that."""
    acme.tenant.resolves_comments = True
    acme.tenant.save(update_fields=["resolves_comments"])
    round = submit(office.draft(), by=acme.ada)
    remark = comment_on(round.revision, by=acme.ravi, body="Which form?")
    page = f"/t/acme/documents/{round.revision.document.number}/revisions/1/decide/"
    form = {"decision": "sign", "key": uuid.uuid4(), "password": PASSWORD}
    answer = signed_in(acme.ravi).post(page, form)
    assert "not resolved yet: Ravi" in answer.text
    assert not round.signatures.filter(signer=acme.ravi).exists()
    resolve(remark, by=acme.ada)
    assert signed_in(acme.ravi).post(page, form).status_code == 302
    assert round.signatures.filter(signer=acme.ravi).exists()
