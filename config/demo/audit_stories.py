"""Audits of the demo as their files say them: plan, findings, and what was said of those."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oversight.furniture.blueprint import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeStory:
    """What of an audit's plan one auditor does."""

    auditor: str
    units: list[str]
    clauses: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidStory:
    """What somebody said about a finding: an answer, or whether it holds."""

    on: int
    deed: str
    by: str
    words: str
    correction: str = ""
    cause: str = ""
    due: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStory:
    """What an audit found, and what became of it."""

    grade: str
    unit: str
    seen: str
    clause: str = ""
    procedure: str = ""
    owner: str = ""
    verifier: str = ""
    due: int = 0
    revise: bool = False
    said: list[SaidStory] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditStory:
    """An audit; what is over by today was held, reported and closed."""

    kind: str
    on: int
    days: int = 2
    planned: int = -5
    subject: str
    lead: str
    team: list[str] = field(default_factory=list)
    closed: int = 20  # days after it was held
    scopes: list[ScopeStory] = field(default_factory=list)
    findings: list[FindingStory] = field(default_factory=list)


def audit_table(table: dict[str, Any]) -> dict[str, Any]:
    return table | {
        "scopes": list(rows(ScopeStory, table.get("scopes", []))),
        "findings": list(rows(FindingStory, [_finding(f) for f in table.get("findings", [])])),
    }


def _finding(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"said": list(rows(SaidStory, table.get("said", [])))}
