"""Read the demo city from TOML; city.toml explains every key."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from config.demo.audit_stories import AuditStory, audit_table
from config.demo.copies import CopyStory
from config.demo.meeting import MeetingStory, ObjectiveStory, meeting
from config.demo.understanding import QuestionStory
from oversight.furniture.blueprint import UnitPlan, rows

HOME: Final = Path(__file__).parent
LANGUAGE: Final = "zh-hans"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member; days are offsets from today."""

    key: str
    name: str
    name_en: str
    roles: list[str]
    posts: list[str]
    account: str = ""
    language: str = LANGUAGE
    joined: int = -1000
    until: int | None = None
    mail: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionStory:
    state: str
    file: str = ""
    change: str = "major"
    effective: int = 0
    author: str = ""
    summary: str = ""
    reason: str = ""
    impact: str = ""
    decided: int = 0
    submitted: int = -2
    returned: str = ""
    asked: str = ""
    answered: str = ""
    added: str = ""  # who is asked to sign as well, before who has it
    handed_to: str = ""  # who decides instead
    why: str = ""
    is_urged: bool = False
    questions: list[QuestionStory] = field(default_factory=list)
    copies: list[CopyStory] = field(default_factory=list)

    def markdown(self) -> str | None:
        """Return the text; None: as provisioned."""
        return (HOME / "documents" / self.file).read_text(encoding="utf-8") if self.file else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStory:
    """Somebody looked whether an external document is current."""

    on: int
    looked_at: str
    result: str = "current"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStory:
    """The owner reviewed it."""

    on: int
    sentence: str
    verdict: str = "keep"
    act_by: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStory:
    owner: str
    revisions: list[RevisionStory]
    procedure: str = ""
    type: str = ""
    unit: str = ""
    title_zh: str = ""
    title_en: str = ""
    clauses: list[str] = field(default_factory=list)
    folder: str = ""
    status: str = "active"
    status_on: int = 0
    status_reason: str = ""
    replaced_by: str = ""
    parent: str = ""
    source: dict[str, str] = field(default_factory=dict)
    checks: list[CheckStory] = field(default_factory=list)
    reviews: list[ReviewStory] = field(default_factory=list)
    audience: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    review_due: int | None = None
    valid_until: int | None = None
    deviation: dict[str, str] = field(default_factory=dict)
    restricted: bool = False
    readers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStory:
    act: str
    unit: str
    to: str = ""
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStory:
    """A reorganisation that is being planned."""

    name: str
    by: str
    steps: list[StepStory]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageStory:
    """A change package that waits for who approves it."""

    title: str
    reason: str
    summary: str
    text: str  # added at the end of each of its documents
    lead: str
    procedures: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningStory:
    """What happened to a certificate."""

    kind: str
    on: int
    why: str
    until: int | None = None
    own_fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateStory:
    number: str
    body: str
    accreditation: str
    scope_zh: str
    scope_en: str
    unit: str
    issued: int
    registered: int
    days: int = 1095  # valid
    sites: str = ""
    renews: str = ""
    audits: list[AuditStory] = field(default_factory=list)
    happenings: list[HappeningStory] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TenantStory:
    """An organ, a zone or the city, with its people and documents."""

    code: str
    kind: str
    name_zh: str
    name_en: str
    units: tuple[UnitPlan, ...]
    people: tuple[Person, ...]
    documents: tuple[DocumentStory, ...]
    plans: tuple[PlanStory, ...]
    packages: tuple[PackageStory, ...]
    certificates: tuple[CertificateStory, ...]
    audits: tuple[AuditStory, ...]
    meetings: tuple[MeetingStory, ...]
    objectives: tuple[ObjectiveStory, ...]

    def admin(self) -> Person:
        """Return who was invited first: the administrator, in small tenants the controller."""
        by_role = (p for role in ADMINS for p in self.people if role in p.roles)
        return next(by_role, self.people[0])


ADMINS: Final = ("provisioner", "tenant_admin", "controller")


@dataclass(frozen=True, slots=True)
class CityStory:
    domain: str
    tenants: tuple[TenantStory, ...]  # the city first


def read() -> CityStory:
    """Read the whole city."""
    city = tomllib.loads((HOME / "city.toml").read_text(encoding="utf-8"))
    others = [_tenant(_table(code.lower())) for code in city["tenants"]]
    return CityStory(city["domain"], (_tenant(city), *others))


def _table(code: str) -> dict[str, Any]:
    """Read a tenant's file, and the files with more of it."""
    folder = HOME / "tenants"
    table = tomllib.loads((folder / f"{code}.toml").read_text(encoding="utf-8"))
    for path in sorted(folder.glob(f"{code}-*.toml")):
        for key, more in tomllib.loads(path.read_text(encoding="utf-8")).items():
            table[key] = [*table.get(key, []), *more]
    return table


def _tenant(table: dict[str, Any]) -> TenantStory:
    return TenantStory(
        code=table["code"],
        kind=table["kind"],
        name_zh=table["name_zh"],
        name_en=table["name_en"],
        units=rows(UnitPlan, table.get("units", [])),
        people=rows(Person, table["people"]),
        documents=rows(DocumentStory, [_document(each) for each in table.get("documents", [])]),
        plans=rows(PlanStory, [_plan(each) for each in table.get("plans", [])]),
        packages=rows(PackageStory, table.get("packages", [])),
        certificates=rows(
            CertificateStory, [_certificate(each) for each in table.get("certificates", [])]
        ),
        audits=rows(AuditStory, [audit_table(each) for each in table.get("audits", [])]),
        meetings=tuple(meeting(each) for each in table.get("meetings", [])),
        objectives=rows(ObjectiveStory, table.get("objectives", [])),
    )


def _plan(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"steps": list(rows(StepStory, table["steps"]))}


def _revision(table: dict[str, Any]) -> dict[str, Any]:
    return table | {
        "questions": list(rows(QuestionStory, table.get("questions", []))),
        "copies": list(rows(CopyStory, table.get("copies", []))),
    }


def _document(table: dict[str, Any]) -> dict[str, Any]:
    return table | {
        "revisions": list(rows(RevisionStory, [_revision(each) for each in table["revisions"]])),
        "checks": list(rows(CheckStory, table.get("checks", []))),
        "reviews": list(rows(ReviewStory, table.get("reviews", []))),
    }


def _certificate(table: dict[str, Any]) -> dict[str, Any]:
    return table | {
        "audits": list(rows(AuditStory, [audit_table(each) for each in table.get("audits", [])])),
        "happenings": list(rows(HappeningStory, table.get("happenings", []))),
    }
