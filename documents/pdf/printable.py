"""Turn any text into text that the faces at hand can show."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from documents.pdf.fonts import Face

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# They reorder what is read, so that a page could say other than its text: shown, never obeyed.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LAYOUT = frozenset("\n\t\u200b")
CHOOSES_A_GLYPH = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
UNBROKEN = r"[!-~\u00a1-\u02ff\u0370-\u1aff\u1e00-\u20cf\u2100-\u2e7f]"


def printable(text: str, faces: Sequence[Face], *, longest_word: int = 40) -> str:
    """Return the text with line ends unified, long words breakable, the unprintable spelled out."""
    text = LINE_ENDS.sub("\n", CHOOSES_A_GLYPH.sub("", text))
    if not faces[0].characters.issuperset(map(ord, text)) or not REORDERING.isdisjoint(text):
        text = "".join(_shown(cluster, faces) for cluster in _clusters(text))
    return re.sub(rf"({UNBROKEN}{{{longest_word}}})(?={UNBROKEN})", "\\1\u200b", text)


def _clusters(text: str) -> Iterator[str]:
    """Split before every character that is not a combining mark: a face takes marks with bases."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not unicodedata.category(text[end]).startswith("M"):
            yield text[start:end]
            start = end


def _shown(cluster: str, faces: Sequence[Face]) -> str:
    base, marks = cluster[0], cluster[1:]
    if base in LAYOUT:
        return base + "".join(map(_spelled, marks))
    if base in REORDERING or not any(ord(base) in face.characters for face in faces):
        return "".join(map(_spelled, cluster))
    if any(face.characters.issuperset(map(ord, cluster)) for face in faces):
        return cluster
    return base + "".join(map(_spelled, marks))


def _spelled(character: str) -> str:
    """Name a character no face can show; a joiner or tag that shows nothing is left out."""
    if unicodedata.category(character) == "Cf" and character not in REORDERING:
        return ""
    return f"[U+{ord(character):04X}]"
