"""Make the demo's tenants and the people in them."""

import datetime as dt
from typing import Final

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from config.demo.stories import CityStory, TenantStory
from oversight.actions.furnishing import add_units
from oversight.actions.provisioning import ZonePlan, provision
from oversight.furniture.blueprint import Blueprint
from tenants.models import Appointment, Invitation, Member, Post, Tenant, User
from tenants.people.roles import Role

BEGINNER: Final = "songming"  # administers a zone that is still being set up
PASSWORD: Final = "kunming-demo"  # noqa: S105  (of every demo account; printed)


def make_accounts(city: CityStory) -> None:
    """Make an account for each person; all have the demo's password, hashed once."""
    people = {person.key: person for story in city.tenants for person in story.people}
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        [
            User(email=f"{key}@{city.domain}", password=password, language=person.language)
            for key, person in people.items()
            if person.mail
        ],
        ignore_conflicts=True,
    )


def found(story: TenantStory, domain: str, blueprint: Blueprint) -> Tenant:
    """Provision the tenant as it was done long ago."""
    plan = ZonePlan(
        code=story.code,
        kind=story.kind,
        name_zh=story.name_zh,
        name_en=story.name_en,
        admin_email=f"{story.admin().key}@{domain}",
        admin_name=story.admin().name,
        blueprint=blueprint,
        is_live=True,
    )
    return provision(plan, by=None).tenant


def populate(story: TenantStory, today: dt.date, domain: str) -> dict[str, Member]:
    """Add the tenant's own units, and its people with their posts; return them by key."""
    units = add_units(story.units, [])
    accounts = {user.email: user for user in User.objects.filter(email__endswith=f"@{domain}")}
    admin = Member.objects.get()
    members: dict[str, Member] = {}
    for person in story.people:
        user = accounts.get(f"{person.key}@{domain}") or User.objects.create_user()
        is_admin = admin.user_id == user.pk
        member = admin if is_admin else Member()
        member.user, member.name = user, person.name
        member.roles = sorted({*person.roles, *([Role.TENANT_ADMIN] if is_admin else [])})
        member.valid_from = today + dt.timedelta(days=person.joined)
        if person.until is not None:
            member.valid_until = today + dt.timedelta(days=person.until)
        member.staff_number = f"{len(members) + 1:04}"
        member.joined_at = timezone.now() if person.joined < 0 else None
        member.save()
        members[person.key] = member
    Invitation.objects.update(used_at=timezone.now(), mail_wanted=False)
    posts = {post.code: post for post in Post.objects.all()}
    Appointment.objects.bulk_create(
        Appointment(
            member=members[person.key],
            post=posts[post],
            unit=unit,
            valid_from=members[person.key].valid_from,
        )
        for person in story.people
        for post, _at, where in (place.partition("@") for place in person.posts)
        for unit in (units.values() if where == "*" else [units[where]])
    )
    return members


def begin_a_zone(domain: str) -> None:
    """Leave a zone to its first administrator, who has yet to set it up; again = nothing."""
    account = f"{BEGINNER}@{domain}"
    if User.objects.filter(email=account).exists():
        return
    User.objects.create_user(account, PASSWORD)
    plan = ZonePlan(
        code="KMSM",
        kind=Tenant.Kind.ZONE,
        name_zh="嵩明产业园区",
        name_en="Songming Industrial Park",
        admin_email=account,
        admin_name="孙莉",
    )
    provision(plan, by=None)
