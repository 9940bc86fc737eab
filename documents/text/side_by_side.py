"""Two versions of a text beside each other, with what differs marked in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from django.utils.safestring import SafeString

from documents.text.redline import Redline, Row
from documents.text.redline_rows import row_html
from documents.text.render import to_html


@dataclass(frozen=True, slots=True)
class Pair:
    """One block of either version; both, where it is the same."""

    is_same: bool
    old: SafeString | str
    new: SafeString | str


def side_by_side(redline: Redline) -> list[Pair]:
    """Return both versions block by block; of what is the same only what stands round a change."""
    rows = redline.rows
    changed = {index for index, row in enumerate(rows) if row.number}
    near = {index + step for index in changed for step in (-1, 0, 1)}
    return [_pair(row) for index, row in enumerate(rows) if index in near]


def _pair(row: Row) -> Pair:
    if not row.number:
        same = to_html([row.block])
        return Pair(is_same=True, old=same, new=same)
    return Pair(
        is_same=False,
        old=_side(row, "ins") if row.old else "",
        new=_side(row, "del") if row.new else "",
    )


def _side(row: Row, without: Literal["ins", "del"]) -> SafeString:
    """Return the row as one version has it."""
    block = row.old if without == "ins" else row.new
    if row.table and block:
        return to_html([block])
    kept = tuple(segment for segment in row.segments if segment.kind != without)
    return row_html(replace(row, segments=kept))
