"""What the demo tells of management reviews and quality objectives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from oversight.furniture.blueprint import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionStory:
    """What a review decided; done on a day, or left open."""

    kind: str
    words: str
    owner: str
    unit: str = ""
    due: int
    done: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStory:
    """A management review; one whose day is over was held, and signed five days later."""

    title: str
    on: int
    planned: int
    people: list[str]
    words: dict[str, str] = field(default_factory=dict)
    conclusion: str = ""
    decisions: list[DecisionStory] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveStory:
    """An objective; its values are those of the last periods that are over, the oldest first."""

    title: str
    unit: str = ""
    measure: str
    direction: str = "at_least"
    target: float
    measured_in: str = "%"
    period: str = "quarter"
    owner: str
    values: list[float]  # below 0: nobody has entered it
    said: str = "按月统计台账汇总"


def meeting(table: dict[str, Any]) -> MeetingStory:
    """Read one review."""
    decided = list(rows(DecisionStory, table.get("decisions", [])))
    return MeetingStory(**table | {"decisions": decided})
