"""What is signed of a change package, byte by byte: strangers have to arrive at the same hash."""

import hashlib

import pytest

from approvals.actions.decisions import sign_step
from approvals.actions.rounds import submit
from approvals.models import Step
from approvals.rounds.binding import package_manifest, package_sha256_now, proof_for
from approvals.rounds.deciding import taken
from documents.manifest import manifest_sha256_of_each, write_each
from documents.models import Revision
from tenants.errors import Refused
from tests.approvals.conftest import Office, step_of
from tests.approvals.packaging import submitted
from tests.approvals.test_delegate import delegate
from tests.world import PASSWORD, Cast

MANIFEST = (
    '{{"documents":['
    '{{"manifest_sha256":"{0}","n":1,"number":"ACME-QP-01","revision":"A/0"}},'
    '{{"manifest_sha256":"{1}","n":1,"number":"ACME-QP-02","revision":"A/0"}}],'
    '"effective_on":null,"package":1,"reason":"New law","title":"一窗受理"}}'
)


def test_the_manifest_of_a_package_reads_the_same_everywhere(office: Office) -> None:
    package = submitted(office, count=2, title="一窗受理")
    revisions = package.revisions()
    hashes = manifest_sha256_of_each(revisions)
    written = MANIFEST.format(*hashes).encode()
    assert package_manifest(package, revisions, hashes) == written
    assert package_manifest(package, revisions[::-1], hashes[::-1]) == written
    assert package_sha256_now(package) == hashlib.sha256(written).hexdigest()


def test_a_proof_is_of_one_step_or_of_all_of_a_package(office: Office) -> None:
    alone, package = submit(office.draft(), by=office.ada), submitted(office, count=2)
    steps = Step.objects.filter(round__package=package).select_related("round")
    assert len({proof_for(step) for step in steps}) == 1
    assert len({proof_for(step) for step in alone.steps.select_related("round")}) == 3


@pytest.mark.parametrize("who", ["cora", "ruth"])  # known here before its holder, and after
def test_a_delegation_that_ended_in_this_moment_takes_nothing(
    acme: Cast, office: Office, who: str
) -> None:
    deputy = getattr(acme, who)
    step = step_of(submit(office.draft(), by=acme.ada), office.ravi)
    assert list(taken([], deputy)) == []
    with pytest.raises(Refused, match="not yours"):
        list(taken([step], deputy))
    delegation = delegate(acme.ravi, deputy)
    assert list(taken([step], deputy)) == [(step, delegation)]
    assert list(taken([step], acme.ravi)) == [(step, None)]


def test_content_that_was_rewritten_along_with_its_manifest_is_not_signed(office: Office) -> None:
    round = submit(office.draft(), by=office.ada)
    for n in range(8):  # hashes above and below that of what was submitted
        Revision.objects.update(title=f"Control of documents {n}")
        [manifest] = write_each(list(Revision.objects.all()))
        Revision.objects.update(manifest=manifest)
        step = step_of(round, office.ravi)
        with pytest.raises(Refused, match="not what was submitted"):
            sign_step(step, by=office.ravi, password=PASSWORD)
