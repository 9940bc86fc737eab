"""People who were invited and have not come yet, and how they come in."""

from django.test import Client

from tenants.models import Invitation, Member, User
from tenants.people.invitations import link_of
from tenants.people.roles import Role
from tenants.scope import tenant_scope
from tests.world import Cast, make_member

PEOPLE = "/t/acme/people/"
NEW = "dianchi-lake-42"
PASSWORDS = {"new_password1": NEW, "new_password2": NEW}


def newcomer(cast: Cast, name: str, email: str | None, user: User | None = None) -> Member:
    """Make a member who has not come yet."""
    user = user or User.objects.create_user(email, language="en")
    member = make_member(cast.tenant, name, Role.READER, user=user)
    with tenant_scope(cast.tenant.pk):
        Member.objects.filter(pk=member.pk).update(joined_at=None)
    member.joined_at = None
    return member


def ask(client: Client, way: str, *people: Member, **more: str) -> Client:
    client.post(f"{PEOPLE}invite/", {"way": way, "members": [p.pk for p in people], **more})
    return client


def invitation(cast: Cast, member: Member) -> Invitation:
    with tenant_scope(cast.tenant.pk):
        found: Invitation = Invitation.objects.filter(member=member)[0]
        return found


def link(cast: Cast, member: Member) -> str:
    return "/account/" + link_of(invitation(cast, member), cast.tenant).partition("/account/")[2]


def entering(client: Client, code: str, number: str = "NED", zone: str = "acme") -> str:
    typed = {"zone": zone, "staff_number": number, "code": code, **PASSWORDS}
    answer = client.post("/account/code/", typed)
    return answer.headers.get("Location", "") or answer.content.decode()


def is_in(client: Client, member: Member) -> bool:
    return client.session.get("_auth_user_id") == str(member.user_id)
