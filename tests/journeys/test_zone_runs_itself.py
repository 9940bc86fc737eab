"""A new zone, by screens alone: opened, staffed, live, its first procedure in force, one gone."""

import os
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys import newcomers
from tests.journeys.acts import acknowledge, revise, sign, submit, wait_until_in_force
from tests.journeys.browser import Look, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.newcomers import (
    ADA,
    ADMIN,
    CORA,
    DEPUTY,
    GUS,
    HANA,
    LEADER,
    OTTO,
    RUTH,
    Newcomer,
)
from tests.journeys.opening import (
    Zone,
    bring_documents,
    change_route,
    choose_password,
    fill,
    furnish,
    give_posts,
    go_live,
    go_on,
    open_zone,
    page_is_right,
    staff,
)
from tests.journeys.world import ZONE, World

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800, func_only=True)]

SECRET_TITLE: Final = "干部谈话记录办法"
LOOKS: Final = (Look("zh-hans", 1440), Look("en", 1440), Look("zh-hans", 390, script=False))
WHOLE: Final = bool(os.environ.get("PROBE") or os.environ.get("SCREENSHOTS"))

# What each may ask for on a second visit, and the answers: one column each.
ASKED: Final = {
    "secret": "{secret}",
    "register": "{home}documents/",
    "new": "{home}new-document/",
    "people": "{home}people/",
    "staff": "{home}people/import/",
    "settings": "{home}settings/",
    "routes": "{home}settings/routes/",
    "import": "{home}import/",
    "opening": "{home}opening/check/",
    "audit": "{home}audit/",
    "city": "/city/zones/",
    "neighbour": f"/t/{ZONE}/documents/",
}
ANSWERS: Final = {
    # The first administrator is a document controller, too, and nobody changes their own roles.
    # secret register new people staff settings routes import opening audit city neighbour
    RUTH: "404 200 403 403 403 403 403 403 403 403 404 404",
    ADA: "200 200 200 403 403 403 403 403 403 403 404 404",
    CORA: "200 200 200 200 403 200 200 200 403 200 404 404",
    ADMIN: "200 200 200 200 200 200 200 200 200 200 404 404",
    OTTO: "404 200 403 200 403 403 403 403 403 200 404 404",
    GUS: "302 302 302 302 302 302 302 302 302 302 302 302",
}


@pytest.mark.parametrize("look", LOOKS if WHOLE else LOOKS[:1], ids=str)
def test_a_zone_is_opened_and_runs_itself(world: World, visit: Visit, look: Look) -> None:
    zone = Zone(world, visit, look)
    pia = zone.visit("pia", look)
    admin = open_zone(zone, pia)
    furnish(admin)
    codes = staff(zone, admin)
    give_posts(zone, admin)
    change_route(admin)
    bring_documents(zone, admin)
    go_live(admin)
    number = put_first_procedure_in_force(zone)
    ruth = come_in_by_code(zone, codes[RUTH.name])
    acknowledge(ruth, number)
    secret = register_secret(zone)
    let_go(zone, admin)
    look_again(zone, pia, secret)


def person(zone: Zone, admin: Visitor, who: Newcomer) -> None:
    """Find somebody in the list of people, by the menu and the search."""
    if admin.look.width == 390:
        admin.page.locator(".dc-tabbar summary").click()
    admin.follow(f"nav a[href='{zone.home}people/']")
    search = admin.page.locator("main [name=q]")
    search.fill(who.name)
    search.press("Enter")
    expect(admin.page.locator("tr[data-member]")).to_have_count(1)
    admin.press(admin.page.locator("tr[data-member] a", has_text=who.name))


def put_first_procedure_in_force(zone: Zone) -> str:
    """The author revises it, the head reviews it, the deputy of the leader on leave approves it."""
    ada = zone.by_mail(ADA)
    ada.open(f"{zone.home}documents/")
    page_is_right(ada, "register")
    ada.follow(f"tr[data-number] a:has-text('{newcomers.TITLE}')")
    page = ada.path()
    page_is_right(ada, "document")
    draft = revise(ada, page)
    page_is_right(ada, "draft")
    submit(ada, draft)
    page_is_right(ada, "submitted")
    both = set_deputy(zone)
    sign(zone.by_mail(HANA), draft)
    sign_as_deputy(zone, draft, both)
    wait_until_in_force(ada, page, draft)
    expect(ada.page.locator("main")).to_contain_text(both)
    page_is_right(ada, "in-force")
    return draft


def set_deputy(zone: Zone) -> str:
    """The controller says who stands in for the leader; return how both are named."""
    cora = zone.by_mail(CORA)
    cora.open(f"{zone.home}standing-in/")
    page = cora.page
    page.locator("[name=delegator]").select_option(label=LEADER.name)
    page.locator("[name=deputy]").select_option(label=DEPUTY.name)
    page.locator("[name=last]").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.locator("[name=reason]").fill("年休假")
    page.locator("[name=is_absent]").check()
    page_is_right(cora, "standing-in")
    cora.press(page.locator("main form button:visible").last)
    word = "for" if cora.look.language == "en" else "代"
    both = f"{DEPUTY.name} {word} {LEADER.name}"
    expect(page.locator("main li", has_text=both).first).to_be_visible()
    return both


def sign_as_deputy(zone: Zone, draft: str, both: str) -> None:
    leo = zone.by_mail(DEPUTY)
    leo.open("/tasks/")
    page_is_right(leo, "inbox-of-deputy")
    leo.press(leo.page.locator(".dc-task", has_text=both).first)
    expect(leo.page.locator("#sign", has_text=both)).to_be_visible()
    leo.page.locator("#sign_password").fill(leo.world.password)
    page_is_right(leo, "decide-as-deputy")
    leo.press(leo.page.locator("#sign form button"))
    assert leo.path() == "/tasks/"
    assert not leo.page.locator(f"a[href^='{draft}decide/']").count()


def come_in_by_code(zone: Zone, code: str) -> Visitor:
    """Somebody without a mailbox comes in by the code on a slip of paper."""
    ruth = zone.window(RUTH)
    ruth.open("/")
    ruth.follow("a[href^='/account/code/']")
    fill(ruth, zone=zone.code, staff_number=RUTH.staff_number, code=code.strip())
    choose_password(ruth)
    return ruth


def register_secret(zone: Zone) -> str:
    """The author who will leave registers something restricted; return its address."""
    gus = zone.by_mail(GUS)
    gus.open(f"{zone.home}new-document/")
    fill(gus, title=SECRET_TITLE)
    gus.page.locator("[name=document_type]").select_option(index=1)
    gus.page.locator("[name=unit]").select_option(index=1)
    gus.page.locator("[name=restricted]").check()
    page_is_right(gus, "new-document")
    go_on(gus)
    return gus.path().partition("revisions/")[0]


def let_go(zone: Zone, admin: Visitor) -> None:
    """What somebody holds goes to a colleague; then the membership ends."""
    person(zone, admin, GUS)
    page_is_right(admin, "person")
    admin.follow("main a[href$='/leaving/']")
    page_is_right(admin, "leaving")
    for successor in admin.page.locator("select[name$=_to]:visible").all():
        successor.select_option(label=ADA.name)
    go_on(admin)
    page_is_right(admin, "handed-over")
    admin.press(admin.page.locator("form:has([value=deactivate]) button"))
    page_is_right(admin, "left")


def look_again(zone: Zone, pia: Visitor, secret: str) -> None:
    """Everybody comes once more and asks for everything: each gets what the role opens."""
    zone.by_mail(OTTO)
    paths = {what: path.format(secret=secret, home=zone.home) for what, path in ASKED.items()}
    told = [
        f"{who.name} {what}: {got}, not {wanted}"
        for who, row in ANSWERS.items()
        for (what, path), wanted in zip(paths.items(), row.split(), strict=True)
        if (got := status(zone.window(who), path)) != int(wanted)
    ]
    inside = [path for path in paths.values() if path.startswith("/t/")]
    told += [
        f"the city: {path}"
        for path in inside
        if path != paths["neighbour"]
        if status(pia, path) != HTTPStatus.NOT_FOUND
    ]
    assert not told, "\n".join(told)
    for who in (RUTH, OTTO):
        zone.window(who).open(paths["register"])
        expect(zone.window(who).page.locator("main")).not_to_contain_text(SECRET_TITLE)


def status(visitor: Visitor, path: str) -> int:
    """Ask beside the page, so that a refusal is no complaint of the console."""
    url = visitor.world.address(path)
    return visitor.context.request.get(url, max_redirects=0).status
