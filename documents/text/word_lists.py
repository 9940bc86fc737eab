"""Lists of a Word file: real bullets and numbers, so that they go on counting in Word."""

from __future__ import annotations

from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

BULLETS, NUMBERS = 900, 901  # beyond the ones of the empty document
DEEPEST: Final = 9
_STEP_TWIPS: Final = 420  # two characters of text


class Numbering:
    """Gives paragraphs their bullets and numbers."""

    def __init__(self, document: Document) -> None:
        self.root = document.part.numbering_part.element
        for key, form, text in ((BULLETS, "bullet", "•"), (NUMBERS, "decimal", None)):
            self.root.insert(0, parse_xml(_definition(key, form, text)))
        self.bullets: int = self.root.add_num(BULLETS).numId
        # For each level that is open: which list it is, and the number given last.
        self.open: dict[int, tuple[int, int]] = {}

    def close(self) -> None:
        """End the lists that are open: the next item begins another one."""
        self.open = {}

    def number(self, paragraph: Paragraph, level: int, marker: str) -> None:
        """Make the paragraph an item; "3." counts on from "2.", else it begins a list at 3."""
        level = min(max(level, 1), DEEPEST)
        self.open = {depth: state for depth, state in self.open.items() if depth <= level}
        if marker[:-1].isdecimal():
            given = int(marker[:-1])
            of_list, last = self.open.get(level, (0, -1))
            if last != given - 1:
                of_list = self._begin(level, given)
            self.open[level] = of_list, given
        else:
            self.open.pop(level, None)
            of_list = self.bullets
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level - 1
        properties.get_or_add_numId().val = of_list

    def _begin(self, level: int, first: int) -> int:
        made = self.root.add_num(NUMBERS)
        made.add_lvlOverride(ilvl=level - 1).add_startOverride(first)
        key: int = made.numId
        return key


def _definition(key: int, form: str, text: str | None) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text or f"%{depth + 1}."}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_STEP_TWIPS * (depth + 1)}" w:hanging="{_STEP_TWIPS}"/></w:pPr>'
        "</w:lvl>"
        for depth in range(DEEPEST)
    )
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
