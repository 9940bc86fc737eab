"""A document's text as a flat list of blocks; every source format ends here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

type Kind = Literal["heading", "paragraph", "item", "table", "code", "quote", "image"]


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table, code sample, quotation or image."""

    kind: Kind
    # Plain words for search and difference; in a table a tab ends a cell, a newline a row.
    text: str
    # The same with inline markup: safe tags only, without the tag around the block.
    html: str = ""
    # 1–6 for a heading, depth of nesting for an item.
    level: int = 0
    # The clause this block stands in, e.g. "4.2" or "第三条（一）".
    clause: str = ""
    # "•" or "3." for an item; for an image, what tells it from another image.
    marker: str = ""

    @property
    def rows(self) -> list[list[str]]:
        """Return the cells of a table, row by row."""
        return [line.split("\t") for line in self.text.split("\n")]

    def to_json(self) -> dict[str, str | int]:
        """Return a dictionary that JSON can hold, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value or name == "text"}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Block:
        """Return the block that `to_json` wrote."""
        return cls(**{field.name: data[field.name] for field in fields(cls) if field.name in data})
