"""Put what the files of standards say into the database: by the owner of the tables, any number
of times. Rows keep their identity, so that what documents are linked to stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from documents.models import Clause, Requirement, StandardEdition
from oversight.models import Crosswalk
from oversight.standards.files import EditionData
from tenants.errors import Refused

LOCK: Final = 9001


@transaction.atomic
def load(editions: Sequence[EditionData]) -> list[str]:
    """Bring the rows to what the files say; return the editions that changed.

    Raises Refused for a file that changed under its version, for one older than what is here,
    and for a clause that went although something is linked to it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    there = {row.code: row for row in StandardEdition.objects.all()}
    changed = [each for each in editions if _is_newer(each, there.get(each.code))]
    for edition in changed:  # one is current: whichever ceases to be so goes first
        if edition.state != StandardEdition.State.CURRENT:
            StandardEdition.objects.filter(code=edition.code).update(state=edition.state)
    for edition in changed:
        _load(edition)
    return [edition.code for edition in changed]


def _is_newer(edition: EditionData, row: StandardEdition | None) -> bool:
    if row is None or edition.version > row.version:
        return True
    told = {"code": edition.code, "version": edition.version, "here": row.version}
    if edition.version < row.version:
        raise Refused(
            _("%(code)s: version %(here)s is here already; the file has version %(version)s."),
            params=told,
        )
    if edition.sha256 != row.sha256:
        raise Refused(
            _("%(code)s: the file has changed; raise its version above %(here)s."), params=told
        )
    return False


def _load(edition: EditionData) -> None:
    row, _is_new = StandardEdition.objects.update_or_create(
        code=edition.code,
        defaults={
            name: getattr(edition, name)
            for name in (
                *("twin", "state", "version", "sha256", "note_zh", "note_en"),
                *("published_on", "transition_until"),
            )
        },
    )
    clauses = _load_clauses(row, edition)
    _load_requirements(row, edition, clauses)
    _load_crosswalk(row, edition, clauses)
    gone = Clause.objects.filter(edition=row).exclude(pk__in=[c.pk for c in clauses.values()])
    for clause in gone.order_by("-position"):
        _take_out(clause)


def _load_clauses(row: StandardEdition, edition: EditionData) -> dict[str, Clause]:
    there = {clause.number: clause for clause in Clause.objects.filter(edition=row)}
    for at, said in enumerate(edition.clauses):
        clause = there.get(said.number) or Clause(edition=row, number=said.number)
        clause.position = at
        clause.parent = there.get(said.parent)
        if not clause.edited:
            clause.title_zh, clause.title_en = said.zh, said.en
            clause.may_exclude = said.may_exclude
            clause.note_zh, clause.note_en = said.note_zh, said.note_en
        clause.save()
        there[said.number] = clause
    return {said.number: there[said.number] for said in edition.clauses}


def _load_requirements(
    row: StandardEdition, edition: EditionData, clauses: Mapping[str, Clause]
) -> None:
    kept = [
        Requirement.objects.update_or_create(
            clause=clauses[said.clause],
            items=said.items,
            defaults={
                "kind": said.kind,
                "title_zh": said.zh,
                "title_en": said.en,
                "typical_zh": said.typical_zh,
                "typical_en": said.typical_en,
            },
        )[0].pk
        for said in edition.requirements
    ]
    _drop(Requirement.objects.filter(clause__edition=row).exclude(pk__in=kept))


def _load_crosswalk(
    row: StandardEdition, edition: EditionData, clauses: Mapping[str, Clause]
) -> None:
    older = {
        clause.number: clause
        for clause in Clause.objects.filter(edition__code=edition.based_on or None)
    }
    kept = []
    for said in edition.crosswalk:
        before, after = older.get(said.before), clauses[said.after]
        cross, is_new = Crosswalk.objects.get_or_create(
            before=before, after=after, defaults=_crossed(said.kind, said.zh, said.en)
        )
        if not is_new and not cross.edited:
            Crosswalk.objects.filter(pk=cross.pk).update(**_crossed(said.kind, said.zh, said.en))
        kept.append(cross.pk)
    _drop(Crosswalk.objects.filter(after__edition=row).exclude(pk__in=kept))


def _crossed(kind: str, zh: str, en: str) -> dict[str, str]:
    return {"kind": kind, "shows_zh": zh, "shows_en": en}


def _take_out(clause: Clause) -> None:
    """Take out a clause that the file no longer has, unless somebody has linked to it."""
    try:
        with transaction.atomic():
            _drop(Crosswalk.objects.filter(before=clause))
            _drop(Clause.objects.filter(pk=clause.pk))
    except IntegrityError as error:
        raise Refused(
            _(
                "Clause %(number)s of %(edition)s is not in the file any more, but something is"
                " linked to it. Keep it in the file, or have those links taken off first."
            ),
            params={"number": clause.number, "edition": clause.edition.code},
        ) from error


def _drop(rows: models.QuerySet[Any]) -> None:
    """Delete rows without asking what points at them: the database refuses that, of any tenant."""
    rows._raw_delete(rows.db)
