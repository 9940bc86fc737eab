"""Clause numbers, read from what a text says or counted from its headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from documents.text.blocks import Block
from documents.text.html import HAN

_NUMERAL = "〇零一二三四五六七八九十百千"
# Outermost first. A new number closes those of its own rank and below; chapters are not part
# of an address, because articles count on across them.
_CHAPTER, _ARTICLE, _PART, _POINT, _ITEM, _SUBITEM = range(6)
_PATTERNS = (
    (_CHAPTER, rf"(第[{_NUMERAL}\d]+(?:分?编|章|节|部分))"),
    (_CHAPTER, r"(附[件录表]\s?[A-Z\d一二三四五六七八九十]*)(?=[\s:：]|$)"),
    (_CHAPTER, r"((?:Chapter|Part|Appendix|Annex) [A-Z\d]+)\b"),
    (_ARTICLE, rf"(第[{_NUMERAL}\d]+条(?:之[{_NUMERAL}]+)?)"),
    (_ARTICLE, r"((?:Article|Section) \d+(?:\.\d+)*)\b"),
    (_ARTICLE, r"((?:\d{1,2}|[A-Z])(?:\.\d{1,3})+)(?![\d%.])(?=[\s.．、]|[^\x00-\x7f]|$)"),
    (_PART, rf"([{_NUMERAL}]+)、"),
    (_POINT, rf"([（(][{_NUMERAL}]+[)）])"),
    (_ITEM, r"(\d{1,2})[.、．](?!\d)"),
    (_SUBITEM, r"([（(](?:\d{1,2}|[a-z])[)）])"),
)
_OWN = [(rank, re.compile(pattern)) for rank, pattern in _PATTERNS]
# "1 目的", "1. Purpose", "1目的", but not "12月计划".
_HEADING = re.compile(
    rf"(\d{{1,2}})(?:[.、．]\s*|\s+|(?=[{HAN}])(?![年月日号个条项类种届次]))(?=[^\d\s.])"
)


def own_number(block: Block) -> tuple[int, str] | None:
    """Return rank and number with which this block begins, if it has one."""
    if block.kind in {"table", "code", "image"}:
        return None
    if block.kind == "heading" and (found := _HEADING.match(block.text)):
        return _ARTICLE, found[1]
    for rank, pattern in _OWN:
        if found := pattern.match(block.text):
            return rank, found[1].strip()
    if block.kind == "item" and block.marker[:1].isdecimal():
        return _ITEM, block.marker.rstrip(".")
    return None


def chapter_of(block: Block) -> str:
    """Return the chapter, part or appendix that begins with this block; "" for none."""
    own = own_number(block)
    return own[1] if own and own[0] == _CHAPTER else ""


def with_clauses(blocks: Iterable[Block]) -> list[Block]:
    """Tell each block the clause it stands in."""
    blocks = list(blocks)
    numbered = any(own_number(block) for block in blocks if block.kind == "heading")
    counted = {} if numbered else _count_headings(blocks)
    open_numbers: dict[int, str] = {}
    result = []
    for index, block in enumerate(blocks):
        own = (_ARTICLE, counted[index]) if index in counted else own_number(block)
        if own:
            rank, number = own
            open_numbers = {r: n for r, n in open_numbers.items() if r < rank} | {rank: number}
        elif block.kind == "heading":
            open_numbers = {}
        result.append(replace(block, clause=_address(open_numbers)))
    return result


def _address(numbers: dict[int, str]) -> str:
    """Join open numbers to an address: "第三条（一）", "4.2-1"."""
    address = ""
    for rank, number in sorted(numbers.items()):
        if rank == _CHAPTER and len(numbers) > 1:
            continue
        joint = "-" if address[-1:].isalnum() and number[0].isalnum() else ""
        address += joint + number
    return address


def _count_headings(blocks: list[Block]) -> dict[int, str]:
    """Number unnumbered headings by position; a single first-level heading is the title."""
    levels = {i: block.level for i, block in enumerate(blocks) if block.kind == "heading"}
    top = list(levels.values()).count(1)
    if top == 1:
        levels = {i: level for i, level in levels.items() if level > 1}
    counters: list[int] = []
    depths: list[int] = []
    counted = {}
    for index, level in levels.items():
        while depths and depths[-1] > level:
            depths.pop()
            counters.pop()
        if not depths or depths[-1] < level:
            depths.append(level)
            counters.append(0)
        counters[-1] += 1
        counted[index] = ".".join(map(str, counters))
    return counted
