"""Collect what a stranger needs to check a revision without us: every file and row as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from approvals.models import Package, Seal, Step
from approvals.rounds.signing import facts_of
from approvals.rounds.verification import Report
from approvals.sealing import keys
from approvals.sealing.making import asked, began, decided, outcome_of, place_of
from documents import files
from documents.models import Readership, Rendition, Revision, StoredFile
from tenants import audit
from tenants.models import AuditEntry, Tenant

# Who has read it is counted, not named.
NOT_OF_SIGNERS: Final = ("revision.acknowledged",)


@dataclass
class Evidence:
    """The files of a revision's evidence, by the path they get."""

    tenant: Tenant
    revision: Revision
    files: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, tenant: Tenant, revision: Revision, reports: Sequence[Report]) -> Evidence:
        """Collect the evidence of a revision and of all rounds about it."""
        made = cls(tenant, revision)
        rounds = [made._round(report) for report in reports]
        made._renditions()
        made.files["audit.json"] = _json(_entries(_subjects(revision, reports)))
        said = {"document": made._document(), "keys": _keys(), "rounds": rounds}
        said["acknowledgements"] = _readers(revision)
        made.files["evidence.json"] = _json(said)
        return made

    def _document(self) -> dict[str, Any]:
        revision, tenant = self.revision, self.tenant
        return {
            "tenant": tenant.code,
            "tenant_name": tenant.name_zh,
            "document": revision.document.number,
            "revision": revision.label,
            "n": revision.n,
            "title": revision.title,
            "state": revision.state,
        }

    def _round(self, report: Report) -> dict[str, Any]:
        round, manifest, own = report.round, report.manifest, report.own_manifest
        number = round.number
        if manifest is not None:
            self.files[f"round-{number}/manifest.json"] = manifest
        if own is not None:
            self.files[f"round-{number}/content.json"] = own
            self._content(number, own)
        place = place_of(round, self.tenant)
        del place["tenant_name"]  # it may have another by now
        route = {each["step"]: each for each in report.route()}
        return {
            "place": place,
            "is_unkept": manifest is None,
            "content": hashlib.sha256(own).hexdigest() if own is not None else "",
            **began(round),
            **outcome_of(round),
            "reads_anew": round.reads_anew,
            "steps": [_step(step, route) for step in round.steps.all()],
            "signatures": [
                {"signature": str(signature.pk), **facts_of(signature)}
                for signature in report.signatures
            ],
            "seals": [self._seal(number, seal) for seal in report.seals],
        }

    def _content(self, number: int, manifest: bytes) -> None:
        """Take the files that a manifest names; one that is lost is missed by who verifies."""
        try:
            said = dict(json.loads(manifest))
        except (ValueError, TypeError):  # tampered with, which who verifies is told
            return
        name = PurePosixPath(self.revision.source_name or "source.md").name
        self._take(f"round-{number}/source/{name}", said.get("source_sha256"))
        self._take(f"round-{number}/text.json", said.get("text_sha256"))
        self._take(f"round-{number}/body.pdf", said.get("body_sha256"))
        for at, form in enumerate(said.get("attachments", ()), start=1):
            name = PurePosixPath(form["name"]).name
            self._take(f"round-{number}/attachments/{at}-{name}", form["sha256"])
        for sha256 in said.get("pictures", ()):
            self._take(f"round-{number}/pictures/{sha256}", sha256)

    def _renditions(self) -> None:
        made = self.revision.renditions.filter(kind=Rendition.Kind.CONTROLLED)
        for rendition in made.select_related("file"):
            self._take("controlled.pdf", rendition.file.sha256)

    def _take(self, path: str, sha256: str | None) -> None:
        file = files.path_of(StoredFile(tenant_id=self.tenant.pk, sha256=sha256 or ""))
        if sha256 and file.is_file():
            self.files[path] = file.read_bytes()

    def _seal(self, number: int, seal: Seal) -> dict[str, Any]:
        stamp = next(iter(seal.stamps.all()), None)
        path = f"round-{number}/stamp-{seal.order}.tsr" if stamp else ""
        if stamp:
            self.files[path] = bytes(stamp.token)
        return {
            "algorithm": seal.algorithm,
            "key": seal.key,
            "payload": bytes(seal.payload).decode(errors="replace"),
            "value": bytes(seal.value).hex(),
            "stamp": path,
        }


def package_files(tenant: Tenant, package: Package, manifest: str) -> dict[str, bytes]:
    """Return what binds the documents of a change package: each has its evidence in a folder."""
    said = {
        "tenant": tenant.code,
        "tenant_name": tenant.name_zh,
        "document": f"成套变更 {package.number}",
        "revision": "",
        "title": package.title,
        "state": package.state,
    }
    whole = {"document": said, "keys": _keys(), "rounds": [], "manifest": manifest}
    entries = _entries([audit.subject_of(package)])
    return {"package.json": _json(whole), "audit.json": _json(entries)}


def _step(step: Step, route: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a step as it is now, under the name its person had when it was asked."""
    now = {**asked(step), **decided(step)}
    name = route.get(now["step"], now)["name"]
    return {**now, "name": name, "deputy_name": step.deputy.name if step.deputy else ""}


def _keys() -> list[dict[str, str]]:
    return [
        {
            "name": key.name,
            "algorithm": key.algorithm,
            "public": key.public.hex(),
            "since": key.since.isoformat(),
            "until": key.until.isoformat() if key.until else "",
            "vouched_by": key.vouched_by,
            "vouch": key.vouch.hex(),
        }
        for key in keys.known().values()
    ]


def _subjects(revision: Revision, reports: Sequence[Report]) -> list[str]:
    signatures = [audit.subject_of(each) for report in reports for each in report.signatures]
    return [audit.subject_of(revision), *signatures]


def _entries(subjects: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the audit trail says of these, with its hashes."""
    entries = AuditEntry.objects.filter(subject__in=subjects).exclude(event__in=NOT_OF_SIGNERS)
    return [
        {
            "sequence": entry.sequence,
            "body": bytes(entry.body).decode(errors="replace"),
            "previous": bytes(entry.previous).hex(),
            "hash": bytes(entry.hash).hex(),
        }
        for entry in entries.order_by("sequence")
    ]


def _readers(revision: Revision) -> dict[str, int]:
    counted = Readership.objects.one_or_none(revision=revision)
    return {
        "required": counted.required if counted else 0,
        "given": revision.acknowledgements.count(),
    }


def _json(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
