"""Structure check of a PDF; what acts by itself is taken out, where nobody has signed for it."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from typing import IO, Any, BinaryIO, Final

import pikepdf

from tenants.files.limits import (
    BOMB,
    BROKEN,
    CHUNK,
    ENCRYPTED,
    MIXED,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_UNPACKED,
    OTHER,
    SIGNED,
    Unfit,
)

_HEAD: Final = b"%PDF-"
_HEAD_WITHIN: Final = 1024  # readers look no further for the head
_MOST_OBJECTS: Final = 500_000
_ACTIONS: Final = {
    "/JavaScript": "pdf-script",
    "/Rendition": "pdf-script",
    "/RichMediaExecute": "pdf-script",
    "/Launch": "pdf-launch",
    "/ImportData": "pdf-launch",
    "/GoToE": "pdf-launch",
}
_NOTES: Final = {"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Ink", "/Caret"}
_WITHOUT_SECURITY: Final = 3


def check(file: BinaryIO, _kind: str) -> tuple[set[str], bytes | None]:
    """Return what to warn of, and the file anew when something was taken out of it."""
    _check_ends(file)
    pdf, is_opened_up = _opened(file)
    with pdf:
        if not 0 < len(pdf.pages) <= MOST_PAGES or len(pdf.objects) > _MOST_OBJECTS:
            raise Unfit(BOMB if len(pdf.pages) else BROKEN)
        sweep = _Sweep()
        sweep.clean(pdf)
        warnings = sweep.found | ({"restricted"} if pdf.is_encrypted or is_opened_up else set())
        if not sweep.taken_out and not is_opened_up:
            return warnings, None
        if sweep.is_signed:
            raise Unfit(SIGNED)
        if "/Perms" in pdf.Root:  # a reader maker's seal, broken by what was taken out
            del pdf.Root["/Perms"]
        anew = io.BytesIO()
        pdf.save(anew)
        return warnings | sweep.taken_out, anew.getvalue()


def _check_ends(file: IO[bytes]) -> None:
    file.seek(0)
    head = file.read(_HEAD_WITHIN)
    at = head.find(_HEAD)
    if at < 0 or head.startswith((b"MZ", b"\x7fELF", b"PK\x03\x04", b"GIF8", b"\xff\xd8", b"<")):
        raise Unfit(OTHER)
    if head[:at].strip(b"\xef\xbb\xbf\r\n\t \0"):
        raise Unfit(MIXED)
    if zipfile.is_zipfile(file):
        raise Unfit(MIXED)
    file.seek(0, os.SEEK_END)


def _opened(file: BinaryIO) -> tuple[pikepdf.Pdf, bool]:
    """Open the file; a second way for one of which only the attachments have a password."""
    file.seek(0)
    try:
        return pikepdf.open(file), False
    except pikepdf.PasswordError:
        return pikepdf.open(_without_security(file)), True


def _without_security(file: BinaryIO) -> BinaryIO:
    import pypdfium2

    file.seek(0)
    try:
        opened = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise Unfit(ENCRYPTED) from error
    plain = io.BytesIO()
    opened.save(plain, flags=_WITHOUT_SECURITY)
    opened.close()
    plain.seek(0)
    return plain


class _Sweep:
    """Goes through every object once, and empties what acts by itself."""

    def __init__(self) -> None:
        self.taken_out: set[str] = set()
        self.found: set[str] = set()
        self.is_signed = False
        self._unpacked = 0

    def clean(self, pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            self._look(each, 0)
        root = pdf.Root
        for holder, key, word in (
            (root.get("/Names"), "/JavaScript", "pdf-script"),
            (root.get("/Names"), "/EmbeddedFiles", "pdf-attachment"),
            (root.get("/AcroForm"), "/XFA", "pdf-script"),
            (root, "/Collection", "pdf-attachment"),
            (root, "/AF", "pdf-attachment"),
        ):
            if isinstance(holder, pikepdf.Dictionary) and key in holder:
                del holder[key]
                self.taken_out.add(word)

    def _look(self, each: Any, depth: int) -> None:
        """Look at an object and what stands directly in it; the rest comes by itself."""
        if depth > 100:
            raise Unfit(BOMB)
        if isinstance(each, pikepdf.Stream):
            self._check_stream(each)
        elif isinstance(each, pikepdf.Dictionary):
            self._clean_dictionary(each)
        elif isinstance(each, pikepdf.Array):
            for child in each:
                self._look_inside(child, depth)
            return
        else:
            return
        for child in list(each.values()):
            self._look_inside(child, depth)

    def _look_inside(self, child: Any, depth: int) -> None:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            self._look(child, depth + 1)

    def _clean_dictionary(self, each: pikepdf.Dictionary) -> None:
        kind = each.get("/S")
        word = _ACTIONS.get(str(kind)) if isinstance(kind, pikepdf.Name) else None
        if word is None and "/JS" in each:
            word = "pdf-script"
        if word is None and "/EF" in each:
            word = "pdf-attachment"
        if word is not None:
            for key in list(each.keys()):
                del each[key]
            self.taken_out.add(word)
        if each.get("/Subtype") in _NOTES and "/Rect" in each:
            self.found.add("comments")
        # A signature of a person; a reader maker's, which switches on tools, stands elsewhere.
        self.is_signed = self.is_signed or (each.get("/FT") == "/Sig" and "/V" in each)

    def _check_stream(self, each: pikepdf.Stream) -> None:
        if each.get("/Subtype") == "/Image":
            if int(each.get("/Width", 0)) * int(each.get("/Height", 0)) > MOST_PIXELS:
                raise Unfit(BOMB)
            return
        filters = each.get("/Filter")
        names = list(filters) if isinstance(filters, pikepdf.Array) else [filters]
        if len(names) > 2:
            raise Unfit(BOMB)
        if names[0] in {"/FlateDecode", "/Fl"}:
            self._unpack(each.read_raw_bytes())

    def _unpack(self, raw: bytes) -> None:
        unpacker = zlib.decompressobj()
        try:
            while raw and not unpacker.eof:
                self._unpacked += len(unpacker.decompress(raw, CHUNK * 16))
                raw = unpacker.unconsumed_tail
                if self._unpacked > MOST_UNPACKED:
                    raise Unfit(BOMB)
        except zlib.error:
            return  # readers show what came before it
