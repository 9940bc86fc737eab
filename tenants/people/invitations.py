"""Links and codes of invitations: reckoned from the invitation's id with the product's own key.

The database keeps neither, so whoever reads it still cannot come in. Both end with the invitation.
"""

from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from tenants.door.letters import site
from tenants.models import Invitation, Member, Tenant
from tenants.scope import new_id

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is taken for another
LENGTH: Final = 12  # 31^12 codes: 59 bits
GROUP: Final = 4  # letters between two hyphens


def token_of(invitation_id: UUID) -> str:
    """Return what a link proves itself by."""
    return _secret("link", invitation_id).hex()[:43]


def code_of(invitation_id: UUID) -> str:
    """Return the code for paper, such as K7QM-2XWP-R4TA."""
    number = int.from_bytes(_secret("code", invitation_id))
    letters = []
    for _position in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "-".join("".join(letters[i : i + GROUP]) for i in range(0, LENGTH, GROUP))


def _secret(use: str, invitation_id: UUID) -> bytes:
    salt = f"tenants.people.invitations.{use}"
    return salted_hmac(salt, str(invitation_id), algorithm="sha256").digest()


def link_of(invitation: Invitation, tenant: Tenant) -> str:
    """Return the address that lets this person in."""
    arguments = [tenant.slug, invitation.pk, token_of(invitation.pk)]
    return site(reverse("tenants:invitation", args=arguments))


def waiting_link(member: Member) -> str:
    """Return the link of the invitation that waits for this member, "" without one."""
    invitation = Invitation.objects.usable().filter(member=member).first()
    return link_of(invitation, member.tenant) if invitation else ""


def by_link(invitation_id: UUID, token: str) -> Invitation | None:
    """Return the invitation the link is for, whatever became of it; None when it proves nothing."""
    if not constant_time_compare(token, token_of(invitation_id)):
        return None
    return Invitation.objects.select_related("member__user").filter(pk=invitation_id).first()


def by_code(staff_number: str, code: str) -> Invitation | None:
    """Return the invitation this person has on paper; the same work is done for nobody."""
    printed = Invitation.objects.usable().exclude(sheet=None).select_related("member__user")
    found = printed.filter(member__staff_number=staff_number.strip()).first()
    wanted = code_of(found.pk if found else new_id())
    is_right = constant_time_compare(_spelt(code), _spelt(wanted))
    return found if is_right else None


def _spelt(code: str) -> str:
    """Take a code however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
