"""Put the pages of body.pdf into those of frame.pdf: cover, stamps and signatures round the body.

Started as `python -I merge.py` in a folder with order.json, body.pdf and frame.pdf; writes
whole.pdf. What a page may do besides being read is taken away.
"""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

KEPT_OF_FILE = {"/Type", "/Pages", "/Outlines", "/Dests", "/Names", "/StructTreeRoot", "/MarkInfo"}
KEPT_OF_FILE |= {"/Lang", "/OCProperties", "/OutputIntents"}
KEPT_OF_PAGE = {"/Type", "/Parent", "/Resources", "/Contents", "/Annots", "/StructParents"}
KEPT_OF_PAGE |= {"/Tabs", "/Group"}
KEPT_OF_LINK = {"/Type", "/Subtype", "/Rect", "/QuadPoints", "/Border", "/F", "/Dest", "/A"}
KEPT_OF_LINK |= {"/Contents", "/StructParent", "/C", "/H", "/BS"}
MOST_ITEMS = 5_000
NO_CHANGE = [1, 0, 0, 1, 0, 0]


def merge(order: dict[str, Any]) -> dict[str, Any]:
    """Write whole.pdf as the order says."""
    with pikepdf.open("body.pdf") as pdf, pikepdf.open("frame.pdf") as frame:
        _disarm(pdf)
        moves = {page.obj.objgen: plan["matrix"] for page, plan in _planned(pdf, order)}
        _move_destinations(pdf, moves)
        before, count = order["before"], len(order["pages"])
        for (page, plan), stamp in zip(
            _planned(pdf, order), list(frame.pages)[before : before + count], strict=True
        ):
            _set_in(page, plan)
            _stamp(pdf, page, stamp)
        for at, page in enumerate(list(frame.pages)[:before]):
            pdf.pages.insert(at, page)
        pdf.pages.extend(list(frame.pages)[before + count :])
        _outline(pdf, order)
        _name_ends(pdf, order)
        _describe(pdf, order)
        pdf.save("whole.pdf", deterministic_id=True, object_stream_mode=_PACKED)
    return {"pages": before + count}


_PACKED = pikepdf.ObjectStreamMode.generate


def _planned(pdf: pikepdf.Pdf, order: dict[str, Any]) -> Iterator[tuple[pikepdf.Page, Any]]:
    return zip(list(pdf.pages), order["pages"], strict=True)


def _disarm(pdf: pikepdf.Pdf) -> None:
    """Leave what is read; take away what runs, is filled in, is attached or played."""
    with contextlib.suppress(Exception):
        pdf.generate_appearance_streams()  # what was filled in and has no look of its own yet
    pdf.flatten_annotations("screen")
    for name in set(pdf.Root.keys()) - KEPT_OF_FILE:
        del pdf.Root[name]
    if Name.Names in pdf.Root:
        kept = pdf.Root.Names.get("/Dests")
        pdf.Root.Names = Dictionary(Dests=kept) if kept is not None else Dictionary()
    for page in pdf.pages:
        page.obj.Resources = Dictionary(dict(page.resources.items()))
        links = [_link(note) for note in list(page.obj.get("/Annots") or ())[:MOST_ITEMS]]
        for name in set(page.obj.keys()) - KEPT_OF_PAGE:
            del page.obj[name]
        page.obj.Annots = pikepdf.Array([link for link in links if link is not None])


def _link(note: Any) -> Any:
    """Return a link without what else it can do; None for every other annotation."""
    if not isinstance(note, Dictionary) or note.get("/Subtype") != Name.Link:
        return None
    action = note.get("/A")
    if action is not None and not _is_harmless(action):
        return None
    for name in set(note.keys()) - KEPT_OF_LINK:
        del note[name]
    return note


def _is_harmless(action: Any) -> bool:
    if not isinstance(action, Dictionary) or "/Next" in action:
        return False
    if action.get("/S") == Name.GoTo:
        return True
    address = str(action.get("/URI", "")).lower()
    return action.get("/S") == Name.URI and address.startswith(("https:", "http:", "mailto:"))


def _set_in(page: pikepdf.Page, plan: dict[str, Any]) -> None:
    """Turn the page upright, move its content to where there is room, and close what it opened."""
    missing, left_open = _balance(page)
    matrix = " ".join(f"{number:.5f}" for number in plan["matrix"])
    x0, y0, x1, y1 = plan["box"]
    clip = f"{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re W n"  # what was cut off stays so
    page.contents_add(b"q " * (missing + 1) + f"{matrix} cm {clip}\n".encode(), prepend=True)
    page.contents_add(b"\n" + b"Q " * (left_open + 1))
    page.obj.MediaBox = pikepdf.Array([0, 0, plan["width"], plan["height"]])
    for link in page.obj.Annots:
        _move_link(link, plan["matrix"])


def _balance(page: pikepdf.Page) -> tuple[int, int]:
    """Count the states that are closed without being opened, and those that stay open."""
    depth = lowest = 0
    for found in pikepdf.parse_content_stream(page, "q Q"):
        depth += 1 if str(found.operator) == "q" else -1
        lowest = min(lowest, depth)
    return -lowest, depth - lowest


def _move_link(link: Any, matrix: list[float]) -> None:
    if matrix == NO_CHANGE:
        return
    with contextlib.suppress(TypeError, ValueError, KeyError):
        x0, y0, x1, y1 = (float(side) for side in link.Rect)
        (a, b), (c, d) = _at(matrix, x0, y0), _at(matrix, x1, y1)
        link.Rect = pikepdf.Array([min(a, c), min(b, d), max(a, c), max(b, d)])
        if "/QuadPoints" in link:
            del link["/QuadPoints"]


def _at(matrix: list[float], x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _stamp(pdf: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Page) -> None:
    """Lay the frame's page over this one, as what readers aloud pass over."""
    form = pdf.copy_foreign(stamp.as_form_xobject())
    taken: Any = page.obj.Resources.get("/XObject") or {}
    free = next(f"/Stamp{n}" for n in itertools.count() if f"/Stamp{n}" not in taken)
    name = page.add_resource(form, Name.XObject, Name(free))
    page.contents_add(f"/Artifact BMC q {name} Do Q EMC\n".encode())


def _move_destinations(pdf: pikepdf.Pdf, moves: dict[tuple[int, int], list[float]]) -> None:
    """Let links inside the document go where their aim has been moved to."""
    if all(matrix == NO_CHANGE for matrix in moves.values()):
        return
    for aim in _destinations(pdf):
        with contextlib.suppress(Exception):
            matrix = moves.get(aim[0].objgen)
            if matrix is not None and aim[1] == Name.XYZ:
                x, y = (float(side) if side is not None else 0 for side in (aim[2], aim[3]))
                aim[2], aim[3] = _at(matrix, x, y)


def _destinations(pdf: pikepdf.Pdf) -> Iterator[Any]:
    seen: set[tuple[int, int]] = set()
    holders: Iterator[Any] = iter(pdf.objects)
    for holder in holders:
        if isinstance(holder, pikepdf.Array):
            kept: list[Any] = [holder]
        elif isinstance(holder, Dictionary):
            kept = [holder.get("/Dest"), holder.get("/D")]
            kept += list(holder.get("/Names") or ()) if "/Limits" in holder else []
        else:
            continue
        for aim in kept:
            if isinstance(aim, pikepdf.Array) and len(aim) >= 4 and _is_page(aim[0]):
                if aim.is_indirect and aim.objgen in seen:
                    continue
                seen.add(aim.objgen)
                yield aim


def _is_page(thing: Any) -> bool:
    return isinstance(thing, Dictionary) and thing.get("/Type") == Name.Page


def _outline(pdf: pikepdf.Pdf, order: dict[str, Any]) -> None:
    """Keep the bookmarks, or make them of the headings; none may act."""
    try:
        with pdf.open_outline() as outline:
            _only_lead(outline.root, MOST_ITEMS)
            _add_headings(outline, order["headings"])
    except Exception:  # whatever is wrong with bookmarks, the pages are not
        del pdf.Root["/Outlines"]
        with pdf.open_outline() as outline:
            _add_headings(outline, order["headings"])


def _only_lead(items: list[pikepdf.OutlineItem], left: int) -> int:
    for item in items:
        if item.action is not None and not _is_harmless(item.action):
            item.action = None
        left = _only_lead(item.children, left - 1)
        if left < 0:
            raise ValueError("bookmarks")
    return left


def _add_headings(outline: pikepdf.Outline, headings: list[dict[str, Any]]) -> None:
    path: list[tuple[int, list[pikepdf.OutlineItem]]] = [(0, outline.root)]
    for heading in headings:
        item = pikepdf.OutlineItem(heading["text"], heading["page"], "Fit")
        while path[-1][0] >= heading["level"]:
            path.pop()
        path[-1][1].append(item)
        path.append((heading["level"], item.children))


def _name_ends(pdf: pikepdf.Pdf, order: dict[str, Any]) -> None:
    """Lead from the bookmarks to the pages before and after the body as well."""
    with pdf.open_outline() as outline:
        for at, end in enumerate(order["ends"]):
            item = pikepdf.OutlineItem(end["text"], end["page"], "Fit")
            outline.root.insert(at if end["page"] < order["before"] else len(outline.root), item)


def _describe(pdf: pikepdf.Pdf, order: dict[str, Any]) -> None:
    """Say what the file is; what the body said of itself (an archival format) holds no more."""
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    for name in list(pdf.docinfo.keys()):
        del pdf.docinfo[name]
    for name, value in order["about"].items():
        pdf.docinfo[f"/{name}"] = value
    with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
        about.load_from_docinfo(pdf.docinfo)
    pdf.Root.Lang = order["language"]
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


if __name__ == "__main__":
    answer = merge(json.loads(Path("order.json").read_text()))
    Path("answer.json").write_text(json.dumps(answer))
