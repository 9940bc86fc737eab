"""What is wrong with a route today: whom it would not find, or not enough of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from approvals.models import Meaning, Stage
from approvals.models.route import Where
from approvals.rounds.routing import Duty, Roster, assign
from approvals.routes.wording import listed
from documents.models import DocumentType
from tenants.models import Unit

MOST_UNITS = 3  # named in a warning; the rest is a number


class Warned(NamedTuple):
    """A sentence about a stage; `stops` when submissions are refused because of it."""

    stage: str
    text: str
    stops: bool


def warnings_of(
    stages: Sequence[Stage],
    roster: Roster,
    document_type: DocumentType | None,
    units: Sequence[Unit],
    *,
    is_change: bool = True,
) -> list[Warned]:
    """Say what is wrong with these stages, for documents of each of the units."""
    found: dict[Warned, list[Unit]] = {}
    for unit in units:
        duties = assign(stages, roster, document_type, unit.pk, authors=())
        for duty in duties:
            able = roster.candidates(duty.stage, unit.pk)
            for text, stops in _faults(duty, len(able), document_type):
                found.setdefault(Warned(duty.stage.name, text, stops), []).append(unit)
    warned = [
        warning._replace(text=_placed(warning.text, where, units))
        for warning, where in found.items()
    ]
    warned += [
        Warned(stage.name, text, stops=False)
        for stage in stages
        for text in _remarks(stage, is_change=is_change)
    ]
    if stages and not any(stage.meaning == Meaning.APPROVED for stage in stages):
        warned.append(Warned("", _("No stage approves: nobody signs as “approved”."), stops=False))
    return warned


def _remarks(stage: Stage, *, is_change: bool) -> Iterator[str]:
    """Yield what is odd about a stage, whichever document it is asked for."""
    if stage.post is not None and stage.post.is_ended():
        yield _("The post “%(post)s” has ended.") % {"post": stage.post.name}
    if stage.condition and not is_change:
        yield _("This concerns all of a document: the condition is not looked at.")


def _faults(
    duty: Duty, able: int, document_type: DocumentType | None
) -> Iterator[tuple[str, bool]]:
    """Yield what is wrong with a stage in one unit, and whether it stops submissions."""
    if not able:
        yield _nobody(duty.stage), not duty.stage.only_views
    elif duty.gone:
        yield _("All must sign, and somebody who is named here can decide no more."), True
    elif able < duty.needed:
        said = _("It asks for %(needed)s, and only %(able)s can sign.")
        yield said % {"needed": duty.needed, "able": able}, True
    elif duty.is_short:
        yield _("Nobody is left: whoever could sign here signs another stage already."), True
    elif not (document_type and document_type.same_signer) and len(duty.holders) == duty.needed:
        for holder in duty.holders:
            if holder.can("documents.draft"):
                said = _("Refused when %(name)s is the author: nobody else can sign here.")
                yield said % {"name": holder.name}, False


def _nobody(stage: Stage) -> str:
    if stage.post is not None and not stage.role and not stage.members:
        return _("Vacant: nobody holds “%(post)s”.") % {"post": stage.post.name}
    return _("Nobody who is named here can sign.")


def _placed(text: str, where: Sequence[Unit], units: Sequence[Unit]) -> str:
    """Name the units a sentence is about, unless it is true of all."""
    if len(where) == len(units):
        return text
    names = listed(unit.name for unit in where[:MOST_UNITS])
    more = len(where) - MOST_UNITS
    if more > 0:
        names = _("%(names)s and %(more)s more") % {"names": names, "more": more}
    return _("%(units)s: %(text)s") % {"units": names, "text": text}


def is_by_unit(stages: Sequence[Stage]) -> bool:
    """Tell whether it depends on the document's unit whom these stages ask."""
    return any(stage.post and stage.where == Where.OWNER_UNIT for stage in stages)
