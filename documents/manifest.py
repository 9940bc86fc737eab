"""What signatures bind to: the manifest of a revision, and whether all it names still is that."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.db import connection

from documents import files
from documents.models import Revision, StoredFile
from documents.pictures import hashes_in
from documents.text.blocks import Block
from tenants.scope import current_tenant_id

# Everything a manifest names, of some revisions at once: it is asked for under each signature.
NAMED: Final = """
    SELECT revision.id, revision.manifest, source.sha256, body.sha256, document.number,
           revision.label, revision.title, revision.change_class, revision.summary, revision.reason,
           revision.substitute_id IS NOT NULL, revision.substitute_reason,
           (SELECT jsonb_agg(content ORDER BY position) FROM documents_textblock block
            WHERE block.tenant_id = revision.tenant_id AND block.revision_id = revision.id),
           (SELECT jsonb_agg(jsonb_build_object('number', form.number, 'title', form.title,
                                                'name', form.name, 'sha256', file.sha256)
                             ORDER BY form.number)
            FROM documents_attachment form
            JOIN documents_storedfile file
              ON file.tenant_id = form.tenant_id AND file.id = form.file_id
            WHERE form.tenant_id = revision.tenant_id AND form.revision_id = revision.id),
           (SELECT jsonb_agg(jsonb_build_object('text', asked.text, 'choices', asked.choices,
                                                'right', asked."right", 'clause', asked.clause,
                                                'passage', asked.passage)
                             ORDER BY asked.position)
            FROM documents_readingquestion asked
            WHERE asked.tenant_id = revision.tenant_id AND asked.revision_id = revision.id)
    FROM documents_revision revision
    JOIN documents_document document
      ON document.tenant_id = revision.tenant_id AND document.id = revision.document_id
    LEFT JOIN documents_storedfile source
      ON source.tenant_id = revision.tenant_id AND source.id = revision.source_id
    LEFT JOIN documents_rendition page
      ON page.tenant_id = revision.tenant_id AND page.revision_id = revision.id
     AND page.kind = 'body'
    LEFT JOIN documents_storedfile body
      ON body.tenant_id = page.tenant_id AND body.id = page.file_id
    WHERE revision.tenant_id = %s AND revision.id = ANY(%s)
"""


@dataclass(frozen=True)
class Named:
    """What the rows of a revision say that a manifest names."""

    pk: UUID
    manifest: bytes | None
    source: str | None  # SHA-256, as all files are named
    body: str | None
    document: str
    label: str
    title: str
    change_class: str
    summary: str
    reason: str
    has_substitute: bool
    substitute_reason: str
    text: Sequence[dict[str, Any]]
    forms: Sequence[Mapping[str, str]]
    questions: Sequence[Mapping[str, Any]]

    @cached_property
    def pictures(self) -> list[str]:
        return hashes_in(map(Block.from_json, self.text))

    def files(self) -> list[str]:
        """Return the files that have to hold their bytes."""
        forms = [form["sha256"] for form in self.forms]
        return [self.source or "", self.body or "", *self.pictures, *forms]

    def written(self) -> bytes:
        """Write the manifest down, in bytes that are stored and only compared from then on."""
        content: dict[str, object] = {
            "document": self.document,
            "revision": self.label,
            "title": self.title,
            "change_class": self.change_class,
            "summary": self.summary,
            "reason": self.reason,
            "source_sha256": self.source,
            "text_sha256": sha256_of(self.text),
            "body_sha256": self.body,
        }
        if self.has_substitute:
            content["substitute_reason"] = self.substitute_reason
        if self.forms:
            content["attachments"] = self.forms
        if self.questions:
            content["questions"] = self.questions
        if pictures := self.pictures:
            content["pictures"] = pictures
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return text.encode()


def write_each(revisions: Sequence[Revision]) -> list[bytes]:
    """Write down what each of these says, whose text and pages were just fixed."""
    named = _named(revisions)
    return [named[revision.pk].written() for revision in revisions]


def manifest_sha256(revision: Revision) -> str:
    """Return the manifest's hash from the bytes as they are now; "" when any no longer fits."""
    return manifest_sha256_of_each([revision])[0]


def manifest_sha256_of_each(revisions: Sequence[Revision]) -> list[str]:
    """Return that of each of these revisions; a statement or two for all of them."""
    named = _named(revisions)
    lost = {sha256 for each in named.values() for sha256 in each.pictures}
    if lost:
        kept = StoredFile.objects.filter(sha256__in=lost)
        lost.difference_update(kept.values_list("sha256", flat=True))
    return [_sha256_now(named.get(revision.pk), lost) for revision in revisions]


def fingerprint(revision: Revision) -> str:
    """Return a hash of what an issued revision says; "" when its bytes no longer fit.

    What was imported was signed elsewhere and has no manifest: source and text are hashed.
    """
    if revision.manifest is not None or revision.source is None:
        return manifest_sha256(revision)
    named = _named([revision])[revision.pk]
    if not files.holds_its_bytes(named.source or ""):
        return ""
    return hashlib.sha256(f"{named.source}{sha256_of(named.text)}".encode()).hexdigest()


def text_of(blocks: Sequence[Mapping[str, Any]]) -> bytes:
    """Write a text down, as its hash is taken and as it is kept."""
    return json.dumps(blocks, sort_keys=True, ensure_ascii=False).encode()


def sha256_of(blocks: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256(text_of(blocks)).hexdigest()


def _named(revisions: Sequence[Revision]) -> dict[UUID, Named]:
    asked: list[Any] = [current_tenant_id(), [revision.pk for revision in revisions]]
    with connection.cursor() as cursor:
        cursor.execute(NAMED, asked)
        rows = cursor.fetchall()
    found = dict[UUID, Named]()
    for row in rows:
        values = [*row[:-3], *(json.loads(each or "[]") for each in row[-3:])]
        found[row[0]] = Named(*values)
    return found


def _sha256_now(named: Named | None, lost: set[str]) -> str:
    if named is None or named.manifest is None or named.source is None:
        return ""
    manifest = bytes(named.manifest)
    is_kept = lost.isdisjoint(named.pictures) and all(map(files.holds_its_bytes, named.files()))
    is_whole = is_kept and named.written() == manifest
    return hashlib.sha256(manifest).hexdigest() if is_whole else ""
