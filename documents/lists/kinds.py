"""Which lists there are: 受控文件清单, 外来文件清单, 作废文件清单, 记录表单清单."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.lists import columns
from documents.lists.columns import Column
from documents.models import DocumentType

Level = DocumentType.Level


@dataclass(frozen=True, slots=True)
class Listing:
    """A list by its name in addresses: what it is called, what stands in it, in which columns."""

    slug: str
    title: str | Promise
    about: str | Promise
    columns: Sequence[Column]
    levels: tuple[int, ...]  # of the documents in it
    is_external: bool = False
    is_of_the_past: bool = False  # revisions that hold no more, instead of documents in force


OWN: Final = (Level.MANUAL, Level.PROCEDURE, Level.INSTRUCTION, Level.FORM)

CONTROLLED: Final = Listing(
    "controlled",
    _("Controlled document list"),
    _("Every document of our own that is in force, at all levels."),
    (
        *(columns.POSITION, columns.NUMBER, columns.TITLE, columns.LEVEL, columns.LABEL),
        *(columns.EFFECTIVE, columns.UNIT, columns.PREPARED, columns.APPROVED),
        *(columns.AUDIENCE, columns.REVIEW, columns.STATE, columns.REMARKS),
    ),
    levels=OWN,
)
EXTERNAL: Final = Listing(
    "external",
    _("External document list"),
    _("Standards, laws and other documents from outside that are in force here."),
    (
        *(columns.POSITION, columns.NUMBER, columns.TITLE, columns.OUTSIDE, columns.ISSUER),
        *(columns.LABEL, columns.EFFECTIVE, columns.VALIDITY, columns.CHECKED, columns.CHECK),
        *(columns.UNIT, columns.FOLDER, columns.REMARKS),
    ),
    levels=(Level.EXTERNAL,),
    is_external=True,
)
FORMS: Final = Listing(
    "forms",
    _("List of forms"),
    _("Every form and record sheet that is in force."),
    (
        *(columns.POSITION, columns.NUMBER, columns.TITLE, columns.LABEL, columns.PARENT),
        *(
            columns.EFFECTIVE,
            columns.UNIT,
            columns.OWNER,
            columns.REVIEW,
            columns.FOLDER,
            columns.STATE,
        ),
        columns.REMARKS,
    ),
    levels=(Level.FORM,),
)
OBSOLETE: Final = Listing(
    "obsolete",
    _("Obsolete document list"),
    _("Revisions that were superseded, and those of withdrawn and retired documents."),
    (
        *(columns.POSITION, columns.OLD_NUMBER, columns.OLD_TITLE, columns.OLD_LABEL),
        *(columns.SINCE, columns.UNTIL, columns.WHY, columns.OLD_UNIT, columns.KEPT),
    ),
    levels=tuple(Level),
    is_of_the_past=True,
)

LISTINGS: Final = {each.slug: each for each in (CONTROLLED, EXTERNAL, OBSOLETE, FORMS)}
