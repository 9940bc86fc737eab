"""The evidence of a change package fits as a whole; what is changed in it is found and named."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from approvals.actions.decisions import return_step
from approvals.actions.package_rounds import submit_package
from approvals.evidence.archive import evidence_of
from approvals.evidence.asking import Verified
from approvals.models import Package
from approvals.sealing import keys
from documents.models import Revision
from tests.approvals.conftest import Office, approve, issue
from tests.approvals.packaging import approved, issue_all, make, sign, task
from tests.approvals.proving import Files, found, relisted, rewritten, unpacked
from tests.library import make_draft
from tests.world import Cast, signed_in

VERIFY = "/t/acme/packages/1/verify/"
EXPORT = "/t/acme/packages/1/evidence/"


@pytest.fixture
def package(acme: Cast, office: Office) -> Package:
    """Three documents, one of them in force before; returned once, then approved, in force."""
    first = office.draft()
    approve(office, first)
    issue(acme, first)
    second = make_draft(first.document, office.ada, "# 1 Purpose\n\n1.1 Who signs what.\n")
    package = make(office, second, office.draft(), office.draft())
    submit_package(package, by=office.ada)
    return_step(task(package, office.ravi), by=office.ravi, comment="Say who archives.")
    package.refresh_from_db()
    submit_package(package, by=office.ada)
    sign(package, office.ravi, office.lena, office.leo)
    issue_all(acme, package)
    return package


@pytest.fixture
def evidence(acme: Cast, package: Package) -> Files:
    return unpacked(signed_in(acme.otto).post(EXPORT).content)


def folders(given: Files) -> list[str]:
    return sorted({path.split("/")[0] for path in given if path.endswith("/evidence.json")})


def without(given: Files, folder: str) -> Files:
    return {path: content for path, content in given.items() if not path.startswith(f"{folder}/")}


def moved(given: Files, old: str, new: str) -> Files:
    return {path.replace(f"{old}/", f"{new}/"): content for path, content in given.items()}


def test_it_fits_without_the_product_and_names_a_document_left_out(
    evidence: Files, package: Package, tmp_path: Path
) -> None:
    key = keys.current()
    assert key is not None
    for name, content in evidence.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), "--fingerprint", key.fingerprint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stdout + done.stderr
    # three documents, twice submitted, three who approved
    assert "FITS. 15 signatures are sealed." in done.stdout
    number = package.revisions()[1].document.number
    for path in (tmp_path / folders(evidence)[1]).rglob("*"):
        if path.is_file():
            path.unlink()
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 1
    assert f"A document of the package was left out: {number}" in done.stdout


def test_what_was_done_to_its_documents_is_found(
    fast: None, acme: Cast, evidence: Files, package: Package
) -> None:
    assert found(evidence) == set()
    one, two, three = folders(evidence)
    assert {"index", "left_out"} <= found(relisted(without(evidence, two)))
    swapped = moved(moved(moved(evidence, one, "x"), two, one), "x", two)
    assert found(relisted(swapped)) == {"index", "order"}
    pages = (f"{two}/round-{n}/body.pdf" for n in (1, 2))  # the same bytes, mostly
    changed = evidence | dict.fromkeys(pages, b"%PDF-1.7 other")
    assert found(relisted(changed)) == {"index", "content"}
    earlier = package.revisions()[0].document.revisions.get(n=1)
    old = evidence_of(acme.tenant, earlier, Verified.of(earlier).reports, by=acme.otto)
    inside = {f"{one}/{path}": content for path, content in unpacked(old).items()}
    assert {"index", "exchanged"} <= found(relisted(without(evidence, one) | inside))
    copied = {path.replace(three, "04-more"): evidence[path] for path in evidence if three in path}
    assert "order" in found(relisted(evidence | copied)), "twice the same"


def of_document(change: Callable[[Any, Any], object]) -> Callable[[Files], Files]:
    """Change the evidence of the second document, with that of the third at hand."""

    def forge(given: Files) -> Files:
        _one, two, three = folders(given)
        other = json.loads(given[f"{three}/evidence.json"])["rounds"][1]
        return rewritten(
            given,
            lambda said: change(said["rounds"][1], copy.deepcopy(other)),
            f"{two}/evidence.json",
        )

    return forge


def of_package(change: Callable[[Any], object]) -> Callable[[Files], Files]:
    return lambda given: rewritten(given, change, "package.json")


def move_row(round: Any, other: Any) -> None:
    round["signatures"][1] = other["signatures"][1]


def move_with_seal(round: Any, other: Any) -> None:
    move_row(round, other)
    round["seals"][1] = other["seals"][1]


def earlier_manifest(said: Any) -> None:
    said["manifest"] = "0" * 64


FORGERIES: dict[str, tuple[Callable[[Files], Files], set[str]]] = {
    "signature moved from another document": (of_document(move_row), {"gone", "unsealed"}),
    "moved with its seal": (of_document(move_with_seal), {"moved", "previous"}),
    "order of signatures": (of_document(lambda mine, _o: mine["seals"].reverse()), {"previous"}),
    "outcome of one": (of_document(lambda mine, _o: mine.update(outcome="returned")), {"torn"}),
    "content of one": (of_document(lambda mine, _o: mine.update(content="0" * 64)), {"other"}),
    "revision of one": (
        of_document(lambda mine, _o: mine["place"].update(n=9)),
        {"exchanged", "moved"},
    ),
    "manifest of all": (of_package(earlier_manifest), {"package", "stranger"}),
}


def test_what_was_done_to_its_signatures_is_found(fast: None, evidence: Files) -> None:
    for kind, (forge, names) in FORGERIES.items():
        assert names <= found(forge(evidence)), kind


def test_one_document_of_a_package_fits_alone(fast: None, acme: Cast, office: Office) -> None:
    package = approved(office, count=2)
    issue_all(acme, package)
    revision, other = package.revisions()
    given = unpacked(
        evidence_of(acme.tenant, revision, Verified.of(revision).reports, by=acme.otto)
    )
    signed = json.loads(given["round-1/manifest.json"])
    assert {each["number"] for each in signed["documents"]} == {
        revision.document.number,
        other.document.number,
    }
    assert found(given) == set()

    def blame_another(said: dict[str, list[dict[str, str]]]) -> None:
        said["documents"][0]["manifest_sha256"] = "0" * 64

    forged = rewritten(given, blame_another, "round-1/manifest.json")
    assert "manifest" in found(forged)


def test_the_page_says_of_which_document_something_differs(
    acme: Cast, office: Office, package: Package
) -> None:
    otto, (first, second, _third) = signed_in(acme.otto), package.revisions()
    page = otto.get(VERIFY).content.decode()
    assert "Content and all 15 signatures are what was signed." in page
    assert page.count("Sealed, fits") == 5, "Ada twice, and the three who approved"
    assert VERIFY in otto.get("/t/acme/packages/1/").content.decode()
    Revision.objects.filter(pk=second.pk).update(title="Everybody may spend")
    page = otto.get(VERIFY).content.decode()
    assert page.count("Does not fit") == 1
    assert f"{second.document.number}: “title” differs from what was signed." in page
    assert f"{first.document.number}: “" not in page
    assert VERIFY not in signed_in(office.ada).get("/t/acme/packages/1/").content.decode()
