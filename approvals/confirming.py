"""The part of a form by which somebody confirms a signature: any page that asks for one has it.

The page includes `approvals/parts/confirm.html`, and gives it the form, and `bound_to`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.rounds import identity
from approvals.rounds.proofs import Code, Passkey, Password, PasswordAndCode, Proof, Vouched
from tenants.door import passkeys, step_up
from tenants.errors import Refused
from tenants.http import MemberRequest
from tenants.models import Member

BY_PROVIDER: Final = "provider"  # value of the button that signs by the provider's word


@contextmanager
def refusals_on(form: forms.Form, member: Member) -> Iterator[None]:
    """Say on the form why an act was refused; a proof that did not hold is noted, too."""
    try:
        yield
    except identity.NotConfirmed as refused:
        identity.note_failure(member, refused.proof)
        form.add_error(refused.proof.field, refused)
    except Refused as refused:
        form.add_error(None, refused)


class ConfirmForm(forms.Form):
    """What is typed, or what a passkey answered; each person sees only what they have."""

    password = forms.CharField(
        label=_("Your password, to confirm who signs"),
        required=False,
        max_length=4096,
        strip=False,
        help_text=_("Pasting and password managers work."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=_("Code of your app"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    by = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    offer: identity.Offer | None = None
    bound_to = ""
    waiting: dict[str, Any]  # what the provider has said already, or a comment that was begun

    def ask(self, request: MemberRequest, bound_to: str, demand: str = identity.Demand.ANY) -> None:
        """Offer this person what they have, for a signature on this; a begun comment is back."""
        self.offer, self.bound_to = identity.offered_to(request.member, demand), bound_to
        self.waiting = step_up.waiting(request.session, bound_to)
        if "comment" in self.fields:
            self.initial.setdefault("comment", self.waiting.get("comment", ""))

    def typed(self) -> list[forms.BoundField]:
        """Return what this person can type, and that suffices."""
        offer = self.offer
        if offer is None or not offer.typed:
            return []
        has = {"password": offer.password, "code": offer.app}
        return [self[name] for name, is_there in has.items() if is_there]

    def clean(self) -> dict[str, Any]:
        """Refuse what confirms nothing."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(said.get(name) for name in ("password", "code", "answer", "by")):
            self.add_error("password", _("Confirm that it is you who signs. Nothing was signed."))
        return said

    def proof(self, request: MemberRequest) -> Proof:
        """Return what was brought; what waited in the session for it is used up.

        Of one person's tries at the same time each waits here for the one before.
        """
        identity.wait_for_others_of(request.member)
        said, session = self.cleaned_data, request.session
        if said["answer"]:
            return Passkey(passkeys.asked_to_sign(session), said["answer"])
        if said["by"] == BY_PROVIDER:
            return Vouched(step_up.take(session))
        if said["password"] and said["code"]:
            return PasswordAndCode(said["password"], said["code"])
        return Code(said["code"]) if said["code"] else Password(said["password"])

    def is_signed(self, request: MemberRequest, sign: Callable[[Proof], object]) -> bool:
        """Sign by what was brought, where something was; or say on the form why not."""
        if self.is_valid():
            proof = self.proof(request)
            with refusals_on(self, request.member):
                sign(proof)
        return self.is_valid()
