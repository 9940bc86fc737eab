"""What has changed since somebody last had this revision in hand, in an earlier round of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Round, Step
from documents import content
from documents.attachments import FormChange
from documents.models import Revision, StoredFile
from documents.text.redline import Redline, compare
from documents.text.redline_rows import Addresses, RedlineRow, redline_rows
from tenants.models import Member

FACTS: Final = {
    "title": gettext_lazy("Title"),
    "change_class": gettext_lazy("Change class"),
    "summary": gettext_lazy("Summary of changes"),
    "reason": gettext_lazy("Reason"),
    "substitute_reason": gettext_lazy("Why a PDF stands for the pages"),
}
# What the reader did last time, the weightiest first.
DID: Final[dict[str, Promise]] = {
    Step.State.SIGNED: gettext_lazy("you signed round %(number)s (%(day)s)"),
    Step.State.RETURNED: gettext_lazy("you returned round %(number)s (%(day)s)"),
    Step.State.SEEN: gettext_lazy("you saw round %(number)s (%(day)s)"),
    Step.State.NOT_REQUIRED: gettext_lazy("round %(number)s was put before you (%(day)s)"),
}
_WEIGHTS: Final = {state: weight for weight, state in enumerate(DID)}


class FactChange(NamedTuple):
    """A fact of the revision that says something else now."""

    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True)
class Since:
    """What changed since a round that the reader had a part in."""

    step: Step
    facts: Sequence[FactChange]
    forms: Sequence[FormChange]
    redline: Redline | None  # None: the text of that round was not kept

    @classmethod
    def of(cls, round: Round, steps: Sequence[Step], reader: Member) -> Since | None:
        """Compare a round with what the reader had in hand before; None when it is the first."""
        step = last_part(round, steps, reader)
        if step is None:
            return None
        then, now = _kept(step.round), _kept(round)
        revision = round.revision
        return cls(
            step=step,
            facts=_facts(step.round, then, round, now) if then else (),
            forms=_forms(then, now),
            redline=_redline(step.round, then, now, revision),
        )

    @property
    def did(self) -> str:
        """Say what the reader did, in which round, on which day: it follows on “since”."""
        at = self.step.decided_at or self.step.round.ended_at or self.step.round.started_at
        return str(DID[self.step.state]) % {
            "number": self.step.round.number,
            "day": timezone.localdate(at).isoformat(),
        }

    @property
    def count(self) -> int:
        """Count everything that changed."""
        changes = len(self.redline.changes) if self.redline else 0
        return len(self.facts) + len(self.forms) + changes

    @property
    def is_same(self) -> bool:
        """Tell whether nothing at all changed, as far as it was kept."""
        return self.redline is not None and self.count == 0

    def rows(self, pictures: str) -> list[RedlineRow]:
        """Return the changed passages; without names, which those of the whole comparison have."""
        if self.redline is None:
            return []
        rows = redline_rows(self.redline, Addresses(pictures, pictures), "changes")
        return [replace(row, fingerprint="") for row in rows]


def last_part(round: Round, steps: Sequence[Step], reader: Member) -> Step | None:
    """Return the reader's weightiest step in the newest earlier round that was put before them."""
    mine = [
        step
        for step in steps
        if step.round.number < round.number
        and step.round.purpose == round.purpose == Round.Purpose.ISSUE
        and (step.deputy_id or step.member_id) == reader.pk
        and step.state in _WEIGHTS
        and step.due_on is not None  # else its stage never began
    ]
    return max(mine, key=lambda s: (s.round.number, -_WEIGHTS[s.state]), default=None)


def _kept(round: Round) -> Mapping[str, Any]:
    """Return what was signed in the round about this one text; {} when it was not kept."""
    manifest = round.own_manifest
    return json.loads(manifest) if manifest is not None else {}


def _facts(
    earlier: Round, then: Mapping[str, Any], later: Round, now: Mapping[str, Any]
) -> list[FactChange]:
    def said(name: str, kept: Mapping[str, Any]) -> str:
        value = str(kept.get(name, ""))
        return str(Revision.ChangeClass(value).label) if name == "change_class" else value

    changes = [
        FactChange(label, said(name, then), said(name, now))
        for name, label in FACTS.items()
        if then.get(name, "") != now.get(name, "")
    ]
    if earlier.effective_on != later.effective_on:
        days = (_day(earlier.effective_on), _day(later.effective_on))
        changes.append(FactChange(_("Effective date"), *days))
    if then.get("questions") != now.get("questions"):
        changes.append(FactChange(_("Questions of understanding"), "", _("others than before")))
    if then.get("source_sha256") != now.get("source_sha256") and _same_text(then, now):
        changes.append(FactChange(_("File"), "", _("another file with the same text")))
    elif _another_pdf(then, now):
        changes.append(FactChange(_("Pages"), "", _("another PDF than before")))
    return changes


def _another_pdf(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether a PDF stands for the pages that is not the one of before."""
    is_one = bool(then.get("substitute_reason") or now.get("substitute_reason"))
    return is_one and then.get("body_sha256") != now.get("body_sha256")


def _same_text(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return bool(then.get("text_sha256") == now.get("text_sha256"))


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else _("At once, on approval")


def _forms(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[FormChange]:
    before, after = (
        {form["number"]: form for form in kept.get("attachments", ())} for kept in (then, now)
    )
    changes = []
    for number in sorted(before.keys() | after.keys()) if then else ():
        was, is_now = before.get(number), after.get(number)
        if was is None or is_now is None:
            title = (is_now or was or {})["title"]
            changes.append(FormChange("added" if is_now else "removed", number, title))
        elif was["sha256"] != is_now["sha256"]:
            changes.append(FormChange("replaced", number, is_now["title"]))
        elif was["title"] != is_now["title"]:
            changes.append(FormChange("renamed", number, is_now["title"]))
    return changes


def _redline(
    earlier: Round, then: Mapping[str, Any], now: Mapping[str, Any], revision: Revision
) -> Redline | None:
    if earlier.own_manifest is None:
        return None
    if _same_text(then, now):
        return Redline(())
    old = content.signed_text(earlier.own_manifest)
    if not old:
        return None
    kinds = StoredFile.objects.filter(sha256__in=[then["source_sha256"], now["source_sha256"]])
    one_kind = len(set(kinds.values_list("media_type", flat=True))) == 1
    formats = one_kind and not content.compares_words_only(revision, revision)
    return compare(old, content.blocks_of(revision), formats=formats)
