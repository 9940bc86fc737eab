"""Convert one file and keep what came of it; the text of a file as it was kept."""

from __future__ import annotations

import errno
import json
import logging
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from celery.exceptions import SoftTimeLimitExceeded

from documents import files
from documents.converting.faults import Unconverted
from documents.converting.work import Reading, make_look, read_text
from documents.files import kinds
from documents.models import Conversion, StoredFile
from documents.text.blocks import Block
from documents.text.markdown import decode, from_markdown
from documents.text.plain import from_plain

TEXT_TYPE: Final = "application/json"

type Keep = Callable[[], None]

logger = logging.getLogger(__name__)


def wanted_of(file: StoredFile) -> list[Conversion.Kind]:
    """Return what is made of a file of this kind: plain text is read where it is needed."""
    kind = kinds.by_media_type(file.media_type)
    if kind is None or kind.reader in {"", "markdown", "plain"}:
        return []
    if kind.reader in {"pdf", "ofd"}:  # a PDF is its own look; of an OFD nobody here can make one
        return [Conversion.Kind.TEXT]
    return [Conversion.Kind.TEXT, Conversion.Kind.LOOK]


def convert(conversion: Conversion, folder: Path, *, is_tracked: bool = False) -> Keep:
    """Do the work, outside of any transaction; return what keeps its result, inside of one.

    `is_tracked`: its text holds tracked changes. Raises Unconverted, whatever went wrong.
    """
    try:
        return _convert(conversion, folder, is_tracked=is_tracked)
    except Unconverted:
        raise
    except SoftTimeLimitExceeded:
        raise Unconverted(Conversion.Fault.TOO_LONG) from None
    except OSError as error:
        logger.exception("a conversion failed on the disk")
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        raise Unconverted(
            Conversion.Fault.NO_SPACE if full else Conversion.Fault.CRASHED
        ) from error
    except Exception as error:
        logger.exception("a conversion broke off")
        raise Unconverted(Conversion.Fault.CRASHED) from error


def _convert(conversion: Conversion, folder: Path, *, is_tracked: bool) -> Keep:
    kind = kinds.by_media_type(conversion.file.media_type)
    assert kind is not None  # noqa: S101 - asked for by kind
    source = files.path_of(conversion.file)
    if conversion.kind == Conversion.Kind.TEXT:
        reading = read_text(source, kind, folder)
        return lambda: _keep_text(conversion, reading)
    look, facts = make_look(source, kind, folder, is_tracked=is_tracked)
    return lambda: _keep_look(conversion, look, facts)


def read_at_once(file: StoredFile) -> list[Block]:
    """Return the text of a file, read now unless it has been before; raises Unconverted."""
    conversion, _made = Conversion.objects.get_or_create(file=file, kind=Conversion.Kind.TEXT)
    if not conversion.is_done():
        with tempfile.TemporaryDirectory(prefix="convert-") as folder:
            convert(conversion, Path(folder))()
    return text_of(conversion)


def read_bytes(content: bytes, media_type: str) -> list[Block]:
    """Return the text of a file that is not kept yet; raises Unconverted."""
    kind = kinds.by_media_type(media_type)
    if kind is None or kind.reader == "markdown":
        return from_markdown(decode(content))
    if kind.reader == "plain":
        return from_plain(decode(content))
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        source = Path(folder) / "file"
        source.write_bytes(content)
        return [Block.from_json(block) for block in read_text(source, kind, Path(folder)).blocks]


def text_of(conversion: Conversion) -> list[Block]:
    """Return the text that was kept; [] when there is none."""
    return kept_blocks(conversion.result) if conversion.result else []


def kept_blocks(file: StoredFile) -> list[Block]:
    """Return blocks as a conversion stored them."""
    return [Block.from_json(block) for block in json.loads(files.read(file))]


def _keep_text(conversion: Conversion, reading: Reading) -> None:
    for picture in reading.pictures:
        with picture.file.open("rb") as file:
            files.store(file, picture.media_type)
    facts = reading.facts
    if reading.rejected:
        facts["rejected"] = _store(reading.rejected).sha256
    conversion.succeed(_store(reading.blocks), facts)


def _keep_look(conversion: Conversion, look: Path, facts: dict[str, Any]) -> None:
    with look.open("rb") as file:
        conversion.succeed(files.store(file, kinds.PDF.media_type), facts)


def _store(blocks: Sequence[dict[str, Any]]) -> StoredFile:
    text = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    return files.store(text.encode(), TEXT_TYPE)
