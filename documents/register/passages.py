"""Where the documents of a page of hits say what was looked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.labels import REVISION
from documents.models import Revision
from documents.register.converters import DocumentNumber
from documents.register.paging import Found
from documents.register.ranking import Ranked
from documents.register.search import Place
from documents.text.snippets import snippet
from tenants.scope import current_tenant_id

SHOWN: Final = 3  # passages of one document; the rest is counted

# Of the few that are shown, by the key of the blocks; the text is cut where it is read.
READ = """
    SELECT t.revision_id, t.position, t.content ->> 'text', t.content ->> 'clause',
        t.content ->> 'page', r.n, r.label, r.state
    FROM unnest(%s::uuid[], %s::integer[]) AS wanted(revision_id, position)
    JOIN documents_textblock t ON t.tenant_id = %s
        AND (t.revision_id, t.position) = (wanted.revision_id, wanted.position)
    JOIN documents_revision r ON r.tenant_id = t.tenant_id AND r.id = t.revision_id
"""


def passages(
    query: str, lines: Sequence[Found], ranked: Ranked, code: str
) -> dict[UUID, SafeString]:
    """Return what to show below the line of each of these documents; one statement."""
    places = {each["pk"]: ranked.passages.get(each["pk"], [])[:SHOWN] for each in lines}
    wanted = [place for of_one in places.values() for place in of_one]
    if not wanted:
        return {}
    told = _read(wanted)
    url = reverse("documents:document", args=[code, "0"]).replace("/0/", "/%s/")
    shown: dict[UUID, SafeString] = defaultdict(SafeString)
    for each in lines:
        address = url % quote(DocumentNumber().to_url(each["number"]))
        found = [(place, told[place]) for place in places[each["pk"]] if place in told]
        if found:
            more = len(ranked.passages[each["pk"]]) - len(found)
            shown[each["pk"]] = _drawn(query, found, more, address)
    return shown


def _read(places: Sequence[Place]) -> dict[Place, dict[str, Any]]:
    revisions, positions = zip(*places, strict=True)
    names = ("text", "clause", "page", "n", "label", "state")
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(revisions), list(positions), current_tenant_id()])
        return {(row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in cursor}


def _drawn(
    query: str, found: Sequence[tuple[Place, dict[str, Any]]], more: int, address: str
) -> SafeString:
    items = format_html_join(
        "",
        '<li><a href="{}revisions/{}/?look=text#b{}">'
        '<span class="dc-passage-place">{}</span>{}</a></li>',
        (
            (address, told["n"], position, _place(told), snippet(_said(told), query))
            for (_revision, position), told in found
        ),
    )
    rest = ngettext("%(n)d more passage", "%(n)d more passages", more) % {"n": more}
    last = format_html('<li class="dc-muted">{}</li>', rest) if more > 0 else ""
    return format_html('<ul class="dc-passages">{}{}</ul>', items, last)


def _said(told: dict[str, Any]) -> str:
    """Return what a passage says after the number of its clause, which stands before it."""
    text, clause = str(told["text"]), told["clause"] or ""
    return text[len(clause) :].lstrip(" .．、") if clause and text.startswith(clause) else text


def _place(told: dict[str, Any]) -> str:
    """Say where a passage stands: clause, page, and which revision when it does not hold."""
    parts = [told["clause"] or ""]
    if told["page"]:
        parts.append(_("page %(n)s") % {"n": told["page"]})
    state = Revision.State(told["state"])
    if state != Revision.State.EFFECTIVE:
        parts.append(f"{told['label']} {REVISION[state].word}")
    return " · ".join(part for part in parts if part)
