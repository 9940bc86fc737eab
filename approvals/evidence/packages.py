"""A change package, verified: what its page shows of all its documents together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from approvals.evidence.archive import manifest_of
from approvals.evidence.asking import Verified
from approvals.evidence.shown import ShownRound, ShownSignature
from approvals.models import Package, Round
from approvals.packages.access import get_signed
from approvals.rounds.siblings import OF_SIBLING
from approvals.sealing.checking import Finding
from tenants.models import Member


class Part(NamedTuple):
    """A document of the package as it was signed, and what was found about it."""

    round: Round
    findings: Sequence[Finding]


class SignedTogether(NamedTuple):
    """What one person signed by one act, shown as of one document; and of how many it was."""

    shown: ShownSignature
    documents: int
    is_sealed: bool
    fits: bool


@dataclass(frozen=True)
class VerifiedPackage:
    """The documents of a package as it was submitted last, each with its reports."""

    package: Package
    verified: Sequence[Verified]

    @classmethod
    def of(cls, package: Package, member: Member) -> Self:
        """Verify what of it this member may see all of, or 404."""
        return cls(package, Verified.of_each(get_signed(member, package)))

    def parts(self) -> list[Part]:
        """Return each document; what was found in another stands beside that one only."""
        return [
            Part(
                [r.round for r in each.reports if r.round.package_id == self.package.pk][-1],
                [f for f in each.findings() if not f.kind.startswith(OF_SIBLING)],
            )
            for each in self.verified
        ]

    def findings(self) -> list[str]:
        """Return all that was found, each once, with the number of its document."""
        said = [
            f"{part.round.revision.document.number}: {found.words}"
            for part in self.parts()
            for found in part.findings
        ]
        return list(dict.fromkeys(said))

    def manifest_sha256(self) -> str:
        return manifest_of(self.package, self.verified)

    def signed(self) -> list[SignedTogether]:
        """Return who signed the package and in which meaning, in the order in which they did."""
        acts: dict[tuple[object, ...], list[ShownSignature]] = {}
        for round in self._rounds():
            for each in round.signatures():
                made = each.signature
                key = round.round.started_at, made.signer_id, made.for_name, each.meaning
                acts.setdefault(key, []).append(each)
        return sorted(
            (
                SignedTogether(
                    min(signed, key=lambda each: each.signature.signed_at),
                    len(signed),
                    all(each.seal for each in signed),
                    not any(each.faults for each in signed),
                )
                for signed in acts.values()
            ),
            key=lambda each: each.shown.signature.signed_at,
        )

    def _rounds(self) -> list[ShownRound]:
        reports = [report for each in self.verified for report in each.reports]
        return [ShownRound(each) for each in reports if each.round.package_id == self.package.pk]
