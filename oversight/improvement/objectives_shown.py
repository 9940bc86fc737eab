"""What the pages of quality objectives show."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.utils.translation import pgettext_lazy

from documents.labels import Label
from oversight.city.charts import Line, spark
from oversight.improvement.facts import target_words, tidy
from oversight.improvement.objective_forms import choice_of
from oversight.improvement.periods import Period, Progress, Standing
from oversight.improvement.sight import documents_shown_to
from oversight.models import ObjectiveResult, QualityObjective
from tenants.models import Member

MOST_DRAWN: Final = 12  # periods
STANDINGS: Final = {
    Standing.MET: Label(pgettext_lazy("objective", "Met"), "ok", icon="circle-check"),
    Standing.MISSED: Label(pgettext_lazy("objective", "Not met"), "bad", icon="circle-x"),
    Standing.MISSING: Label(pgettext_lazy("objective", "No result"), "warn", icon="circle-alert"),
    Standing.RUNNING: Label(
        pgettext_lazy("objective", "Not over yet"), "mute", icon="hourglass", is_quiet=True
    ),
}
LATE: Final = Label(pgettext_lazy("objective", "Result late"), "bad", icon="clock-alert")


class Row(NamedTuple):
    """An objective as the list shows it: its line, and how its last period stands."""

    progress: Progress
    target: str
    line: Line
    last: Period | None
    value: str
    label: Label


class Shown(NamedTuple):
    """A period on the page of an objective, with all that was ever entered of it."""

    period: Period
    label: Label
    value: str
    choice: str
    shows_document: bool  # the reader may know of what the result rests on
    earlier: list[tuple[str, ObjectiveResult]]  # what a correction stands for


def target_of(objective: QualityObjective) -> str:
    return target_words(objective.direction, tidy(objective.target), objective.measured_in)


def row(progress: Progress) -> Row:
    periods, last = progress.over[-MOST_DRAWN:], progress.last
    values = [None if each.value is None else float(each.value) for each in periods]
    return Row(
        progress,
        target_of(progress.objective),
        spark(values),
        last,
        value_of(progress.objective, last),
        label_of(last),
    )


def label_of(period: Period | None) -> Label:
    if period is None:
        return STANDINGS[Standing.RUNNING]
    return LATE if period.is_late else STANDINGS[period.standing]


def value_of(objective: QualityObjective, period: Period | None) -> str:
    if period is None or period.value is None:
        return ""
    return f"{tidy(period.value)} {objective.measured_in}".strip()


def periods(progress: Progress, reader: Member) -> list[Shown]:
    """Return the periods of an objective, the newest first."""
    seen = documents_shown_to(reader, [progress])
    rows = list(progress.objective.results.select_related("by"))
    return [
        Shown(
            each,
            label_of(each),
            value_of(progress.objective, each),
            choice_of(each),
            each.result is not None and each.result.document_id in seen,
            [
                (tidy(result.value), result)
                for result in rows
                if result.period_from == each.span.first and result != each.result
            ],
        )
        for each in reversed(progress.periods)
    ]
