"""The text of a revision: where it comes from, how it is frozen, what signatures bind to."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import files, manifest
from documents.converting.converted import Converted
from documents.converting.keeping import TEXT_TYPE, kept_blocks, text_of, wanted_of
from documents.files import kinds
from documents.models import Rendition, Revision, StoredFile, TextBlock
from documents.models.sight import AnyOf
from documents.pdf.pages import BodyPage
from documents.pdf.stamping import check_body
from documents.pdf.typeset import body_pdf
from documents.pictures import hashes_in, paths_of
from documents.reading_questions import check_passages
from documents.register import citations, search
from documents.tasks import draw_first_pages
from documents.text.blocks import Block
from documents.text.markdown import decode, from_markdown
from documents.text.plain import from_plain
from documents.text.redline import Redline
from documents.text.redline import compare as compare_blocks
from tenants.errors import Refused
from tenants.scope import written_once
from tenants.scope.queue import after_commit

WORD = kinds.DOCX.media_type
MARKDOWN = kinds.MARKDOWN.media_type
PDF = kinds.PDF.media_type
BODY = Rendition.Kind.BODY
# A browser shows these and runs nothing in them; an SVG would be a page of a stranger's.
SHOWN_PICTURES = [kind.media_type for kind in kinds.PICTURES]


def blocks_of(revision: Revision) -> list[Block]:
    """Return the text: frozen blocks once it was submitted or imported, else from its source."""
    return blocks_of_each([revision])[0]


def blocks_of_each(revisions: Sequence[Revision]) -> list[list[Block]]:
    """Return the text of each of these revisions; one statement for all that are frozen."""
    rows = TextBlock.objects.filter(AnyOf("revision_id", [r.pk for r in revisions]))
    frozen: dict[UUID, list[Block]] = defaultdict(list)
    for revision_id, block in rows.values_list("revision_id", "content"):
        frozen[revision_id].append(Block.from_json(block))
    return [frozen[revision.pk] or read_source(revision) for revision in revisions]


def picture_of(revision: Revision, sha256: str) -> StoredFile | None:
    """Return a picture that the text of this revision holds."""
    file = StoredFile.objects.one_or_none(sha256=sha256, media_type__in=SHOWN_PICTURES)
    return file if file and _holds_picture(revision, sha256) else None


def _holds_picture(revision: Revision, sha256: str) -> bool:
    """Tell whether the text of this revision holds the picture with this hash, or may soon."""
    if revision.pictures.filter(file__sha256=sha256).exists():
        return True
    name = f"sha256:{sha256}"
    frozen = revision.text_blocks.annotate(html=KeyTextTransform("html", "content"))
    if frozen.filter(Q(html__contains=name) | Q(content__marker=name)).exists():
        return True
    return revision.state == Revision.State.DRAFT and sha256 in hashes_in(blocks_of(revision))


def pictures_of(revision: Revision, source: str) -> dict[str, dict[str, str]]:
    """Return the pictures that a Markdown text may show, by name."""
    if "![" not in source:
        return {}
    rows = revision.pictures.values_list("name", "file__sha256", "width", "height")
    return {
        name: {"src": f"sha256:{sha256}", "width": str(width), "height": str(height)}
        for name, sha256, width, height in rows
    }


def read_source(revision: Revision) -> list[Block]:
    """Return the text kept of the uploaded file, or that of the Markdown typed in."""
    if revision.source is None or not revision.source_name:
        return _from_markdown(revision, revision.markdown)
    if revision.source.media_type == MARKDOWN:
        return _from_markdown(revision, decode(files.read(revision.source)))
    if revision.source.media_type == kinds.TEXT.media_type:
        return from_plain(decode(files.read(revision.source)))
    text = Converted.of(revision).text
    return text_of(text) if text else []


def _from_markdown(revision: Revision, source: str) -> list[Block]:
    return from_markdown(source, pictures_of(revision, source))


def rejected_of(revision: Revision) -> list[Block]:
    """Return the text with all tracked changes rejected; [] when the file holds none."""
    text = Converted.of(revision).text
    sha256 = text.facts.get("rejected") if text else None
    file = StoredFile.objects.one_or_none(sha256=sha256) if sha256 else None
    return kept_blocks(file) if file else []


def markdown_of(revision: Revision) -> str:
    """Return the text to go on writing from; "" when it is a Word file."""
    if revision.source is None or not revision.source_name:
        return revision.markdown
    is_text = revision.source.media_type in {MARKDOWN, kinds.TEXT.media_type}
    return decode(files.read(revision.source)) if is_text else ""


def compare(old: Revision | None, new: Revision, shown: Sequence[Block] | None = None) -> Redline:
    """Return what changed from the old revision; all is new when there is none.

    `shown` is the new text where somebody has not saved it yet.
    """
    if shown is not None:
        texts = [blocks_of(old) if old else [], shown]
    else:
        texts = list(blocks_of_each([old, new] if old else [new]))
    formats = old is None or not compares_words_only(old, new)
    return compare_blocks(texts[0] if old else [], texts[-1], formats=formats)


def compares_words_only(old: Revision, new: Revision) -> bool:
    """Tell whether look and spacing say nothing: two kinds of file, or one that knows none."""
    readers = {_reader(old), _reader(new)}
    return len(readers) > 1 or not readers.isdisjoint({"plain", "pdf", "ofd"})


def _reader(revision: Revision) -> str:
    """Return how the text was got out of its source; LibreOffice makes Word files of others."""
    kind = kinds.by_name(revision.source_name) if revision.source_name else kinds.MARKDOWN
    return "" if kind is None else "docx" if kind.needs_office else kind.reader


def predecessor(revision: Revision) -> Revision | None:
    """Return the revision a draft is compared with: the last one issued before it."""
    for earlier in _issued_before(revision.document_id, revision.n):
        earlier.document = revision.document
        return earlier
    return None


@written_once
def _issued_before(document: UUID, n: int) -> QuerySet[Revision]:
    return Revision.objects.issued().filter(document=document, n__lt=n)[:1]


def freeze(revision: Revision) -> bytes:
    """Fix the text for good: source file, blocks, search rows and body PDF.

    Returns the manifest, which names the SHA-256 of each; signatures bind to it.
    The body is the file as it looks where that could be made, else its text, set by us.
    Raises Refused when there is no text, or while the file is not converted.
    """
    return freeze_each([revision])[0]


def freeze_each(revisions: Sequence[Revision]) -> list[bytes]:
    """Fix the texts of several; few statements, however many they are."""
    prefetch_related_objects(revisions, "reading_questions")
    _keep_typed([revision for revision in revisions if not revision.source_name])
    texts = [(revision, *_ready(revision)) for revision in revisions]
    keep_texts([(revision, blocks) for revision, blocks, _look in texts])
    files.store_all(
        (manifest.text_of([block.to_json() for block in blocks]), TEXT_TYPE)
        for _revision, blocks, _look in texts
    )
    pages = {revision.pk: _page(revision, blocks) for revision, blocks, _look in texts}
    looks = {revision.pk: look for revision, _blocks, look in texts if look is not None}
    for pk, look in looks.items():
        check_body(pages[pk], files.read(look))
    ours = [pk for pk in pages if pk not in looks]
    bodies = files.store_all((body_pdf(pages[pk]), PDF) for pk in ours)
    _keep_bodies(looks | dict(zip(ours, bodies, strict=True)), looks)
    written = manifest.write_each(revisions)
    for revision, says in zip(revisions, written, strict=True):
        revision.manifest = says
    Revision.objects.bulk_update(revisions, ["manifest"])
    return written


def _keep_typed(revisions: Sequence[Revision]) -> None:
    """Make a file of what was typed in and not uploaded."""
    kept = files.store_all((revision.markdown.encode(), MARKDOWN) for revision in revisions)
    for revision, file in zip(revisions, kept, strict=True):
        revision.source = file
    Revision.objects.bulk_update(revisions, ["source"])


def _ready(revision: Revision) -> tuple[list[Block], StoredFile | None]:
    """Return the text, and the file as it looks where there is one; Refused if there is none."""
    converted = Converted.of(revision)
    if sentence := converted.not_ready():
        raise Refused(sentence)
    blocks, look = read_source(revision), converted.look_file()
    if not blocks and look is None:
        raise Refused(_("There is no text yet. Write it or upload a file, then submit."))
    check_passages(revision, blocks)
    return blocks, look


def _keep_bodies(bodies: Mapping[UUID, StoredFile], looks: Collection[UUID]) -> None:
    """Let these files be the pages of these revisions, in place of those of an earlier round."""
    of = AnyOf("revision_id", bodies)
    known = {body.revision_id: body for body in Rendition.objects.filter(of, kind=BODY)}
    made = [known.get(pk) or Rendition(revision_id=pk, kind=BODY) for pk in bodies]
    for rendition in made:
        rendition.file = bodies[rendition.revision_id]
        rendition.as_it_looks = rendition.revision_id in looks
        after_commit(draw_first_pages, rendition.file.pk)
    Rendition.objects.bulk_create(each for each in made if each.revision_id not in known)
    Rendition.objects.bulk_update(known.values(), ["file", "as_it_looks"])


def thaw(revision: Revision) -> None:
    """Let the text be written again: what was submitted came to nothing, and nobody finds it."""
    revision.text_blocks.all().delete()
    search.forget([revision])
    citations.forget([revision])


def keep_texts(texts: search.Texts) -> None:
    """Store blocks as rows, in place of those of an earlier round, and make them findable."""
    TextBlock.objects.filter(AnyOf("revision_id", [each.pk for each, _blocks in texts])).delete()
    TextBlock.objects.bulk_create(
        (
            TextBlock(revision=revision, position=position, content=block.to_json())
            for revision, blocks in texts
            for position, block in enumerate(blocks)
        ),
        batch_size=search.AT_ONCE,
    )
    search.index(texts)
    citations.keep(texts)


def signed_text(signed: bytes) -> list[Block]:
    """Return the text that a manifest names, of an ended round as well; [] when none was kept."""
    sha256 = json.loads(signed)["text_sha256"]
    file = StoredFile.objects.one_or_none(sha256=sha256)
    return kept_blocks(file) if file else []


def is_extracted(revision: Revision) -> bool:
    """Tell whether the text was got out of a file that looks otherwise."""
    return revision.source is not None and bool(wanted_of(revision.source))


def _page(revision: Revision, blocks: Sequence[Block]) -> BodyPage:
    document = revision.document
    with translation.override(document.language):
        status = _("For approval")
    return BodyPage(
        number=document.number,
        revision=revision.label,
        title=revision.title,
        language=document.language,
        status=status,
        blocks=blocks,
        pictures=paths_of(blocks),
        dated=timezone.now(),
        from_extracted_text=is_extracted(revision),
    )
