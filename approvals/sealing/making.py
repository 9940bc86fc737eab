"""Seal a signature, and the end of a round: in the same transaction, or not at all."""

import json
import logging
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals.models import Round, Seal, Signature, Step
from approvals.sealing import keys, stamping
from approvals.sealing.keys import CannotSeal
from tenants.errors import Refused
from tenants.models import Member, Tenant
from tenants.scope import clock, insert, written_once
from tenants.scope.queue import after_commit

logger = logging.getLogger(__name__)


def seal(signature: Signature, facts: dict[str, str]) -> Seal | None:
    """Seal every word of a signature and where it stands; None where nothing is sealed.

    Raises Refused when sealing is asked for and cannot be done now.
    """
    step = signature.step
    said: dict[str, Any] = {"kind": "signature", "signature": str(signature.pk), **facts}
    if step is None:
        said["began"] = began(signature.round)
        said["route"] = [asked(each) for each in signature.round.steps.select_related("member")]
    else:
        said |= {"stage": step.stage, "stage_name": step.name_zh}
    return _keep(signature.round, said, signature, by=signature.signer)


def seal_end(round: Round, *, by: Member) -> Seal | None:
    """Seal how a round ended, so that neither its last signature nor its outcome can be changed."""
    if not keys.is_on():
        return None
    steps = round.steps.select_related("member", "deputy")
    said = {
        "kind": "end",
        "sealed_at": clock.now().isoformat(),
        **outcome_of(round),
        "reads_anew": round.reads_anew,
        "ended_by_name": by.name,
        "signatures": Signature.objects.filter(round=round).count(),  # as they are by now
        "steps": [decided(step) for step in steps],
        "names": {str(step.pk): [step.member.name, *_deputy_of(step)] for step in steps},
    }
    return _keep(round, said, None, by=by)


def _deputy_of(step: Step) -> list[str]:
    return [step.deputy.name] if step.deputy else []


def began(round: Round) -> dict[str, Any]:
    """Return for when it was asked, since when, and why some stages are asked or are not."""
    return {
        "started_at": round.started_at.isoformat(),
        "effective_on": round.effective_on.isoformat() if round.effective_on else "",
        "verdicts": round.verdicts,
    }


def outcome_of(round: Round) -> dict[str, str]:
    """Return how a round ended, as that is sealed."""
    return {
        "outcome": round.state,
        "ended_at": round.ended_at.isoformat() if round.ended_at else "",
        "ended_by": str(round.ended_by_id or ""),
        "comment": round.comment,
    }


def decided(step: Step) -> dict[str, Any]:
    """Return what became of a step, as the end of the round seals it; who put it there, too."""
    at = step.decided_at
    return {
        **terms_of(step),
        "state": step.state,
        "decided_at": at.isoformat() if at else "",
        "deputy": str(step.deputy_id or ""),
        "comment": step.comment,
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "given_by": str(step.given_by_id or ""),
        "why": step.why,
        "added_to": str(step.added_to_id or ""),
        "handed_from": str(step.handed_from_id or ""),
    }


def place_of(round: Round, tenant: Tenant) -> dict[str, Any]:
    """Return where a seal belongs, so that it fits nowhere else."""
    revision = round.revision
    return {
        "tenant": tenant.code,
        "tenant_name": tenant.name_zh,
        "document": revision.document.number,
        "revision": round.label,
        "revision_id": str(revision.pk),
        "n": revision.n,
        "round": str(round.pk),
        "round_number": round.number,
        "purpose": round.purpose,
        "manifest": round.manifest_sha256,
    }


def canonical(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def asked(step: Step) -> dict[str, Any]:
    """Return who was asked for what when the round began: the route as it was."""
    return {**terms_of(step), "name": step.member.name}


def terms_of(step: Step) -> dict[str, Any]:
    """Return what never changes of a step that was asked, while its person may be renamed."""
    return {
        "step": str(step.pk),
        "stage": step.stage,
        "stage_name": step.name_zh,
        "meaning": step.meaning,
        "mode": step.mode,
        "minimum": step.minimum,
        "member": str(step.member_id),
    }


def _keep(
    round: Round, said: dict[str, Any], signature: Signature | None, *, by: Member
) -> Seal | None:
    if not keys.is_on():
        return None
    order, previous = _follows(round)
    place = place_of(round, by.tenant)
    said = {"format": 1, **place, "order": order, "previous": previous, **said}
    payload = canonical(said)
    try:
        key, value = keys.seal_with_current(payload)
    except CannotSeal as error:
        logger.exception("nothing can be sealed")
        raise Refused(
            _("The seal of the server cannot be set now, so nothing was signed. Try again later.")
        ) from error
    made = Seal(
        round=round,
        signature=signature,
        order=order,
        algorithm=key.algorithm,
        key=key.name,
        payload=payload,
        value=value,
    )
    insert(made)
    if stamping.is_on():
        after_commit(stamping.stamp_seal, made.pk)
    return made


def _follows(round: Round) -> tuple[int, str]:
    """Return the place of the next seal in the round, and the hash of the one before it."""
    for last in _last_about(round.revision_id):
        return last.order + 1 if last.round_id == round.pk else 1, last.sha256()
    return 1, ""


@written_once
def _last_about(revision: UUID) -> QuerySet[Seal]:
    return Seal.objects.filter(round__revision=revision).order_by("-round__number", "-order")[:1]
