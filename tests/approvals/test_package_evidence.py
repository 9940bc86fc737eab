"""The evidence of one document of a change package holds what was signed for them all."""

import io
import json
import zipfile

from approvals.evidence import verify
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from tests.approvals.conftest import Office
from tests.approvals.packaging import approved, issue_all
from tests.approvals.test_evidence import found, rewritten
from tests.world import Cast


def test_one_document_of_a_package_fits_without_the_product(acme: Cast, office: Office) -> None:
    package = approved(office, count=2)
    issue_all(acme, package)
    revision, other = package.revisions()
    made = evidence_of(acme.tenant, revision, Verified.of(revision).reports, by=acme.otto)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        given = {name: archive.read(name) for name in archive.namelist()}
    signed = json.loads(given["round-1/manifest.json"])
    assert {each["number"] for each in signed["documents"]} == {
        revision.document.number,
        other.document.number,
    }
    assert found(verify, given) == set()

    def blame_another(said: dict[str, list[dict[str, str]]]) -> None:
        said["documents"][0]["manifest_sha256"] = "0" * 64

    forged = rewritten(given, blame_another, "round-1/manifest.json")
    assert "manifest" in found(verify, forged)
