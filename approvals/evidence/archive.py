"""Make the ZIP of a revision's evidence."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Sequence

from django.utils import timezone

from approvals.evidence.collecting import HERE, Evidence, seal_index
from approvals.rounds.verification import Report
from approvals.sealing import keys
from documents.models import Revision
from tenants.models import Member, Tenant


def program_sha256() -> str:
    """Return the hash of the program that checks evidence, to compare it with."""
    return hashlib.sha256((HERE / "verify.py").read_bytes()).hexdigest()


def evidence_of(
    tenant: Tenant, revision: Revision, reports: Sequence[Report], *, by: Member
) -> bytes:
    """Return the evidence of a revision as a ZIP whose list of files is sealed."""
    evidence, now = Evidence.of(tenant, revision, reports), timezone.now()
    evidence.files["README.txt"] = _read_me(tenant, revision, by, now)
    facts = {"made_by": by.name, "made_at": now.isoformat()}
    seal_index(evidence, facts)
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(evidence.files.items()):
            archive.writestr(path, content)
    return zipped.getvalue()


def _read_me(tenant: Tenant, revision: Revision, by: Member, now: dt.datetime) -> bytes:
    key = keys.current()
    text = (HERE / "README.txt").read_text(encoding="utf-8")
    return text.format(
        number=revision.document.number,
        label=revision.label,
        title=revision.title,
        tenant=f"{tenant.name_zh} {tenant.name_en}",
        made_by=by.name,
        made_at=f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        fingerprint=key.name if key else "—",
        program=program_sha256(),
    ).encode()
