"""Make the ZIP of a revision's evidence, or of a change package's."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

from django.utils import timezone

from approvals.evidence.asking import Verified
from approvals.evidence.collecting import Evidence, package_files
from approvals.models import Package
from approvals.rounds.verification import Report
from approvals.sealing import keys
from approvals.sealing.making import canonical
from documents.models import Revision
from tenants.models import Member, Tenant

HERE: Final = Path(__file__).parent


def program_sha256() -> str:
    """Return the hash of the program that checks evidence, to compare it with."""
    return hashlib.sha256((HERE / "verify.py").read_bytes()).hexdigest()


def evidence_of(
    tenant: Tenant, revision: Revision, reports: Sequence[Report], *, by: Member
) -> bytes:
    """Return the evidence of a revision as a ZIP whose list of files is sealed.

    Raises CannotSeal when sealing is asked for and cannot be done now.
    """
    about = f"{revision.document.number} {revision.label}", revision.title
    archive = Archive.about(*about, tenant=tenant, by=by)
    archive.add(Evidence.of(tenant, revision, reports).files)
    return archive.sealed(by)


def evidence_of_package(
    tenant: Tenant, package: Package, members: Sequence[Verified], *, by: Member
) -> bytes:
    """Return the same of a change package: each document in a folder, in the order as signed."""
    archive = Archive.about(f"成套变更 {package.number}", package.title, tenant=tenant, by=by)
    archive.add(package_files(tenant, package, manifest_of(package, members)))
    for at, each in enumerate(members, start=1):
        number = each.revision.document.number.replace("/", "_").replace("\\", "_")
        archive.add(
            Evidence.of(tenant, each.revision, each.reports).files, below=f"{at:02}-{number}/"
        )
    return archive.sealed(by)


def manifest_of(package: Package, members: Sequence[Verified]) -> str:
    """Return the hash of what was signed of a package when it was submitted last."""
    reports = [report for each in members for report in each.reports]
    rounds = [report.round for report in reports if report.round.package_id == package.pk]
    return max(rounds, key=lambda round: round.started_at).manifest_sha256


class Archive:
    """A ZIP that knows the hash of each file in it; one document at a time is held beside it."""

    def __init__(self) -> None:
        self._made = io.BytesIO()
        self._zip = zipfile.ZipFile(self._made, "w", zipfile.ZIP_DEFLATED)
        self._hashes: dict[str, str] = {}

    @classmethod
    def about(cls, name: str, title: str, *, tenant: Tenant, by: Member) -> Self:
        """Begin one with the program that checks it, and what a stranger reads first."""
        made, key = cls(), keys.current()
        text = (HERE / "README.txt").read_text(encoding="utf-8")
        said = text.format(
            name=name,
            title=title,
            tenant=f"{tenant.name_zh} {tenant.name_en}",
            made_by=by.name,
            made_at=f"{timezone.localtime():%Y-%m-%d %H:%M}",
            fingerprint=key.name if key else "—",
            program=program_sha256(),
        )
        made.add({"README.txt": said.encode(), "verify.py": (HERE / "verify.py").read_bytes()})
        return made

    def add(self, files: Mapping[str, bytes], below: str = "") -> None:
        for path, content in sorted(files.items()):
            self._zip.writestr(below + path, content)
            self._hashes[below + path] = hashlib.sha256(content).hexdigest()

    def sealed(self, by: Member) -> bytes:
        """List every file with its hash, seal the list where there is a key, and close it."""
        facts = {"made_by": by.name, "made_at": timezone.now().isoformat()}
        index = canonical({"kind": "evidence", **facts, "files": self._hashes})
        self._zip.writestr("index.json", index)
        if keys.is_on():
            key, value = keys.seal_with_current(index)
            seal = {"algorithm": key.algorithm, "key": key.name, "value": value.hex()}
            self._zip.writestr("index.seal", json.dumps(seal, indent=1))
        self._zip.close()
        return self._made.getvalue()
