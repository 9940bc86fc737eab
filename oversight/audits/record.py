"""A finding with all that was said about it, as it is signed when it is closed along a route."""

import json
from typing import Any

from oversight.audits.finding_list import text_of
from oversight.models import Finding, FindingEntry


def manifest(finding: Finding, ground: str) -> str:
    """Write down what is signed: what was seen, each word and file since, and why it is closed."""
    entries = finding.entries.select_related("by", "file", "leaver")
    record = {
        "finding": str(finding.pk),
        "number": finding.code,
        "audit": finding.audit.title,
        "grade": str(finding.grade),
        "clause": finding.clause.number if finding.clause else "",
        "unit": {"zh": finding.unit.name_zh, "en": finding.unit.name_en},
        "document": text_of(finding),
        "seen": finding.seen,
        "entries": [_entry(each) for each in entries],
        "ground": ground,
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _entry(entry: FindingEntry) -> dict[str, Any]:
    leaver = {"leaver": entry.leaver.name} if entry.leaver else {}
    return leaver | {
        "n": entry.n,
        "kind": str(entry.kind),
        "by": entry.by.name,
        "at": entry.at.isoformat(),
        "words": entry.words,
        "correction": entry.correction,
        "cause": entry.cause,
        "due_on": entry.due_on and entry.due_on.isoformat(),
        "file": entry.file and {"name": entry.file_name, "sha256": entry.file.sha256},
    }
