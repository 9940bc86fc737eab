"""What the clock's largest work costs beside a loop, and how much memory it takes."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from django.utils import timezone

from benchmarks.crowd import Crowd, forget_notices, gather
from benchmarks.measure import Case, at_least
from benchmarks.memory import resident_megabytes
from benchmarks.stage import Stage
from config.clock import do_what_is_due
from tenants.models import Digest, Member, Notice, Tenant
from tenants.scope import tenant_scope

LOOP = 500


class Sweep:
    """One crowd that is reminded of everything it has to acknowledge, again and again."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.grown = 0.0
        self.again = 0.0
        self.seconds: list[float] = []
        self.numbers = count()
        with tenant_scope(crowd.tenant.pk):
            self.somebody = Member.objects.filter(roles=["reader"])[0]

    def visit(self) -> float:
        """Let the clock do a day's work, the mails apart; return the seconds it took."""
        tenant = Tenant.objects.get(pk=self.crowd.tenant.pk)
        start = time.perf_counter()
        with patch("config.clock.deliver"):
            assert do_what_is_due(tenant, timezone.localdate()) == []
        return time.perf_counter() - start

    def seconds_a_row(self) -> float:
        """Remind everybody of everything; return the seconds per reminder, digests included."""
        forget_notices()
        Tenant.objects.filter(pk=self.crowd.tenant.pk).update(swept_on=None)
        before = resident_megabytes("VmRSS", forget_peak=True)
        self.seconds.append(self.visit())
        self.grown = max(self.grown, resident_megabytes("VmHWM") - before)
        assert self.written()[0] >= self.crowd.owed
        return self.seconds[-1] / self.crowd.owed

    def seconds_in_a_loop(self) -> float:
        """Ask for each reminder whether it is there, and write it; return the seconds for one."""
        with tenant_scope(self.crowd.tenant.pk):
            start = time.perf_counter()
            for number in (next(self.numbers) for _ in range(LOOP)):
                Notice.objects.get_or_create(
                    recipient=self.somebody,
                    kind="acknowledgement_due",
                    subject=f"loop:{number}",
                    due_on=timezone.localdate(),
                    milestone=0,
                )
            return (time.perf_counter() - start) / LOOP

    def written(self) -> tuple[int, int]:
        """Return how many reminders and how many digests there are."""
        with tenant_scope(self.crowd.tenant.pk):
            reminders = Notice.objects.exclude(subject__startswith="loop:")
            return reminders.count(), Digest.objects.count()

    def note(self) -> str:
        """Say what the ratio does not."""
        return (
            f"{self.crowd.owed:,} reminders and {self.crowd.people:,} digests in"
            f" {min(self.seconds):.0f} s (aim: two million in 300 s); memory grew by"
            f" {self.grown:.0f} MiB at most; once more: 0 rows in {self.again:.0f} s"
        )


@contextmanager
def sweep_a_crowd(stage: Stage) -> Generator[Case]:
    """Compare the sweep, reminders and digests, with `get_or_create` of reminders alone."""
    scale = stage.scale
    sweep = Sweep(gather("SWP", people=scale.people, revisions=scale.readings))
    yield Case(
        "sweep",
        ours=sweep.seconds_a_row,
        peer_name="get_or_create, each row",
        peer=sweep.seconds_in_a_loop,
        goal=at_least(25),
        note=sweep.note,
        most_rounds=2,
    )
    written = sweep.written()
    sweep.again = sweep.visit()
    assert sweep.written() == written
    forget_notices()
