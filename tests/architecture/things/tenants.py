"""Something of each kind that the organisation has, to ask addresses for."""

from tenants.actions.outlets import add_outlet
from tenants.actions.people_imports import upload_people
from tenants.models import Member, Outlet, PeopleImport
from tenants.people import listing
from tenants.people.roles import Role
from tenants.people.sheets.handing_out import people_sheet
from tests.world import Cast


def make_robot(cast: Cast) -> Outlet:
    """Set up the robot of a group."""
    made, _secret = add_outlet("wecom_robot", {"name": "Office"}, {"secret": "key"}, by=cast.cora)
    return made


def make_upload(cast: Cast) -> PeopleImport:
    """Upload the people who are there."""
    people = listing.with_posts(Member.objects.order_by("name"))
    return upload_people(people_sheet(people), "people.xlsx", by=cast.tom)


def proposed(cast: Cast) -> dict[str, object]:
    return {"member": cast.ada, "role": Role.TENANT_ADMIN, "proposed_by": cast.tom}
