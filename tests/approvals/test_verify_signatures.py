"""Every signature is verified by command, a share of them each night."""

import datetime as dt
import io
import json
from collections import deque
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from approvals.models import Round, Step
from approvals.rounds.verifying_all import NIGHTS, verify_a_share
from documents.models import Revision
from tenants.models import Notice
from tests.approvals.conftest import Office, approve
from tests.world import Cast


def said(*arguments: str) -> list[dict[str, Any]]:
    out, err = io.StringIO(), io.StringIO()
    with suppress(CommandError):
        call_command("verify_signatures", "--json", *arguments, stdout=out, stderr=err)
    lines = (*err.getvalue().splitlines(), *out.getvalue().splitlines())
    return [json.loads(line) for line in lines]


def test_the_command_counts_and_names(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    (whole,) = said()
    assert whole | {"seconds": 0} == {
        "tenant": "ACME",
        "signatures": 4,
        "rounds": 1,
        "unsealed": 0,
        "findings": 0,
        "seconds": 0,
    }
    Step.objects.filter(round__revision=revision, member=office.leo).update(comment="Not me")
    finding, counts = said("--tenant", "acme")
    assert finding["kind"] == "round.steps"
    assert finding["document"] == revision.document.number
    assert counts["findings"] == 1
    with pytest.raises(CommandError, match="1 finding"):
        call_command("verify_signatures", stdout=io.StringIO(), stderr=io.StringIO())
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert [each["rounds"] for each in said("--since", tomorrow.isoformat())] == [0]


def test_each_round_has_its_night_and_controllers_are_told_once(acme: Cast, office: Office) -> None:
    revision = approve(office, office.draft())
    today = timezone.localdate() + dt.timedelta(days=10)
    nights = [today + dt.timedelta(days=n) for n in range(NIGHTS)]
    assert sum(sum(1 for _ in verify_a_share(night)) for night in nights) == 1
    Revision.objects.filter(pk=revision.pk).update(summary="Nothing")
    for night in nights * 2:
        deque(verify_a_share(night), maxlen=0)
    notice = Notice.objects.get(kind="signature_broken")
    assert notice.recipient == acme.cora
    assert notice.facts["n"] == 1
    assert Round.objects.get().pk.hex in notice.subject.replace("-", "")
