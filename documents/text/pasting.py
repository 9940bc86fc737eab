"""What is pasted from Word, WPS or a page, as Markdown: headings, lists and tables stay."""

from __future__ import annotations

import re
from typing import Any, Final

import nh3
from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

MOST_CHARACTERS: Final = 1_000_000
_TAGS: Final = {
    *("p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "blockquote"),
    *("table", "thead", "tbody", "tr", "th", "td", "b", "strong", "i", "em", "s", "del", "code"),
    *("a", "div"),
}
_ATTRIBUTES: Final = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
# Word writes a list as paragraphs that say so in their style; the marker stands in a span.
_LIST: Final = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
_MARKER: Final = re.compile(r"mso-list:\s*Ignore", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(\d{1,3})[.、)）．]?")
_DEEPEST: Final = 5


def markdown_of_html(html: str) -> str:
    """Return the Markdown of a piece of HTML; what Markdown cannot say goes, its text stays."""
    soup = BeautifulSoup(html[:MOST_CHARACTERS], "html.parser")
    for fragment in soup.find_all(["o:p", "style", "script", "title", "xml"]):
        fragment.unwrap() if fragment.name == "o:p" else fragment.decompose()
    for paragraph in soup.find_all("p", style=_LIST):
        _make_item(soup, paragraph)
    _join_lists(soup)
    for table in soup.find_all("table"):
        _part_merged(soup, table)
    safe = nh3.clean(
        str(soup), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https", "mailto"}
    )
    text = _Converter(heading_style="ATX", bullets="-", table_infer_header=True).convert(safe)
    return re.sub(r"\n{3,}", "\n\n", text.replace("\xa0", " ")).strip()


def _make_item(soup: BeautifulSoup, paragraph: Tag) -> None:
    """Make a list item of a paragraph of Word's; a marker that Markdown has not stays in words."""
    level = _LIST.search(str(paragraph["style"]))
    span = paragraph.find("span", style=_MARKER)
    marker = span.get_text().strip() if span else ""
    number = _NUMBER.fullmatch(marker)
    if span is not None and (number or len(marker) < 2):
        span.decompose()
    elif marker:  # （一）, 第一条: it is part of what the text says
        paragraph.insert(0, f"{marker} ")
        if span is not None:
            span.decompose()
        return
    listing = soup.new_tag("ol" if number else "ul")
    if number:
        listing["start"] = number[1]
    listing["data-level"] = str(min(int(level[1]), _DEEPEST) if level else 1)
    paragraph.name = "li"
    paragraph.attrs = {}
    paragraph.wrap(listing)


def _join_lists(soup: BeautifulSoup) -> None:
    """Put items that follow one another into one list, deeper ones below the item before."""
    last: Tag | None = None
    for listing in soup.find_all(["ol", "ul"], attrs={"data-level": re.compile(r"\d")}):
        level = int(str(listing["data-level"]))
        if last is None or not _follows(last, listing):
            last = listing
            continue
        home = _home(last, level, str(listing.name))
        for item in list(listing.children):
            home.append(item)
        listing.decompose()


def _follows(last: Tag, listing: Tag) -> bool:
    between = listing.previous_sibling
    while between is not None and not isinstance(between, Tag) and not str(between).strip():
        between = between.previous_sibling
    return between is last


def _home(root: Tag, level: int, name: str) -> Tag:
    """Return the list of this level that is open, made if there is none."""
    here, depth = root, int(str(root["data-level"]))
    while depth < level:
        items = here.find_all("li", recursive=False)
        inner: list[Tag] = [*items[-1].find_all(["ul", "ol"], recursive=False)]
        if not inner:
            inner = [BeautifulSoup("", "html.parser").new_tag(name)]
            items[-1].append(inner[0])
        here, depth = inner[-1], depth + 1
    return here


def _part_merged(soup: BeautifulSoup, table: Tag) -> None:
    """Give every row the same columns: Markdown knows no merged cells."""
    reaching: dict[int, int] = {}  # column → rows that a cell above still covers
    for row in table.find_all("tr"):
        column = 0
        for cell in [*row.find_all(["td", "th"], recursive=False), None]:
            while reaching.get(column, 0) > 0:
                reaching[column] -= 1
                empty = soup.new_tag("td")
                _ = cell.insert_before(empty) if cell else row.append(empty)
                column += 1
            if cell is None:
                break
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for n in range(across):
                reaching[column + n] = down - 1
                if n:
                    cell.insert_after(soup.new_tag("td"))
            column += across


def _span(cell: Tag, name: str) -> int:
    value = str(cell.attrs.pop(name, "1"))
    return min(max(int(value), 1), 50) if value.isdecimal() else 1


class _Converter(MarkdownConverter):
    """Tables of Word have paragraphs in their cells; a list item is one paragraph."""

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_td(el, _flat(text), parent_tags))  # type: ignore[misc]

    def convert_th(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_th(el, _flat(text), parent_tags))  # type: ignore[misc]


def _flat(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
