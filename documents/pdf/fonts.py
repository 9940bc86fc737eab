"""Which faces this machine can print with, and which characters they hold."""

import functools
import importlib.util
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typst
from django.core.exceptions import ImproperlyConfigured

# Official documents are set in a serif; one sans face in a wheel is the last resort.
CHINESE = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
CHINESE_MONO = ("Noto Sans Mono CJK SC",)
OTHER_SCRIPTS = ("DejaVu Sans",)
WHEEL = "noto_cjk_sans_otc"
PROOF = frozenset(map(ord, "受控文件编制审核批准，。（）〔〕"))


class NoChineseFace(ImproperlyConfigured):
    """Say that this machine has no face to print Chinese with."""


@dataclass(frozen=True)
class Face:
    """A family of type as typst knows it, with the characters every weight of it holds."""

    family: str
    has_bold: bool
    characters: frozenset[int]


@dataclass(frozen=True)
class Typecase:
    """The faces pages are set in, in the order they are tried."""

    fonts: typst.Fonts
    faces: tuple[Face, ...]
    mono: str


@functools.cache
def typecase(*, system: bool = True) -> Typecase:
    """Return the faces to print with; raise NoChineseFace rather than print empty boxes."""
    fonts = typst.Fonts(include_system_fonts=system, font_paths=wheel_folder())
    found = [face for family in CHINESE if (face := _face(fonts, family))]
    chinese = next((face for face in found if face.characters >= PROOF), None)
    if chinese is None:
        raise NoChineseFace(
            "No Chinese typeface was found for PDF pages: install fonts-noto-cjk, "
            "or the Python package noto-cjk-sans-otc."
        )
    others = [face for family in OTHER_SCRIPTS if (face := _face(fonts, family))]
    mono = next((family for family in CHINESE_MONO if family in fonts.families()), chinese.family)
    return Typecase(fonts, (chinese, *others), mono)


def wheel_folder() -> list[str]:
    """Return where the typeface that comes as a Python package stands, if it is there."""
    spec = importlib.util.find_spec(WHEEL)
    return [str(Path(spec.origin).parent)] if spec and spec.origin else []


def _face(fonts: typst.Fonts, family: str) -> Face | None:
    upright = {
        font.weight: font
        for font in fonts.fonts()
        if font.family == family and font.style == "normal" and font.stretch == 1 and font.path
    }
    if 400 not in upright:
        return None
    used = [upright[weight] for weight in (400, 700) if weight in upright]
    held = [_characters(Path(font.path), font.index) for font in used if font.path]
    return Face(family, 700 in upright, frozenset.intersection(*held))


def _characters(path: Path, index: int) -> frozenset[int]:
    """Read the character map of a font file; typst does not tell what a face covers."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    tables = struct.iter_unpack(">4sIII", data[start + 12 :][: 16 * _short(data, start + 4)])
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    offsets = struct.iter_unpack(">HHI", data[cmap + 4 :][: 8 * _short(data, cmap + 2)])
    by_format = {_short(data, cmap + offset): cmap + offset for _, _, offset in offsets}
    ranges = _groups(data, by_format[12]) if 12 in by_format else _segments(data, by_format[4])
    return frozenset(itertools.chain.from_iterable(range(a, b + 1) for a, b in ranges))


def _groups(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    for n in range(struct.unpack_from(">I", data, table + 12)[0]):
        yield struct.unpack_from(">II", data, table + 16 + 12 * n)


def _segments(data: bytes, table: int) -> Iterator[tuple[int, int]]:
    count = _short(data, table + 6) // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    yield from ((a, b) for a, b in zip(starts, ends, strict=True) if b != 0xFFFF)


def _short(data: bytes, at: int) -> int:
    number: int = struct.unpack_from(">H", data, at)[0]
    return number
