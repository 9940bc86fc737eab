"""Verify many rounds, some at a time: all of them by command, a share of them each night."""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Final
from uuid import UUID

from django.db.models import Q

from approvals.models import Round
from approvals.rounds.verification import Report, inspect
from documents.models.sight import AnyOf
from documents.proof import Bytes
from tenants.models import Member
from tenants.notices import notify
from tenants.people.roles import Role

AT_ONCE: Final = 100  # rounds
NIGHTS: Final = 28  # in which every round has had its turn
LATELY: Final = dt.timedelta(days=2)

logger = logging.getLogger(__name__)


def reports(since: dt.date | None = None) -> Iterator[Report]:
    """Yield what is found in each round, or in those begun since a day; files are read once."""
    rounds = Round.objects.filter(started_at__date__gte=since) if since else Round.objects.all()
    kept = Bytes()
    for pks in batched(sorted(rounds.values_list("pk", flat=True)), AT_ONCE, strict=False):
        yield from _inspect(pks, kept)


def verify_a_share(today: dt.date) -> Iterator[int]:
    """Verify what ran lately and a share of all else, in parts; tell controllers what is wrong."""
    kept, turn = Bytes(), today.toordinal() % NIGHTS
    running = Q(ended_at=None) | Q(ended_at__date__gte=today - LATELY)
    lately = set(Round.objects.filter(running).values_list("pk", flat=True))
    pks = sorted(Round.objects.values_list("pk", flat=True))
    due = [pk for pk in pks if pk in lately or pk.int % NIGHTS == turn]
    for some in batched(due, AT_ONCE, strict=False):
        broken = [report for report in _inspect(some, kept) if report.findings]
        for report in broken:
            _tell(report)
        yield len(broken)


def _inspect(pks: Sequence[UUID], kept: Bytes) -> Iterator[Report]:
    return inspect(list(Round.objects.filter(AnyOf("pk", pks)).order_by("pk")), kept)


def _tell(report: Report) -> None:
    """Put it before every controller, once a round, and into the log."""
    revision = report.round.revision
    kinds = ", ".join(sorted({finding.kind for finding in report.findings}))
    logger.error("%s %s does not verify: %s", revision.document.number, revision.label, kinds)
    for controller in Member.objects.active().with_role(Role.CONTROLLER):
        notify(
            controller,
            "signature_broken",
            subject=report.round,
            number=revision.document.number,
            label=revision.label,
            title=revision.title,
            n=len(report.findings),
        )
