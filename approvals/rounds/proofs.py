"""Proofs of who signs: a small class for each way. Each says whether it holds, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.models import Signature
from tenants.door import passkeys, step_up
from tenants.door.factors import is_app_code_of
from tenants.models import Member

Method = Signature.Method


class Proof(Protocol):
    """What somebody brings to show who they are."""

    method: ClassVar[Signature.Method]
    field: ClassVar[str | None]  # of the form, where it is said that it does not hold
    wrong: ClassVar[str | Promise]

    def holds(self, member: Member, bound_to: str) -> bool:
        """Tell whether it proves this member, for this and nothing else."""


@dataclass(frozen=True)
class Password(Proof):
    """Entered for this signature."""

    password: str
    method = Method.PASSWORD
    field = "password"
    wrong = _("This is not your password.")

    def holds(self, member: Member, bound_to: str) -> bool:  # noqa: ARG002 - typed into its form
        return member.user.check_password(self.password)


@dataclass(frozen=True)
class Code(Proof):
    """Of the app, as it shows it now; each counts once. Codes on paper only open the door."""

    code: str
    method = Method.CODE
    field = "code"
    wrong = _("This is not the code of now, or it was used already.")

    def holds(self, member: Member, bound_to: str) -> bool:  # noqa: ARG002 - typed into its form
        return is_app_code_of(member.user, self.code)


@dataclass(frozen=True)
class PasswordAndCode(Proof):
    """Both; which of them is wrong is not said."""

    password: str
    code: str
    method = Method.PASSWORD_AND_CODE
    field = "password"
    wrong = _("Password and code do not fit, or the code was used already.")

    def holds(self, member: Member, bound_to: str) -> bool:  # noqa: ARG002 - typed into its form
        is_right = member.user.check_password(self.password)
        return is_right and is_app_code_of(member.user, self.code)


@dataclass(frozen=True)
class Passkey(Proof):
    """The answer of a passkey that asked for its owner, to a question made for this signature."""

    asked: Mapping[str, Any]  # as it has waited in the session, which has let go of it
    answer: str
    method = Method.PASSKEY
    field = None
    wrong = _("This passkey is not yours, or it took too long.")

    def holds(self, member: Member, bound_to: str) -> bool:
        factor = passkeys.answered(self.asked, self.answer, bound_to=bound_to)
        return factor is not None and factor.user_id == member.user_id


@dataclass(frozen=True)
class Vouched(Proof):
    """The word of the identity provider, where this person has just signed in for it."""

    said: Mapping[str, Any]  # as it has waited in the session, which has let go of it
    method = Method.PROVIDER
    field = None
    wrong = _("You were not confirmed there for this signature, or it was too long ago.")

    def holds(self, member: Member, bound_to: str) -> bool:
        return step_up.vouches_for(self.said, member, bound_to)
