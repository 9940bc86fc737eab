"""What a reader found: blocks, counts, warnings, pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from PIL import Image

from documents.text.blocks import Block
from documents.text.clauses import own_number

MOST_PIXELS: Final = 50_000_000
MOST_PICTURES: Final = 2_000
# What browsers show; anything else is drawn anew as PNG.
SHOWN: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
DRAWINGS: Final = {"image/x-emf", "image/emf", "image/x-wmf", "image/wmf"}


class Unreadable(Exception):
    """The file is not what it seems, or damaged."""


class Encrypted(Exception):
    """The file opens with a password only."""


@dataclass
class Pictures:
    """Pictures on their way out of a document, each under its SHA-256."""

    folder: Path
    types: dict[str, str] = field(default_factory=dict)
    unread: int = 0

    def keep(self, data: bytes, media_type: str) -> str:
        """Leave a picture in the folder and return its name in a block, "" when it is none."""
        try:
            if media_type not in DRAWINGS:
                data, media_type = _as_shown(data)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self.unread += 1
            return ""
        name = sha256(data).hexdigest()
        if name not in self.types and len(self.types) >= MOST_PICTURES:
            self.unread += 1
            return ""
        self.types[name] = media_type
        (self.folder / name).write_bytes(data)
        return f"sha256:{name}"


def redraw(file: Path, folder: Path) -> dict[str, Any]:
    """Keep a picture that a converter drew."""
    pictures = Pictures(folder)
    if not pictures.keep(file.read_bytes(), "image/png"):
        raise Unreadable
    ((name, media_type),) = pictures.types.items()
    return {"sha256": name, "media_type": media_type}


def _as_shown(data: bytes) -> tuple[bytes, str]:
    """Return the picture as browsers can show it."""
    with Image.open(io.BytesIO(data)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("more pixels than anybody sees")
        picture.load()
        if picture.format in SHOWN:
            return data, SHOWN[picture.format]
        drawn = io.BytesIO()
        picture.convert("RGBA").save(drawn, "PNG")
        return drawn.getvalue(), "image/png"


def result(
    blocks: Sequence[Block], *, warnings: Sequence[str] = (), **facts: object
) -> dict[str, Any]:
    """Return what a reader found, as JSON holds it."""
    kinds = [block.kind for block in blocks]
    counts = {
        "headings": kinds.count("heading"),
        "clauses": sum(own_number(block) is not None for block in blocks),
        "tables": kinds.count("table"),
        "letters": sum(len(block.text) for block in blocks),
    }
    told = {name: value for name, value in facts.items() if value}
    return {
        "blocks": [block.to_json() for block in blocks],
        "facts": counts | {"warnings": list(warnings)} | told,
    }
