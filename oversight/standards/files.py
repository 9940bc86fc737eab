"""Files of editions: read whole, or refused with a sentence for everything that is wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from documents.models import Requirement, StandardEdition
from oversight.models import Crosswalk
from tenants.errors import Refused

FOLDER: Final = Path(__file__).parent  # of the files that come with the product


@dataclass(frozen=True, slots=True)
class ClauseData:
    """A clause as its file gives it."""

    number: str
    zh: str
    en: str
    may_exclude: bool = False
    note_zh: str = ""
    note_en: str = ""
    after: str = ""  # where it comes in, when the edition is based on another

    @property
    def parent(self) -> str:
        return self.number.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class RequirementData:
    """Documented information that a clause asks for."""

    clause: str
    kind: str
    zh: str
    en: str
    items: str = ""
    typical_zh: str = ""
    typical_en: str = ""


@dataclass(frozen=True, slots=True)
class CrossData:
    """Where a clause of the edition before is in this one; `before` is empty for what is new."""

    before: str
    after: str
    kind: str
    zh: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class EditionData:
    """An edition as its file gives it."""

    code: str
    state: str
    version: int
    twin: str = ""
    note_zh: str = ""
    note_en: str = ""
    based_on: str = ""
    published_on: dt.date | None = None
    transition_until: dt.date | None = None
    sha256: str = ""
    clauses: tuple[ClauseData, ...] = ()
    requirements: tuple[RequirementData, ...] = ()
    crosswalk: tuple[CrossData, ...] = ()
    faults: list[str] = field(default_factory=list)


def read_all(folder: Path = FOLDER) -> list[EditionData]:
    """Return the editions of a folder, what is based on another after it; Refused with faults."""
    read = [_read(path) for path in sorted(folder.glob("*.toml"))]
    bases = {each.code: each for each in read if not each.based_on}
    editions = [*bases.values(), *(_built(each, bases) for each in read if each.based_on)]
    faults = [*_faults_of_all(editions), *(f for each in editions for f in _faults(each))]
    if faults:
        raise Refused(faults)
    return editions


def _read(path: Path) -> EditionData:
    content = path.read_bytes()
    try:
        said = tomllib.loads(content.decode())
        crosswalk = [
            CrossData(before=row.pop("from", ""), after=row.pop("to"), **row)
            for row in said.pop("crosswalk", [])
        ]
        return EditionData(
            clauses=tuple(ClauseData(**row) for row in said.pop("clauses", [])),
            requirements=tuple(RequirementData(**row) for row in said.pop("requirements", [])),
            crosswalk=tuple(crosswalk),
            sha256=hashlib.sha256(content).hexdigest(),
            **said,
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise Refused(_("%(file)s: %(said)s") % {"file": path.name, "said": error}) from error


def _built(edition: EditionData, bases: Mapping[str, EditionData]) -> EditionData:
    """Take what the file does not say from the edition it is based on."""
    base = bases.get(edition.based_on)
    if base is None:
        edition.faults.append(_("There is no edition %(code)s.") % {"code": edition.based_on})
        return edition
    clauses = {clause.number: clause for clause in base.clauses}
    for clause in edition.clauses:
        clauses = _with(clauses, clause)
    named = {cross.after for cross in edition.crosswalk}
    same = [CrossData(n, n, "same") for n in clauses if n not in named]
    return replace(
        edition,
        clauses=tuple(clauses.values()),
        requirements=edition.requirements or base.requirements,
        crosswalk=(*edition.crosswalk, *same),
    )


def _with(clauses: dict[str, ClauseData], clause: ClauseData) -> dict[str, ClauseData]:
    """Put a clause in the place of the one with its number, or behind the one it names."""
    if clause.number in clauses or clause.after not in clauses:
        return clauses | {clause.number: clause}
    placed: dict[str, ClauseData] = {}
    for number, each in clauses.items():
        placed[number] = each
        if number == clause.after:
            placed[clause.number] = clause
    return placed


def _faults_of_all(editions: Sequence[EditionData]) -> Iterator[str]:
    codes = [each.code for each in editions]
    if len(set(codes)) < len(codes):
        yield _("Two files describe the same edition.")
    if [each.state for each in editions].count(StandardEdition.State.CURRENT) != 1:
        yield _("Exactly one edition is current.")


def _faults(edition: EditionData) -> Iterator[str]:
    """Say what is wrong with an edition, so that whoever mends its file sees all of it."""
    numbers = [clause.number for clause in edition.clauses]
    said: Mapping[str, Any] = {"code": edition.code}
    yield from edition.faults
    if edition.state not in StandardEdition.State.values or edition.version < 1:
        yield _("%(code)s: state and version are missing or wrong.") % said
    if len(set(numbers)) < len(numbers) or not numbers:
        yield _("%(code)s: each clause stands there once, and there is at least one.") % said
    for clause in edition.clauses:
        if clause.parent and clause.parent not in numbers[: numbers.index(clause.number)]:
            yield _("%(code)s: clause %(number)s comes before the one it is part of.") % {
                **said, "number": clause.number,
            }  # fmt: skip
    asked = [(each.clause, each.items) for each in edition.requirements]
    wrong = [e for e in edition.requirements if e.kind not in Requirement.Kind.values]
    if len(set(asked)) < len(asked) or wrong or not {c for c, _items in asked} <= set(numbers):
        yield _("%(code)s: a requirement names no clause, no kind, or stands there twice.") % said
    for cross in edition.crosswalk:
        is_new = cross.kind == Crosswalk.Kind.NEW
        if cross.kind not in Crosswalk.Kind.values or cross.after not in numbers or (
            bool(cross.before) == is_new
        ):  # fmt: skip
            yield _("%(code)s: the crosswalk to %(number)s is wrong.") % {
                **said, "number": cross.after,
            }  # fmt: skip
