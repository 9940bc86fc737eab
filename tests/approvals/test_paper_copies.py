"""Paper copies in inboxes, reminders and hand-overs."""

import datetime as dt

import pytest

from approvals.actions.leaving import deactivate_member, hand_over
from approvals.leaving.holdings import Holdings, key_of
from approvals.leaving.moving import Move
from documents.models import PaperCopy
from tenants.errors import Refused
from tenants.scope import tenant_scope
from tests.approvals.conftest import make_office
from tests.approvals.test_inbox_kinds import counts, some
from tests.paper import make_copies, make_printable, revise
from tests.sweeping import ledger, sweep
from tests.world import Cast, signed_in


def test_the_receiver_has_a_copy_to_sign_for_until_it_is_done_or_holds_no_more(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        document = make_printable(office, acme.ada)
        make_copies(document, office, acme.cora, acme.ruth, acme.ravi)
        assert some(counts(acme.ruth)) == {"sign_for_copy": 1}
    assert "Sign for your copy" in signed_in(acme.ruth).get("/tasks/").content.decode()
    url = f"/t/acme/documents/{document.number}/copies/1/"
    assert signed_in(acme.ruth).post(url, {"act": "sign"}).status_code == 302
    with tenant_scope(acme.tenant.pk):
        assert some(counts(acme.ruth)) == {}
        assert some(counts(acme.ravi)) == {"sign_for_copy": 1}
        revise(document, acme.ada)
        assert some(counts(acme.ravi)) == {}


def test_controllers_are_reminded_once_a_document_until_its_old_copies_are_back(acme: Cast) -> None:
    today = acme.tenant.today()
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        document = make_printable(office, acme.ada)
        make_copies(document, office, acme.cora, acme.ruth, None)
    sweep(acme.tenant, today)
    assert not [told for told in ledger(acme.tenant) if told[1] == "copies_to_recall"]
    with tenant_scope(acme.tenant.pk):
        revise(document, acme.ada)
    sweep(acme.tenant, today + dt.timedelta(days=1))
    told = [each[:2] for each in ledger(acme.tenant) if each[1] == "copies_to_recall"]
    assert told == [("Cora", "copies_to_recall")]
    shown = signed_in(acme.cora).get("/t/acme/notices/").content.decode()
    assert f"/t/acme/documents/{document.number}/copies/" in shown


def test_who_leaves_passes_copies_on_first(acme: Cast) -> None:
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
        document = make_printable(office, acme.ada)
        make_copies(document, office, acme.cora, acme.ruth)
        with pytest.raises(Refused, match="Paper copies in hand 1"):
            deactivate_member(acme.ruth, by=acme.tom)
        (copy,) = Holdings.of(acme.ruth).kinds()["paper_copies"]
        move = Move("paper_copies", key_of(copy), acme.ravi)
        hand_over(acme.ruth, [move], by=acme.tom)
        assert PaperCopy.objects.get().member == acme.ravi
        deactivate_member(acme.ruth, by=acme.tom)
