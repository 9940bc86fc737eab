"""Are we, on the whole, all right: what the city knows of each tenant."""

from oversight.models.scorecard import Scorecard, ScorecardQuerySet

__all__ = ["Scorecard", "ScorecardQuerySet"]
