"""Word counts 第一条 and 1.1 by itself: put the numbers it shows into the text.

Plain numbered lists (1. 2. 3., each from one item to the next) stay lists; whatever else Word
counts, headings above all, becomes text in front of its paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from documents.converting.reading.numerals import written
from documents.converting.reading.xml import Element, W, child, is_on, value

FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING: Final = re.compile(r"heading \d|标题 ?\d", re.IGNORECASE)
_UNCOUNTED: Final = {"bullet", "none"}
MOST_LEVELS: Final = 9


class Level(NamedTuple):
    """How one level of a list is counted and written."""

    form: str
    text: str
    start: int
    in_digits: bool
    gap: str

    def is_plain(self, n: int) -> bool:
        return self.form in _UNCOUNTED or (self.form == "decimal" and self.text == f"%{n + 1}.")


class Counted(NamedTuple):
    """A paragraph that Word counts, and the number it stands behind."""

    paragraph: Element
    list_id: str
    level: int
    label: str
    is_heading: bool
    is_plain: bool


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    by_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    headings: set[str] = field(default_factory=set)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, numbering: Element, styles: Element | None) -> Numbering:
        """Read what numbering.xml and styles.xml say."""
        found = cls()
        for each in numbering.iterfind(f"{W}abstractNum"):
            levels = {int(v.get(f"{W}ilvl", "0")): _level(v) for v in each.iterfind(f"{W}lvl")}
            found.lists[each.get(f"{W}abstractNumId", "")] = levels
        for each in numbering.iterfind(f"{W}num"):
            num_id = each.get(f"{W}numId", "")
            found.uses[num_id] = value(each, "abstractNumId")
            found.restarts[num_id] = {
                int(v.get(f"{W}ilvl", "0")): int(value(v, "startOverride") or 1)
                for v in each.iterfind(f"{W}lvlOverride")
                if child(v, "startOverride") is not None
            }
        if styles is not None:
            found.read_styles(numbering, styles)
        return found

    def read_styles(self, numbering: Element, styles: Element) -> None:
        """Find the paragraph styles that count, by themselves or by what they are based on."""
        linked = {
            value(level, "pStyle"): int(level.get(f"{W}ilvl", "0"))
            for level in numbering.iter(f"{W}lvl")
        }
        all_styles = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        for style_id, style in all_styles.items():
            if _HEADING.fullmatch(value(style, "name")):
                self.headings.add(style_id)
            if own := _of_style(style_id, all_styles):
                num_id, level = own
                self.by_style[style_id] = (num_id, linked.get(style_id, level))

    def count(self, paragraph: Element) -> Counted | None:
        """Count this paragraph; None when it is not counted."""
        properties = child(paragraph, "pPr")
        if properties is None:
            return None
        style = value(properties, "pStyle")
        own = child(properties, "numPr")
        num_id, level = self.by_style.get(style, ("", 0))
        if own is not None:
            num_id = value(own, "numId") or num_id
            level = int(value(own, "ilvl") or level)
        list_id = self.uses.get(num_id, "")
        levels = self.lists.get(list_id, {})
        if level not in levels or not has_words(paragraph):
            return None
        label = self.label(num_id, list_id, level)
        plain = levels[level].is_plain(level)
        return Counted(paragraph, list_id, level, label, style in self.headings, plain)

    def label(self, num_id: str, list_id: str, level: int) -> str:
        """Count on, and return what Word writes in front."""
        levels, counts = self.lists[list_id], self.counts[list_id]
        restart = self.restarts.get(num_id, {}).pop(level, None)  # at the first use of it
        if restart is not None:
            counts[level] = restart
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        wanted = levels[level]
        if wanted.form in _UNCOUNTED:
            return ""

        def number(found: re.Match[str]) -> str:
            n = int(found[1]) - 1
            at = levels.get(n, wanted)
            return written(counts.get(n, at.start), "decimal" if wanted.in_digits else at.form)

        return re.sub(r"%([1-9])", number, wanted.text) + wanted.gap


def write_numbers(document: Element, numbering: Element, styles: Element | None) -> None:
    """Put into the text of the document what Word would show in front of its paragraphs."""
    lists = Numbering.of(numbering, styles)
    counted = list(_counted(document, lists))
    as_they_are = _plain_lists(counted)
    for each in counted:
        if each.label and (each.is_heading or each.list_id not in as_they_are):
            _write(each)


def _counted(document: Element, lists: Numbering) -> Iterator[Counted]:
    for paragraph in document.iter(f"{W}p"):
        if next(paragraph.iterancestors(FALLBACK), None) is None and (
            found := lists.count(paragraph)
        ):
            yield found


def _plain_lists(counted: list[Counted]) -> set[str]:
    """Return the lists that a reader of HTML counts as Word does."""
    left = {each.list_id for each in counted if not each.is_heading}
    last: Element | None = None
    for each in counted:
        goes_on = last is not None and each.paragraph.getprevious() is last
        starts = goes_on or not each.label or each.label.startswith("1.")
        if not each.is_heading and not (each.is_plain and starts):
            left.discard(each.list_id)
        last = each.paragraph
    return left


def _write(counted: Counted) -> None:
    properties = child(counted.paragraph, "pPr")
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = counted.label
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    place = 0
    if properties is not None:
        place = 1
        for own in properties.findall(f"{W}numPr"):
            properties.remove(own)
        no_list = etree.SubElement(properties, f"{W}numPr")
        for name in ("ilvl", "numId"):
            etree.SubElement(no_list, f"{W}{name}").set(f"{W}val", "0")
    counted.paragraph.insert(place, run)


def has_words(paragraph: Element) -> bool:
    """Word counts an empty paragraph as well, but nobody sees a number that says nothing."""
    return any(True for _ in paragraph.iter(f"{W}t", f"{W}drawing", f"{W}pict", f"{W}object"))


def _level(level: Element) -> Level:
    gap = "" if value(level, "suff") == "nothing" else " "
    return Level(
        form=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText"),
        start=int(value(level, "start") or 1),
        in_digits=is_on(level, "isLgl"),
        gap=gap,
    )


def _of_style(style_id: str, styles: dict[str, Element]) -> tuple[str, int] | None:
    """Return list and level of a style, looked for in what it is based on as well."""
    for _depth in range(MOST_LEVELS):
        style = styles.get(style_id)
        properties = child(style, "pPr") if style is not None else None
        own = child(properties, "numPr") if properties is not None else None
        if own is not None and value(own, "numId"):
            return value(own, "numId"), int(value(own, "ilvl") or 0)
        if style is None:
            return None
        style_id = value(style, "basedOn")
    return None
