"""Tell, part by part, whether what a manifest names is still there as it was signed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from documents import files
from documents.manifest import fingerprint, sha256_of
from documents.models import Attachment, ReadingQuestion, Rendition, Revision, TextBlock
from documents.models.reading_question import SAID
from documents.models.sight import AnyOf

METADATA: Final = ("title", "change_class", "summary", "reason")


class Fault(NamedTuple):
    """What no longer fits: its kind for machines, a sentence for people."""

    kind: str
    words: str


class Bytes:
    """Which files still hold the bytes they are named after; each is hashed once."""

    def __init__(self) -> None:
        self._whole: dict[str, bool] = {}

    def are_whole(self, sha256: str) -> bool:
        if sha256 not in self._whole:
            self._whole[sha256] = files.holds_its_bytes(sha256)
        return self._whole[sha256]


class Contents:
    """What some revisions say now, beside what was signed; a few statements for all of them."""

    def __init__(self, revisions: Collection[Revision], kept: Bytes) -> None:
        self._kept = kept
        ids = AnyOf("revision_id", {revision.pk for revision in revisions})
        self._texts: dict[UUID, list[Any]] = defaultdict(list)
        rows = TextBlock.objects.filter(ids).order_by("revision_id", "position")
        for pk, block in rows.values_list("revision_id", "content").iterator():
            self._texts[pk].append(block)
        bodies = Rendition.objects.filter(ids, kind=Rendition.Kind.BODY)
        self._bodies = dict(bodies.values_list("revision_id", "file__sha256"))
        self._forms: dict[UUID, list[Mapping[str, str]]] = defaultdict(list)
        for form in Attachment.objects.filter(ids).with_files():
            said = {"number": form.number, "title": form.title, "name": form.name}
            self._forms[form.revision_id].append({**said, "sha256": form.file.sha256})
        self._questions: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
        for asked in ReadingQuestion.objects.filter(ids).order_by("revision_id", "position"):
            said = {name: getattr(asked, name) for name in SAID}
            self._questions[asked.revision_id].append(said)

    def faults(self, revision: Revision, manifest: bytes, *, stands: bool) -> Iterator[Fault]:
        """Check what a manifest names; where it still stands, the revision's rows as well.

        A manifest that names no text of its own, of an act for one, names that of the revision.
        """
        named = _read(manifest)
        if "source_sha256" in named:
            yield from self._file_faults(named)
            if stands and bytes(revision.manifest or b"") != manifest:
                yield _manifest_fault()
        else:
            yield from self._faults_of_named(revision, manifest)
            named = _read(bytes(revision.manifest or b"{}"))
        if stands and "source_sha256" in named:
            yield from self._row_faults(revision, named)

    def _faults_of_named(self, revision: Revision, manifest: bytes) -> Iterator[Fault]:
        if revision.manifest is None:  # imported: signed elsewhere
            if fingerprint(revision) != _read(manifest).get("content_sha256"):
                yield Fault("text", _("The text differs from what was signed."))
            return
        own = bytes(revision.manifest)
        if hashlib.sha256(own).hexdigest() not in manifest.decode(errors="replace"):
            yield _manifest_fault()
        yield from self._file_faults(_read(own))

    def _file_faults(self, named: Mapping[str, Any]) -> Iterator[Fault]:
        """Find named files whose bytes are not what was signed."""
        for kind, words in (
            ("source", _("The source file differs from what was signed, or is lost.")),
            ("text", _("The text as it was kept differs from what was signed, or is lost.")),
            ("body", _("The pages differ from what was signed, or are lost.")),
        ):
            if not self._kept.are_whole(str(named.get(f"{kind}_sha256", ""))):
                yield Fault(kind, words)
        for form in named.get("attachments", ()):
            if not self._kept.are_whole(form["sha256"]):
                yield Fault("attachment", _attachment(form["number"]))
        for sha256 in named.get("pictures", ()):
            if not self._kept.are_whole(sha256):
                words = _("The picture %(name)s… differs from what was signed, or is lost.")
                yield Fault("picture", words % {"name": sha256[:12]})

    def _row_faults(self, revision: Revision, named: Mapping[str, Any]) -> Iterator[Fault]:
        """Find what pages show of the revision that is not what was signed."""
        if sha256_of(self._texts[revision.pk]) != named["text_sha256"]:
            yield Fault("text", _("The text differs from what was signed."))
        source = revision.source.sha256 if revision.source else ""
        if source != named["source_sha256"]:
            yield Fault("source", _("Another source file stands in place of the signed one."))
        if self._bodies.get(revision.pk) != named["body_sha256"]:
            yield Fault("body", _("Other pages stand in place of the signed ones."))
        now = {name: getattr(revision, name) for name in METADATA}
        now |= {"document": revision.document.number, "revision": revision.label}
        now["substitute_reason"] = revision.substitute_reason if revision.substitute_id else ""
        for name, value in now.items():
            if named.get(name, "") != value:
                words = _("“%(name)s” differs from what was signed.")
                yield Fault("metadata", words % {"name": _label(name)})
        if named.get("questions", []) != self._questions[revision.pk]:
            yield Fault(
                "questions", _("The questions of understanding differ from the signed ones.")
            )
        yield from self._form_faults(revision, named)

    def _form_faults(self, revision: Revision, named: Mapping[str, Any]) -> Iterator[Fault]:
        forms = {form["number"]: form for form in named.get("attachments", ())}
        held = {form["number"]: form for form in self._forms[revision.pk]}
        for number in sorted(forms.keys() | held.keys()):
            if forms.get(number) != held.get(number):
                yield Fault("attachment", _attachment(number))


def _read(manifest: bytes) -> dict[str, Any]:
    try:
        return dict(json.loads(manifest))
    except (ValueError, TypeError):
        return {}


def _manifest_fault() -> Fault:
    return Fault("manifest", _("The manifest is not the one that was signed."))


def _attachment(number: str) -> str:
    words = _("The attachment %(number)s differs from what was signed, or is lost.")
    return words % {"number": number}


def _label(name: str) -> str:
    words = {"document": _("number"), "revision": _("revision"), "title": _("title")}
    words |= {"change_class": _("change class"), "summary": _("summary of changes")}
    words |= {"reason": _("reason"), "substitute_reason": _("why a PDF stands for the pages")}
    return words[name]
