"""What a criterion can count: the indicators of the scorecard, and thresholds as people type."""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from oversight.city.indicators import BY_NAME, INDICATORS
from oversight.examination.scoring import Thresholds
from oversight.models import Criterion, Scorecard
from tenants.errors import Refused

PAIR: Final = re.compile(r"(\d{1,6})\s*[=＝:：]\s*(\d{1,3})")
MOST_STEPS: Final = 6


def label_of(name: str) -> str | Promise:
    """Return what an indicator is called; of one that is gone, its bare name."""
    return BY_NAME[name].label if name in BY_NAME else name


def choices() -> list[tuple[str, str | Promise]]:
    return [(indicator.name, indicator.label) for indicator in INDICATORS]


def is_higher_better(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].higher_is_better


def unit_of(name: str) -> str:
    return BY_NAME[name].unit if name in BY_NAME else ""


def figure(name: str, card: Scorecard | None) -> int | None:
    """Return what a scorecard says; None without one, or where there is nothing to count."""
    if card is None or name not in BY_NAME:
        return None
    value = BY_NAME[name].of(card)
    return None if value is None else int(value)  # whole points and whole days


def parse_thresholds(text: str, *, higher_is_better: bool) -> list[list[int]]:
    """Read “95=100, 90=80”: from a bound on, so many percent of the weight. Best first."""
    parts = [part.strip() for part in re.split(r"[,，;；\n]", text) if part.strip()]
    found = [PAIR.fullmatch(part) for part in parts]
    if not parts or len(parts) > MOST_STEPS or not all(found):
        raise Refused(
            _("Write up to %(n)d steps such as “95=100, 90=80”: from 95 on 100 percent, …")
            % {"n": MOST_STEPS}
        )
    steps = [[int(match[1]), int(match[2])] for match in found if match]
    bounds, percents = [step[0] for step in steps], [step[1] for step in steps]
    if bounds != sorted(set(bounds), reverse=higher_is_better):
        better = _("higher") if higher_is_better else _("lower")
        raise Refused(
            _("Begin with the best step: here %(better)s is better.") % {"better": better}
        )
    if percents != sorted(set(percents), reverse=True) or percents[0] > 100:
        raise Refused(_("Percentages fall from step to step, and none is above 100."))
    return steps


def written(thresholds: Thresholds) -> str:
    """Write thresholds as they are typed."""
    return ", ".join(f"{bound}={percent}" for bound, percent in thresholds)


def told(criteria: Iterable[Criterion]) -> list[tuple[Criterion, str]]:
    """Return criteria with how each comes to its points, in words."""
    return [
        (each, each.asks if each.is_judged() else _counted(each.indicator, each.thresholds))
        for each in criteria
    ]


def _counted(name: str, thresholds: Thresholds) -> str:
    return f"{label_of(name)} {in_words(name, thresholds)}"


def in_words(name: str, thresholds: Thresholds) -> str:
    """Say thresholds as a sentence reads: ≥ 95 %: 100 % · ≥ 90 %: 80 %."""
    sign = "≥" if is_higher_better(name) else "≤"
    unit = unit_of(name)
    return " · ".join(f"{sign} {bound}{unit}: {percent}%" for bound, percent in thresholds)
