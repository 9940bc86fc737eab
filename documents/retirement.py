"""What becomes of what hangs on a document when it is retired: decided, signed, carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(models.TextChoices):
    """What becomes of a document that belongs to one that is retired."""

    RETIRE = "retire", _("Retire it as well")
    MOVE = "move", _("Let it belong to another")
    KEEP = "keep", _("Keep it by itself")


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """What becomes of one child; documents by their numbers, which never change."""

    number: str
    fate: str
    to: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RetirementPlan:
    """What takes the place of a document, and what becomes of each of its children."""

    successors: Sequence[str] = ()
    children: Sequence[ChildPlan] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "replaced_by": list(self.successors),
            "children": [asdict(child) for child in self.children],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        children = [ChildPlan(**child) for child in data.get("children", ())]
        return cls(tuple(data.get("replaced_by", ())), children)
