"""What reads each kind of file, and the form in which it says what it found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from documents.converting.reading import ofd, pages, sheets, word
from documents.converting.reading.found import Encrypted, Unreadable, redraw

__all__ = ["READERS", "Encrypted", "Unreadable"]

READERS: Final[dict[str, Callable[[Path, Path], dict[str, Any]]]] = {
    "docx": word.read,
    "settle": word.settle,
    "xlsx": sheets.read,
    "pdf": pages.read,
    "check-pdf": pages.check,
    "ofd": ofd.read,
    "picture": redraw,
}
