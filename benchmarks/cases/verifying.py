"""Verifying signatures, beside hashing the bytes they were given for."""

import hashlib
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.test import override_settings

from approvals.actions.decisions import sign_step
from approvals.models import Round, Signature
from approvals.rounds.verification import inspect
from benchmarks import desk
from benchmarks.desk import PASSWORD, Desk
from benchmarks.measure import Case, at_most
from benchmarks.stage import Stage
from documents.files import path_of
from documents.models import Rendition
from tenants.models import User
from tenants.scope import tenant_scope

ROUNDS = 40


def sign_some(at: Desk) -> list[Round]:
    """Take some procedures through their rounds, each of their signatures sealed."""
    rounds = [at.submit(desk.procedure()) for _ in range(ROUNDS)]
    for round in rounds:
        sign_step(round.steps.get(), by=at.approver, password=PASSWORD)
    return rounds


def files_of(rounds: list[Round]) -> list[Path]:
    """Return source and pages of each."""
    bodies = Rendition.objects.filter(
        revision__in=[round.revision_id for round in rounds], kind=Rendition.Kind.BODY
    )
    found = [path_of(body.file) for body in bodies.select_related("file")]
    return found + [path_of(r.revision.source) for r in rounds if r.revision.source]


def seconds_of(deed: Callable[[], object]) -> float:
    """Do it; return how long it took."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


@contextmanager
def verify_signatures(stage: Stage) -> Generator[Case]:
    """Compare content, rows, audit entries and seals checked with the hashing alone."""
    at, rates = desk.set_up(stage), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        of_seal = {
            "SEAL_KEY_FILE": f"{folder}/seal.pem",
            "SEAL_PUBLIC_KEYS": f"{folder}/keys.jsonl",
        }
        with override_settings(**of_seal):
            call_command("seal_key", "new", "--since", "2020-01-01", verbosity=0)
            with (
                patch.object(User, "check_password", lambda _user, password: password == PASSWORD),
                tenant_scope(at.tenant.pk),
            ):
                pks = [round.pk for round in sign_some(at)]
                files = files_of(list(Round.objects.filter(pk__in=pks)))
                signed = Signature.objects.filter(round__in=pks).count()

            def ours() -> float:
                with tenant_scope(at.tenant.pk):
                    rounds = list(Round.objects.filter(pk__in=pks))
                    seconds = seconds_of(lambda: [r.findings for r in inspect(rounds)])
                rates.append(signed / seconds)
                return seconds

            yield Case(
                "verify_signatures",
                ours=ours,
                peer_name="hashlib on the same files",
                peer=lambda: seconds_of(
                    lambda: [hashlib.sha256(file.read_bytes()) for file in files]
                ),
                goal=at_most(60),
                note=lambda: f"{sorted(rates)[len(rates) // 2]:,.0f} signatures a second",
            )
