"""Confirm who signs, afresh for each signature: a session that is open is never enough.

A proof holds for one person and for what it was asked for: a passkey answers, and a provider
vouches for, a step and its manifest, and nothing else.
"""

import datetime as dt
import hashlib
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.models import Signature
from approvals.rounds.proofs import Password, Proof
from documents.models import DocumentType
from tenants import audit
from tenants.door.factors import factors_of
from tenants.errors import Refused
from tenants.models import AuditEntry, Factor, Identity, Member, Provider
from tenants.scope import written_once

__all__ = ["Password", "Proof"]  # with what stands below: all that asking for a signature needs

Demand = DocumentType.Signing
Method = Signature.Method
MOST_FAILURES: Final = 5
FAILURES_COUNT_FOR: Final = dt.timedelta(minutes=15)
NOT_CONFIRMED: Final = "signature.not_confirmed"
# What suffices where the type of the document asks for two factors: something known and had, a
# key that asks for its owner, or the word of the identity provider, who was asked at that moment.
TWO_FACTORS: Final = frozenset({Method.PASSWORD_AND_CODE, Method.PASSKEY, Method.PROVIDER})


class NotConfirmed(Refused):
    """The proof does not hold; the caller notes it, since the action is rolled back."""

    proof: Proof


class Offer(NamedTuple):
    """By what a person can confirm a signature on a document of a type."""

    password: bool
    app: bool
    passkey: bool
    provider: str  # how it is called; "" when nobody there is connected with this person
    needs_two: bool

    @property
    def typed(self) -> bool:
        """Tell whether something can be typed that suffices."""
        return self.password and self.app if self.needs_two else self.password or self.app

    @property
    def suffices(self) -> bool:
        """Tell whether this person can sign at all."""
        return self.typed or self.passkey or bool(self.provider)


def binding(subject: UUID, manifest_sha256: str) -> str:
    """Return what a proof is bound to: what is signed in, as a step, and exactly which content."""
    return hashlib.sha256(f"sign {subject} {manifest_sha256}".encode()).hexdigest()


def offered_to(member: Member, demand: str = Demand.ANY) -> Offer:
    """Return by what this member can confirm a signature, of what they have set up."""
    kinds = {factor.kind for factor in factors_of(member.user)}
    provider = connected_with(member)
    return Offer(
        password=member.user.has_usable_password(),
        app=Factor.Kind.APP in kinds,
        passkey=Factor.Kind.PASSKEY in kinds,
        provider=provider.label if provider else "",
        needs_two=demand == Demand.TWO_FACTORS,
    )


def connected_with(member: Member) -> Provider | None:
    """Return the identity provider that knows this member, if there is one that is open."""
    known = Identity.objects.filter(member=member)
    return Provider.objects.filter(is_open=True, issuer__in=known.values("issuer")).first()


def confirm(
    member: Member, proof: Proof, *, bound_to: str = "", demand: str = Demand.ANY
) -> Signature.Method:
    """Return how this member has just shown who they are.

    Raises NotConfirmed for a wrong proof, and Refused after too many of them, of whatever kind.
    """
    if demand == Demand.TWO_FACTORS and proof.method not in TWO_FACTORS:
        raise Refused(
            _(
                "Documents of this type are signed with two factors. Confirm by password and code,"
                " by a passkey, or at your identity provider."
            )
        )
    left = _errors_left(member)
    if not proof.holds(member, bound_to):
        refused = NotConfirmed(
            _(
                "%(wrong)s Nothing was signed. Errors left before signing is locked for 15"
                " minutes: %(left)d."
            ),
            params={"wrong": proof.wrong, "left": left - 1},
        )
        refused.proof = proof
        raise refused
    return proof.method


def wait_for_others_of(member: Member) -> None:
    """Let tries of one person follow one another, so that none at the same time goes uncounted."""
    with connection.cursor() as cursor:
        key = f"confirm {member.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def note_failure(member: Member, proof: Proof) -> None:
    """Remember the failure in the audit trail, which is also what counts them."""
    audit.record(NOT_CONFIRMED, member, by=member, method=proof.method)


@written_once
def _failures(subject: str, since: dt.datetime) -> QuerySet[AuditEntry, dt.datetime]:
    """Return when this person failed last, as often as counts, the newest first."""
    failures = AuditEntry.objects.filter(subject=subject, event=NOT_CONFIRMED, at__gt=since)
    return failures.order_by("-at").values_list("at", flat=True)[:MOST_FAILURES]


def _errors_left(member: Member) -> int:
    at = _failures(audit.subject_of(member), timezone.now() - FAILURES_COUNT_FOR)
    if len(at) == MOST_FAILURES:
        raise Refused(
            _(
                "Too many errors: signing is locked until %(time)s. If you cannot confirm any"
                " more who you are, ask the administrator of your zone."
            ),
            params={"time": f"{timezone.localtime(at[-1] + FAILURES_COUNT_FOR):%H:%M}"},
        )
    return MOST_FAILURES - len(at)
