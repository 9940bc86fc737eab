"""Plain text, as editors and older programs keep it: a line is a paragraph."""

from html import escape

from documents.text.blocks import Block
from documents.text.clauses import with_clauses


def from_plain(text: str) -> list[Block]:
    """Return a block for each line that says something."""
    lines = (line.strip() for line in text.splitlines())
    return with_clauses([Block("paragraph", line, escape(line)) for line in lines if line])
