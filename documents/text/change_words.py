"""What a change is called: in the list of changes, and under a block for what shows no words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.text.notes import Note
from documents.text.redline import Row
from documents.text.tables import Cell

_LONGEST = 40


def summary(row: Row) -> str:
    """Return a change in a few words."""
    said = _words(row)
    if row.kind == "moved":
        place = moved(row)
        return f"{place} · {said}" if said else place
    if not said and row.block.kind == "image":
        said = shortened(row.block.text)
    return said or next(iter(sentences(row)), "")


def _words(row: Row) -> str:
    gone, come = map(shortened, row.first_difference)
    if row.goal or (row.kind == "moved" and not (gone or come)):
        return shortened(row.block.text)
    if gone and come:
        return f"{gone} → {come}"
    return f"− {gone}" if gone else f"+ {come}" if come else ""


def moved(row: Row) -> str:
    """Say where a block came from, or where it went."""
    if row.goal is not None:
        if row.goal.clause and row.goal.clause != row.clause:
            return _("moved to %(clause)s") % {"clause": row.goal.clause}
        return _("moved away")
    if row.origin is not None and row.origin.clause and row.origin.clause != row.clause:
        return _("moved from %(clause)s") % {"clause": row.origin.clause}
    return _("moved here")


def sentences(row: Row) -> Iterator[str]:
    """Say what changed beside the words."""
    for note in row.notes:
        if said := _sentence(note):
            yield said
    cells = [cell for line in row.table for cell in line]
    if any(cell.is_merged_anew or cell.absorbed for cell in cells):
        yield _("Cells were merged or split.")
    yield from _lines(row.table)


def _lines(table: tuple[tuple[Cell, ...], ...]) -> Iterator[str]:
    """Say how many rows came and went, where the table as such stayed."""
    if not any(cell.old_at and cell.new_at for line in table for cell in line):
        return
    kinds = [{cell.kind for cell in line if cell.old_at or cell.new_at} for line in table]
    if n := kinds.count({"added"}):
        yield _("Rows added: %(n)d.") % {"n": n}
    if n := kinds.count({"removed"}):
        yield _("Rows removed: %(n)d.") % {"n": n}


def _sentence(note: Note) -> str:
    facts = {
        "words": shortened(note.words),
        "old": shortened(_named(note.old)),
        "new": shortened(_named(note.new)),
    }
    if note.what == "link":
        return _link(note) % facts
    if note.what[0] in "+-":
        mark = _mark(note.what[1:])
        known = _("Now %(mark)s: “%(words)s”.") if note.what[0] == "+" else ""
        return (known or _("No longer %(mark)s: “%(words)s”.")) % (facts | {"mark": mark})
    known = {
        "kind": _("It was a %(old)s and is a %(new)s now."),
        "level": _("The level of the heading was %(old)s and is %(new)s now."),
        "depth": _("The depth in the list was %(old)s and is %(new)s now."),
        "bullets": _("The list was numbered and has bullets now."),
        "numbers": _("The list had bullets and is numbered now."),
        "picture": "",  # both are shown
    }[note.what]
    return known % facts


def _link(note: Note) -> str:
    if not note.old:
        return _("New link at “%(words)s”: %(new)s")
    if not note.new:
        return _("“%(words)s” is no link any more: %(old)s")
    return _("The link at “%(words)s” led to %(old)s and leads to %(new)s now.")


def _mark(name: str) -> str:
    return {
        "bold": _("bold"),
        "italic": _("italic"),
        "struck": _("struck through"),
        "underlined": _("underlined"),
        "subscript": _("subscript"),
        "superscript": _("superscript"),
        "code": _("typewriter type"),
    }[name]


def _named(kind: str) -> str:
    return {
        "heading": _("heading"),
        "paragraph": _("paragraph"),
        "item": _("list item"),
        "quote": _("quotation"),
    }.get(kind, kind)


def shortened(text: str) -> str:
    """Return the beginning of a text."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
