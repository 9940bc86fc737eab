"""A question while the round ends, an answer sent twice: one outcome, nothing half."""

from functools import partial

import pytest

from approvals.actions.decisions import reject_step
from approvals.actions.messages import answer, write
from approvals.actions.rounds import submit
from approvals.models import Message, Round
from tenants.errors import Refused
from tenants.models import Notice
from tenants.scope import new_id, tenant_scope
from tests.approvals.conftest import Office, make_office, step_of
from tests.approvals.test_at_once import at_once
from tests.world import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def asked(acme: Cast, office: Office) -> tuple[Round, Message]:
    with tenant_scope(acme.tenant.pk):
        round = submit(office.draft(), by=acme.ada)
        return round, write(round, by=office.lena, body="Why?", to=acme.ada)


def test_an_answer_sent_twice_and_a_round_that_ends_meanwhile() -> None:
    acme = make_cast("ACME")
    with tenant_scope(acme.tenant.pk):
        office = make_office(acme)
    for _ in range(2):
        round, question = asked(acme, office)
        reply = partial(answer, question, by=acme.ada, body="Because.", key=new_id())
        with tenant_scope(acme.tenant.pk):
            step = step_of(round, acme.ravi)
        end = partial(reject_step, step, by=acme.ravi, comment="No.")
        ask = partial(write, round, by=office.leo, body="And?", to=acme.ada)
        results = at_once(acme.tenant, [reply, reply, end, ask])
        with tenant_scope(acme.tenant.pk):
            answers = list(question.replies.all())
            late = round.messages.filter(body="And?").count()
            told = Notice.objects.filter(kind="question_answered", recipient=office.lena)
            subjects = set(told.values_list("subject", flat=True))
            round.refresh_from_db()
        refused = [isinstance(result, Refused) for result in results]
        assert round.state == Round.State.REJECTED
        assert not refused[2]
        assert refused[0] == refused[1] == (not answers)
        assert len(answers) <= 1
        assert {f"message:{each.pk}" for each in answers} <= subjects
        assert late == (not refused[3])
