"""Each signature and the end of each round are sealed, with a key that no row holds."""

import io
import os
import runpy
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from approvals.actions.decisions import return_step, sign_step
from approvals.actions.rounds import submit
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from approvals.models import Round, Seal, Signature, Step
from approvals.rounds.verification import inspect, verify
from approvals.sealing import keys
from tenants.errors import Refused
from tests.approvals.conftest import Office, approve, step_of
from tests.approvals.test_verify_page import page_of
from tests.world import PASSWORD, Cast, signed_in


def kinds(round: Round, **instead: object) -> set[str]:
    """Verify as if these rows stood in the database; the serving role may not change them."""
    round = Round.objects.get(pk=round.pk)
    round._prefetched_objects_cache = instead  # type: ignore[attr-defined]
    return {finding.kind for report in inspect([round]) for finding in report.findings}


@pytest.fixture
def passed(office: Office) -> Round:
    approve(office, office.draft())
    return Round.objects.get()


def forged(seal: Seal, old: bytes, new: bytes) -> Seal:
    """Return the seal with other bytes, which must be there to be changed."""
    payload = bytes(seal.payload)
    assert old in payload
    facts = {f.attname: getattr(seal, f.attname) for f in Seal._meta.concrete_fields}
    return Seal(**facts | {"payload": payload.replace(old, new)})


def test_every_signature_and_the_end_are_sealed_in_order(passed: Round) -> None:
    seals = list(passed.seals.all())
    assert [seal.said()["kind"] for seal in seals] == [*["signature"] * 4, "end"]
    assert [seal.said()["previous"] for seal in seals] == ["", *(s.sha256() for s in seals[:-1])]
    assert seals[0].said()["route"][0]["name"] == "Ravi", "the route as it was at submission"
    assert seals[-1].said()["outcome"] == "passed"
    assert verify(passed) == []


def test_a_later_round_follows_the_seals_of_the_one_before(office: Office) -> None:
    draft = office.draft()
    first = submit(draft, by=office.ada)
    return_step(step_of(first, office.ravi), by=office.ravi, comment="Say who archives.")
    first.refresh_from_db()
    draft.refresh_from_db()
    second = submit(draft, by=office.ada)
    last = first.seals.last()
    assert last is not None
    assert second.seals.get().said()["previous"] == last.sha256()
    assert verify(first) == verify(second) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"post":"', b'"post":"Mayor '),
        (b'"name_signed":"Leo"', b'"name_signed":"Eve"'),
        (b'"meaning":"approved"', b'"meaning":"reviewed"'),
        (b'"order":4', b'"order":3'),
    ],
)
def test_a_changed_seal_is_broken(passed: Round, old: bytes, new: bytes) -> None:
    seals = list(passed.seals.all())
    seals[3] = forged(seals[3], old, new)
    assert "seal.broken" in kinds(passed, seals=seals)


@pytest.mark.parametrize("at", range(4))
def test_a_removed_signature_is_named(passed: Round, at: int) -> None:
    signatures, seals = list(passed.signatures.all()), list(passed.seals.all())
    gone = seals.pop(at)
    others = [s for s in signatures if s.pk != gone.signature_id]
    assert "signature.removed" in kinds(passed, signatures=others)
    assert "seal.missing" in kinds(passed, seals=seals)
    steps = [s for s in passed.steps.all() if s.pk != signatures[at].step_id]
    found = kinds(passed, signatures=others, seals=seals, steps=steps)
    assert {"seal.previous", "round.signatures"} <= found, "even with every other trace"


def test_a_forged_outcome_is_named(passed: Round) -> None:
    Round.objects.filter(pk=passed.pk).update(state=Round.State.REJECTED)
    assert "round.outcome" in kinds(passed)
    Round.objects.filter(pk=passed.pk).update(state=Round.State.OPEN, ended_at=None)
    assert "round.outcome" in kinds(passed)


def test_a_step_changed_afterwards_is_named(passed: Round) -> None:
    Step.objects.filter(round=passed, member__name="Leo").update(comment="I never liked it.")
    assert kinds(passed) == {"round.steps"}


def test_a_seal_of_another_round_is_named(office: Office, passed: Round) -> None:
    approve(office, office.draft())
    other = Round.objects.exclude(pk=passed.pk).get()
    seals = [*list(passed.seals.all())[:3], *list(other.seals.all())[3:]]
    assert {"seal.moved", "seal.previous", "signature.removed"} <= kinds(passed, seals=seals)


def test_what_was_made_before_there_was_a_key_says_so(
    office: Office, settings: Any, tmp_path: Path
) -> None:
    settings.SEAL_PUBLIC_KEYS, settings.SEAL_KEY_FILE = str(tmp_path / "none"), ""
    approve(office, office.draft())
    (report,) = inspect([Round.objects.get()])
    assert report.findings == []
    assert len(report.unsealed()) == 4
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    call_command("seal_key", "new")
    approve(office, office.draft())
    reports = list(inspect(list(Round.objects.order_by("started_at"))))
    assert [(len(r.findings), len(r.unsealed())) for r in reports] == [(0, 4), (0, 0)]


def test_a_rotated_key_stays_good(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path / "keys.jsonl")
    call_command("seal_key", "new", "--since", "2020-01-01")
    round = submit(office.draft(), by=office.ada)
    call_command("seal_key", "new")
    sign_step(step_of(round, office.ravi), by=office.ravi, password=PASSWORD)
    assert len({seal.key for seal in round.seals.all()}) == 2
    assert verify(round) == []
    assert stat.S_IMODE(Path(settings.SEAL_KEY_FILE).stat().st_mode) == 0o400
    with pytest.raises(CommandError, match="no living key"):
        call_command("seal_key", "retire", next(iter(keys.known())))


def test_a_key_that_follows_begins_now(office: Office, settings: Any, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path / "keys.jsonl")
    with pytest.raises(CommandError, match="seals from now on"):
        call_command("seal_key", "new", "--since", "2999-01-01")
    call_command("seal_key", "new", "--since", "2020-01-01", stdout=io.StringIO())
    submit(office.draft(), by=office.ada)
    with pytest.raises(CommandError, match="the one before it did until now"):
        call_command("seal_key", "new", "--since", "2021-01-01")
    assert verify(Round.objects.get()) == [], "what the key before it sealed stays good"


def test_a_new_key_is_vouched_for_by_the_one_before(
    acme: Cast, office: Office, settings: Any, tmp_path: Path
) -> None:
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path / "keys.jsonl")
    for _rotated_twice in range(3):
        call_command("seal_key", "new", stdout=io.StringIO())
    first, second, third = keys.known().values()
    assert (first.follows, second.follows) == ("", first.fingerprint)
    assert third._replace(since=second.since).follows == ""
    revision = approve(office, office.draft())
    reports = Verified.of(revision).reports
    content = evidence_of(acme.tenant, revision, reports, by=acme.otto)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    program = runpy.run_path("approvals/evidence/verify.py")

    def found(files: dict[str, bytes], fingerprint: str) -> set[str]:
        check = program["Check"](files, fingerprint)
        check.run()
        return {what for what, _names in check.findings}

    assert all(found(files, key.fingerprint) == set() for key in (first, second, third))
    assert found(files, "0" * 64) == {"fingerprint"}
    vouch, other = third.vouch.hex().encode(), second.vouch.hex().encode()
    forged = files | {"evidence.json": files["evidence.json"].replace(vouch, other)}
    assert "fingerprint" in found(forged, first.name)
    assert third.fingerprint in signed_in(acme.otto).get(page_of(revision)).content.decode()


def test_a_key_whose_predecessor_is_lost_says_so(settings: Any, tmp_path: Path) -> None:
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path / "keys.jsonl")
    call_command("seal_key", "new", stdout=io.StringIO())
    Path(settings.SEAL_KEY_FILE).unlink()
    said = io.StringIO()
    call_command("seal_key", "new", stdout=io.StringIO(), stderr=said)
    assert "nothing vouches for this one" in said.getvalue()
    assert [key.until is None for key in keys.known().values()] == [False, True]


def test_monitoring_hears_when_nothing_can_be_sealed(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    assert client.get("/healthz").json()["seal"] is True
    settings.SEAL_KEY_FILE = str(tmp_path / "gone.pem")
    assert client.get("/healthz").json()["seal"] is False
    settings.SEAL_KEY_FILE = ""
    assert "seal" not in client.get("/healthz").json()


def unlocked(settings: Any, tmp_path: Path) -> None:
    Path(settings.SEAL_KEY_FILE).chmod(0o440)


def swapped(settings: Any, tmp_path: Path) -> None:
    known = Path(settings.SEAL_PUBLIC_KEYS).read_text()
    call_command("seal_key", "new")
    Path(settings.SEAL_PUBLIC_KEYS).write_text(known)


def retired(settings: Any, tmp_path: Path) -> None:
    call_command("seal_key", "retire", next(iter(keys.known())))


def silent(settings: Any, tmp_path: Path) -> None:
    settings.SEAL_COMMAND, settings.SEAL_SECONDS = f"{sys.executable} -c 'input()'", 0.1


@pytest.mark.parametrize("fault", [unlocked, swapped, retired, silent])
def test_what_cannot_be_sealed_is_not_signed(
    office: Office,
    settings: Any,
    tmp_path: Path,
    fault: Callable[[Any, Path], None],
) -> None:
    settings.SEAL_KEY_FILE = str(tmp_path / "key.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path / "keys.jsonl")
    call_command("seal_key", "new", "--since", "2020-01-01")
    round = submit(office.draft(), by=office.ada)
    fault(settings, tmp_path)
    with pytest.raises(Refused, match="nothing was signed"):
        sign_step(step_of(round, office.ravi), by=office.ravi, password=PASSWORD)
    assert not Signature.objects.filter(signer=office.ravi).exists()
    assert step_of(round, office.ravi).state == Step.State.OPEN


SIGNER = """
import sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
key = load_pem_private_key(open({file!r}, "rb").read(), None)
sys.stdout.buffer.write(key.sign(sys.stdin.buffer.read()))
"""


def test_a_command_seals_as_well(office: Office, settings: Any, tmp_path: Path) -> None:
    signer = tmp_path / "signer.py"
    signer.write_text(SIGNER.format(file=settings.SEAL_KEY_FILE))
    settings.SEAL_COMMAND, settings.SEAL_SECONDS = f"{sys.executable} {signer}", 30
    settings.SEAL_KEY_FILE = os.devnull
    round = submit(office.draft(), by=office.ada)
    assert len(round.seals.all()) == 1
    assert verify(round) == []
