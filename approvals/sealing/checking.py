"""Hold the rows of a round beside what was sealed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.models import Round, Seal, Signature, Step
from approvals.sealing import stamping
from approvals.sealing.keys import PublicKey
from approvals.sealing.making import began, decided, outcome_of, place_of, terms_of
from tenants.models import Tenant

type Facts = Mapping[str, Any]

FIELDS: dict[str, Promise] = {
    "signature": gettext_lazy("row of the signature"),
    "step": gettext_lazy("step"),
    "signer": gettext_lazy("account of who signed"),
    "name_signed": gettext_lazy("name"),
    "post": gettext_lazy("post"),
    "for_name": gettext_lazy("in whose place"),
    "for_post": gettext_lazy("post of whose place"),
    "delegation": gettext_lazy("delegation"),
    "meaning": gettext_lazy("meaning"),
    "method": gettext_lazy("method"),
    "signed_at": gettext_lazy("time"),
    "changed": gettext_lazy("number of changes"),
    "viewed": gettext_lazy("number of changes viewed"),
}


class Finding(NamedTuple):
    """Something that does not fit: its kind for machines, a sentence for people, whose it is."""

    kind: str
    words: str
    signature: UUID | None = None


class Sealed(NamedTuple):
    """A round with all that its seals are held beside."""

    tenant: Tenant
    round: Round
    signatures: Sequence[tuple[Signature, Facts]]
    steps: Sequence[Step]
    seals: Sequence[Seal]
    before: str  # hash of the last seal of the round before
    keys: Mapping[str, PublicKey]

    def findings(self) -> Iterator[Finding]:
        """Check each seal, then that none is missing."""
        previous, place = self.before, place_of(self.round, self.tenant)
        signed = {signature.pk: (signature, facts) for signature, facts in self.signatures}
        for order, seal in enumerate(self.seals, start=1):
            said = seal.said()
            whose, pk = str(said.get("name_signed", "")), seal.signature_id
            yield from self._seal_findings(seal, said, whose)
            if seal.order != order or said.get("order") != order:
                yield Finding("seal.order", _("The seals of the round are not in order."), pk)
            if said.get("previous") != previous:
                yield Finding(
                    "seal.previous", _("A seal before %(name)s was removed.") % _named(whose), pk
                )
            for fault in stamping.faults(seal):
                words = _("The time stamp of %(name)s does not fit: %(fault)s.")
                yield Finding("stamp", words % {**_named(whose), "fault": fault}, pk)
            yield from _place_findings(said, place, whose, pk)
            yield from self._route_findings(seal)
            if not are_within([said.get("began", {})], [began(self.round)]):
                words = _("Day, start or conditions of the round are not as they were sealed.")
                yield Finding("round.began", words)
            if seal.signature_id is None:
                yield from self._end_findings(said)
            elif seal.signature_id not in signed:
                words = _("The signature of %(name)s was removed.") % _named(whose)
                yield Finding("signature.removed", words, pk)
            else:
                yield from _signature_findings(said, *signed[seal.signature_id])
                yield from self._stage_findings(said)
            previous = seal.sha256()
        yield from self._missing()

    def _seal_findings(self, seal: Seal, said: Facts, whose: str) -> Iterator[Finding]:
        key = self.keys.get(seal.key)
        if key is None:
            words = _("The seal of %(name)s is of a key that is not on the list.") % _named(whose)
            yield Finding("seal.key", words, seal.signature_id)
        elif not key.fits(bytes(seal.payload), bytes(seal.value)):
            words = _("The seal of %(name)s is broken.") % _named(whose)
            yield Finding("seal.broken", words, seal.signature_id)
        elif not key.may_seal_at(_moment(said)):
            words = _("The seal of %(name)s is of a key whose time it was not.") % _named(whose)
            yield Finding("seal.key_time", words, seal.signature_id)

    def _route_findings(self, seal: Seal) -> Iterator[Finding]:
        """Find steps that were taken away since the round began, or are another's or other now."""
        now = {str(step.pk): terms_of(step) for step in self.steps}
        for asked in seal.route():
            if not now.get(asked["step"], {"": ""}).items() <= asked.items():
                words = _("The step of %(name)s is not as it was when the round began.")
                yield Finding("round.route", words % {"name": asked["name"]})

    def _stage_findings(self, said: Facts) -> Iterator[Finding]:
        """Find a step that was signed in another stage: of one added later no route tells that."""
        sealed = said.get("stage"), said.get("stage_name")
        steps = [step for step in self.steps if str(step.pk) == said.get("step")]
        if any((step.stage, step.name_zh) != sealed for step in steps):
            yield Finding("round.steps", _("A step of the round is not as it was sealed."))

    def _end_findings(self, said: Facts) -> Iterator[Finding]:
        round = self.round
        if not outcome_of(round).items() <= said.items():
            yield Finding("round.outcome", _("The outcome of the round is not the sealed one."))
        if said.get("signatures") != len(self.signatures):
            words = _("The round ended with %(n)s signatures; there are %(now)s.")
            counts = {"n": said.get("signatures"), "now": len(self.signatures)}
            yield Finding("round.signatures", words % counts)
        if "reads_anew" in said and said["reads_anew"] != round.reads_anew:
            yield Finding("round.reads_anew", _("Whether staff read it anew is not as sealed."))
        if not are_within(said.get("steps"), [decided(step) for step in self.steps]):
            yield Finding("round.steps", _("A step of the round is not as it was sealed."))

    def _missing(self) -> Iterator[Finding]:
        """Find what should be sealed and is not: it was signed while a key sealed here."""
        sealed = {seal.signature_id for seal in self.seals}
        for signature, _facts in self.signatures:
            if signature.pk not in sealed and self._was_sealed_at(signature.signed_at):
                words = _("The seal of %(name)s is missing.") % _named(signature.names())
                yield Finding("seal.missing", words, signature.pk)
        at = self.round.ended_at
        if at is not None and None not in sealed and self._was_sealed_at(at):
            yield Finding("seal.end_missing", _("The seal of the round's end is missing."))
        if at is None and None in sealed:
            yield Finding("round.outcome", _("The outcome of the round is not the sealed one."))

    def _was_sealed_at(self, moment: dt.datetime) -> bool:
        return any(key.must_seal_at(moment) for key in self.keys.values())


def _signature_findings(said: Facts, signature: Signature, facts: Facts) -> Iterator[Finding]:
    facts = {**facts, "signature": str(signature.pk)}
    for field in dict.fromkeys((*FIELDS, *facts)):
        now = facts.get(field, "")
        if said.get(field, "") != now:
            words = _("%(name)s: “%(field)s” is not what was sealed.")
            named = {"name": said.get("name_signed", ""), "field": FIELDS.get(field, field)}
            yield Finding(f"signature.{field}", words % named, signature.pk)


def _place_findings(said: Facts, place: Facts, whose: str, pk: UUID | None) -> Iterator[Finding]:
    wrong = [name for name in place if name != "tenant_name" and said.get(name) != place[name]]
    if wrong == ["manifest"]:
        words = _("The seal of %(name)s is of other content.") % _named(whose)
        yield Finding("seal.content", words, pk)
    elif wrong:
        words = _("The seal of %(name)s belongs to another revision or round.") % _named(whose)
        yield Finding("seal.moved", words, pk)


def are_within(sealed: Any, now: Sequence[Facts]) -> bool:
    """Tell whether everything that was sealed of these is so still; of some, more is by now."""
    if not isinstance(sealed, list) or len(sealed) != len(now):
        return False
    pairs = zip(sealed, now, strict=True)
    return all(isinstance(old, dict) and old.items() <= new.items() for old, new in pairs)


def _named(whose: str) -> dict[str, str]:
    return {"name": whose or _("the end of the round")}


def _moment(said: Facts) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(said.get("signed_at") or said["sealed_at"])
    except (KeyError, ValueError, TypeError):
        return dt.datetime.min.replace(tzinfo=dt.UTC) + dt.timedelta(days=1)
