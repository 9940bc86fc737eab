"""Thresholds of a day: the newest the quality office set by then, else those of the indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from oversight.city.indicators import BY_NAME, INDICATORS, Bounds
from oversight.models import Threshold


class Thresholds:
    """Every threshold there was, asked once; how each indicator was judged on any day."""

    def __init__(self) -> None:
        rows = Threshold.objects.select_related("set_by")  # the newest first
        self.rows = [row for row in rows if row.indicator in BY_NAME]

    def on(self, day: dt.date) -> Mapping[str, Bounds]:
        """Return the bounds of each indicator as they were on a day."""
        found: dict[str, Bounds] = {indicator.name: indicator.bounds for indicator in INDICATORS}
        for row in reversed(self.rows):  # the newest that holds wins
            if row.holds_from <= day:
                found[row.indicator] = Bounds(row.good, row.watch, row.alert)
        return found


def tidy(bounds: Bounds) -> Bounds:
    """Return bounds as people write them: 4 and not 4.0."""
    good, watch, alert = (int(bound) if bound == int(bound) else bound for bound in bounds)
    return Bounds(good, watch, alert)
