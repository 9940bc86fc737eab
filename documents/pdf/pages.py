"""What a set page is made of: plain data, with every word in the language of the page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from documents.text.blocks import Block


@dataclass(frozen=True, kw_only=True)
class BodyPage:
    """The text of a revision and what every page of it says at head and foot."""

    number: str
    revision: str
    title: str
    language: str
    status: str
    blocks: Sequence[Block]
    # When the text was frozen or signed, not when it is printed: the same input, the same bytes.
    dated: dt.datetime
    from_extracted_text: bool = False
    # Where the pictures of the text lie, by hash.
    pictures: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who stands behind the revision; the name may read 李四 代 张三."""

    name: str
    post: str
    meaning: str
    signed_at: dt.datetime
    authenticated_by: str = ""
    sealed_by: str = ""  # short: the key of the seal and the beginning of its value


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line of the revision history."""

    revision: str
    effective_on: dt.date | None
    change_class: str
    summary: str
    prepared_by: str
    approved_by: str


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the controlled PDF adds to the body: who issues it, who signed it, since when."""

    organisation: str
    owning_unit: str
    issued_on: dt.date
    effective_on: dt.date
    signatures: Sequence[Signature]
    history: Sequence[Change]
    manifest_sha256: str
    url: str
    round: str = ""  # in which they signed
    seal_keys: str = ""  # fingerprints of what their signatures are sealed with
    is_certified: bool = False  # the foot of the last page is kept free for a certificate
    copy_number: str = ""
    security: str = ""
    remarks: Sequence[str] = ()
    is_controlled: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page round a page of another body, in points, and how that one is laid on it."""

    width: float
    height: float
    box: Sequence[float]  # of the other page, in its own measure: what is shown of it
    matrix: Sequence[float]
