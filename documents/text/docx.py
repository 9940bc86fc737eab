"""Word documents, read by mammoth: tracked insertions are taken, deletions left out."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import IO

import mammoth

from documents.text.blocks import Block
from documents.text.clauses import with_clauses
from documents.text.html import blocks_from_html

# Word writes style names in English in most files; Chinese templates and WPS keep their own.
_STYLES = "\n".join(
    [f"p[style-name='标题 {level}'] => h{level}:fresh" for level in range(1, 7)]
    + ["p[style-name='Title'] => h1:fresh", "p[style-name='标题'] => h1:fresh"]
    + ["r[style-name='HTML Code'] => code", "p[style-name='HTML Preformatted'] => pre:fresh"]
    + ["p[style-name='Quote'] => blockquote > p:fresh", "u => u"]
    # Goes on inside the list item above.
    + ["p[style-name='List Continue'] => ul|ol > li > p:fresh"]
    + ["p[style-name='List Continue 2'] => ul|ol > li > ul|ol > li > p:fresh"]
    + ["p[style-name='List Continue 3'] => ul|ol > li > ul|ol > li > ul|ol > li > p:fresh"]
)


def name_picture(data: bytes, _media_type: str) -> str:
    """Name a picture by its bytes, without keeping it: the redline sees another one."""
    return f"sha256:{sha256(data).hexdigest()}"


def from_docx(file: IO[bytes], keep: Callable[[bytes, str], str] = name_picture) -> list[Block]:
    """Return the blocks of a Word document that has passed the intake checks.

    `keep` takes each embedded picture, with its media type, and returns its name in a block.
    """

    def kept(image: mammoth.documents.Image) -> dict[str, str]:
        with image.open() as data:
            return {"src": keep(data.read(), image.content_type or "")}

    result = mammoth.convert_to_html(
        file,
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(kept),
        external_file_access=False,
        include_embedded_style_map=False,
    )
    return with_clauses(blocks_from_html(result.value))
