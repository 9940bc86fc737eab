"""Where the pictures of a revision stand, and which ones its text holds."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.urls import reverse

from documents import files
from documents.models import Picture, Revision, StoredFile
from documents.text.blocks import Block
from documents.text.notes import pictures_of

_ANY = "0" * 64
_HASH = re.compile(r"[0-9a-f]{64}")


def address(code: str, number: str, n: int) -> str:
    """Return what comes before the hash in the address of a picture."""
    whole = reverse("documents:picture", args=[code, number, n, _ANY])
    return whole.removesuffix(f"{_ANY}/")


def hashes_in(blocks: Iterable[Block]) -> list[str]:
    """Return the pictures a text holds, each once, in order."""
    named = (sha256 for block in blocks for sha256 in pictures_of(block))
    return list(dict.fromkeys(sha256 for sha256 in named if _HASH.fullmatch(sha256)))


def paths_of(blocks: Iterable[Block]) -> dict[str, Path]:
    """Return where the pictures of a text lie, by hash; one that is not kept is left out."""
    hashes = hashes_in(blocks)
    found = StoredFile.objects.filter(sha256__in=hashes) if hashes else ()
    return {file.sha256: files.path_of(file) for file in found}


def take_along(old: Revision, new: Revision) -> None:
    """Let the text of the next revision show what that of the last one shows."""
    facts = old.pictures.values("name", "file_id", "width", "height")
    Picture.objects.bulk_create(Picture(revision=new, **each) for each in facts)
