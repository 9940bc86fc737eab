"""Pictures that come in: what they are by their bytes, and how large."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from documents.files.intake import clean_name
from documents.files.kinds import PICTURES, Kind
from tenants.errors import Refused

MOST_BYTES: Final = 10 * 2**20
MOST_PIXELS: Final = 50_000_000
_LONGEST_NAME: Final = 60
_FORMATS: Final = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
# What would end an address in Markdown, or lead out of a folder.
_UNFIT: Final = re.compile(r"[\s()<>\[\]\\/\"'`!#%?&*_]+")


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture that has passed."""

    content: bytes
    kind: Kind
    name: str
    width: int
    height: int


def check_picture(content: bytes, filename: str) -> Raster:
    """Return what the picture is, or refuse it with a sentence; only its head is read."""
    if len(content) > MOST_BYTES:
        raise Refused(_("The picture is larger than %(n)d MB.") % {"n": MOST_BYTES >> 20})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(_FORMATS)) as image:
                found, (width, height) = _FORMATS[image.format or ""], image.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError) as error:
        raise Refused(_("Only PNG, JPEG, GIF and WebP pictures can be shown.")) from error
    except Image.DecompressionBombError as error:
        raise Refused(_too_large()) from error
    if not 0 < width * height <= MOST_PIXELS:
        raise Refused(_too_large())
    kind = next(kind for kind in PICTURES if kind.name == found)
    return Raster(content, kind, picture_name(filename, kind), width, height)


def picture_name(filename: str, kind: Kind) -> str:
    """Return the name as Markdown can show it, ending as the picture is."""
    stem = _UNFIT.sub("-", PurePath(clean_name(filename)).stem).strip("-.")[:_LONGEST_NAME]
    return f"{stem or 'picture'}{kind.suffixes[0]}"


def _too_large() -> str:
    return _("The picture has more than %(n)d million pixels.") % {"n": MOST_PIXELS // 1_000_000}
