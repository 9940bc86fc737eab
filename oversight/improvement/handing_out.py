"""The record of a management review as pages, and objectives with their results as a sheet."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.distribution.exporting import Listed
from documents.lists.columns import Cell, Column, day_of
from documents.pdf.tables import Head, Table, table_pdf
from oversight.improvement.objectives_shown import STANDINGS, target_of
from oversight.improvement.periods import Period, Progress
from oversight.improvement.record import Record
from oversight.improvement.shown import Decision, sections
from oversight.improvement.sight import documents_shown_to
from oversight.models import CirculationSignature, ManagementReview
from tenants.models import Member


def pages(
    review: ManagementReview, record: Record, decided: Sequence[Decision], foot: str, head: str
) -> bytes:
    """Return the record with its inputs and decisions as pages to file."""
    return table_pdf(
        Table(
            organisation=head,
            title=review.title,
            notes=list(_notes(review, record)),
            foot=foot,
            heads=[
                Head(_("Clause"), 8, keeps_line=True),
                Head(_("Subject"), 20),
                Head(_("What the figures say"), 40),
                Head(_("What was said"), 32),
            ],
            rows=[*_inputs(record), *map(_decision, decided)],
            signers=(),
        )
    )


def _notes(review: ManagementReview, record: Record) -> Iterator[str]:
    if review.held_on is None:
        yield _("Planned for %(day)s; not held yet.") % {"day": review.planned_on}
    else:
        figures = {"day": review.held_on, "on": record["figures_on"]}
        yield _("Held on %(day)s; figures of %(on)s.") % figures
    people = [f"{each['name']} {each['post']}".strip() for each in record["participants"]]
    yield _("Participants: %(people)s") % {"people": "、".join(people) or "—"}
    if record["conclusion"]:
        yield _("Conclusion: %(words)s") % {"words": record["conclusion"]}
    if record["minutes"]:
        yield _("Minutes: %(name)s, SHA-256 %(sha256)s") % record["minutes"]
    signatures = list(CirculationSignature.objects.all().under(review))
    yield from map(_signed, signatures)
    if review.state != ManagementReview.State.SIGNED:
        yield _("Not signed by all yet.") if signatures else _("Not signed.")


def _signed(signature: CirculationSignature) -> str:
    return _("Signed by %(name)s %(post)s on %(time)s, SHA-256 %(sha256)s") % {
        "name": signature.names(),
        "post": signature.post,
        "time": f"{timezone.localtime(signature.signed_at):%Y-%m-%d %H:%M}",
        "sha256": signature.manifest_sha256,
    }


def _inputs(record: Record) -> Iterator[list[str]]:
    for each in sections(record):
        facts = "\n".join(each.facts) or "—"
        yield [f"9.3.2 {each.letter}", each.label, facts, each.words or "—"]


def _decision(decided: Decision) -> list[str]:
    action = decided.action
    whose = " · ".join(filter(None, [action.owner.name, str(action.unit or "")]))
    standing = f"{whose}\n{_('Due on')} {action.due_on}: {decided.label.word}"
    if action.done_on is not None:
        standing = f"{standing} {action.done_on} {action.done_words}"
    subject = _("Decision %(n)d: %(kind)s") % {"n": action.n, "kind": action.get_kind_display()}
    return ["9.3.3", subject, action.words, f"{standing}\n{decided.signed}".strip()]


HEADS: Final[tuple[tuple[str, str | Promise, int], ...]] = (
    ("objective", gettext_lazy("Objective"), 34),
    ("unit", gettext_lazy("Unit"), 16),
    ("measure", gettext_lazy("How it is measured"), 34),
    ("target", gettext_lazy("Target"), 12),
    ("owner", gettext_lazy("Owner"), 12),
    ("period", gettext_lazy("Period"), 14),
    ("value", gettext_lazy("Value"), 10),
    ("standing", gettext_lazy("Standing"), 14),
    ("words", gettext_lazy("In words"), 34),
    ("evidence", gettext_lazy("Evidence"), 26),
    ("by", gettext_lazy("Entered by"), 12),
    ("on", gettext_lazy("Entered on"), 12),
)
COLUMNS: Final = tuple(Column(*head) for head in HEADS)


def listed(found: Sequence[Progress], reader: Member) -> Listed:
    """Return the objectives as they leave the house, a line for each period."""
    seen = documents_shown_to(reader, found)
    return Listed(
        title=_("Quality objectives"),
        columns=COLUMNS,
        lines=[_line(each, period, seen) for each in found for period in each.periods],
        filters="",
        back=reverse("oversight:objectives", args=[reader.tenant.slug]),
    )


def _line(progress: Progress, period: Period, seen: Container[UUID | None]) -> list[Cell]:
    objective, result = progress.objective, period.result
    about: list[Cell] = [
        objective.title,
        str(objective.unit or _("Whole organ or zone")),
        objective.measure,
        target_of(objective),
        objective.owner.name,
        period.span.name,
    ]
    standing = str(STANDINGS[period.standing].word)
    if result is None:
        return [*about, "", standing, "", "", "", ""]
    evidence = [result.evidence_name]
    if result.document and result.revision and result.document_id in seen:
        evidence.append(f"{result.document.number} {result.revision.label}")
    said = [result.words, " · ".join(filter(None, evidence)), result.by.name, day_of(result.on)]
    return [*about, float(result.value), standing, *said]
