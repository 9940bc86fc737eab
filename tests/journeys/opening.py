"""How a new zone is opened, by screens alone: by the city first, then by its administrator."""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Locator, expect

from tests.journeys import newcomers
from tests.journeys.browser import Look, Visitor
from tests.journeys.checks import barriers, overhang
from tests.journeys.conftest import Visit
from tests.journeys.newcomers import ADA, ADMIN, CORA, HANA, LEADER, Newcomer
from tests.journeys.world import DOMAIN, World

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE_MS: Final = 120_000
POSTS: Final = {
    "LEADER": ("主要负责人", "Leader"),
    "MR": ("管理者代表", "Management representative"),
}


@dataclass
class Zone:
    """The new zone, and the windows of its people."""

    world: World
    visit: Visit
    look: Look
    code: str = field(default_factory=lambda: f"J{secrets.token_hex(3).upper()}")
    people: dict[str, Visitor] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return f"/t/{self.code.lower()}/"

    def window(self, who: Newcomer, name: str = "") -> Visitor:
        """Return the person's window; the first time, a new one."""
        if who.name not in self.people:
            self.people[who.name] = self.visit(name, self.look)
        return self.people[who.name]

    def by_mail(self, who: Newcomer) -> Visitor:
        """Let somebody come in by the link in their mail."""
        visitor = self.window(who)
        for _ in range(PATIENCE_MS // 500):
            mails = self.world.mails(who.email(self.code))  # of tasks as well
            if links := [w for mail in mails for w in mail.split() if "/invitation/" in w]:
                visitor.page.goto(links[-1])
                choose_password(visitor)
                return visitor
            visitor.page.wait_for_timeout(500)
        raise AssertionError(f"no mail for {who.name}")


def page_is_right(visitor: Visitor, name: str) -> None:
    """Keep a picture; nobody is shut out of the page, and it fits a phone."""
    visitor.picture(f"zone-{name}")
    if visitor.look.script:
        found = barriers(visitor.page)
        assert not found, found
    assert overhang(visitor.page) <= 0, name


def go_on(visitor: Visitor) -> None:
    """Press the button the page puts first."""
    visitor.press(visitor.page.locator("main form button.is-primary:visible").first)


def fill(visitor: Visitor, **values: str) -> None:
    for name, value in values.items():
        visitor.page.locator(f"main [name={name}]:visible").fill(value)


def open_zone(zone: Zone, pia: Visitor) -> Visitor:
    """The provisioner fills in one form; the first administrator comes in by the link it shows."""
    pia.open("/city/zones/")
    pia.follow("main a[href='/city/zones/new/']")
    email = f"{ADMIN.email(zone.code)}@{DOMAIN}"
    fill(pia, name_zh=f"新城园区{zone.code}", name_en=f"New Town Park {zone.code}", code=zone.code)
    fill(pia, admin_name=ADMIN.name, admin_email=email)
    if pia.look.script:
        expect(pia.page.locator("#samples th").first).to_be_visible()  # the numbers as typed
    page_is_right(pia, "new")
    go_on(pia)
    page_is_right(pia, "city-system")
    pia.follow("a[href$='/opening/people/']")
    page_is_right(pia, "city-people")
    admin = zone.window(ADMIN)
    admin.page.goto(pia.page.locator("main code").inner_text())
    choose_password(admin)
    return admin


def choose_password(visitor: Visitor) -> None:
    page_is_right(visitor, "come-in")
    word = visitor.world.password
    fill(visitor, new_password1=word, new_password2=word)
    go_on(visitor)
    visitor.speak()


def furnish(admin: Visitor) -> None:
    """The administrator takes the blueprint as it is."""
    page_is_right(admin, "first-page")
    admin.follow("a[href$='/opening/']")
    page_is_right(admin, "own-system")
    go_on(admin)
    page_is_right(admin, "own-people")


def staff(zone: Zone, admin: Visitor) -> dict[str, str]:
    """Take 200 people in from Excel, after one wrong cell; invite all; return codes by name."""
    admin.follow("main a[href$='/people/']")
    page_is_right(admin, "people")
    upload_sheet(zone, admin, with_fault=True)
    cell = f"D{newcomers.FAULTY_ROW}"
    expect(admin.page.locator("main table")).to_contain_text(cell, timeout=PATIENCE_MS)
    page_is_right(admin, "sheet-wrong")
    admin.follow("main a[href$='/people/import/']")
    upload_sheet(zone, admin, with_fault=False)
    expect(admin.page.locator("[data-state=checked]")).to_be_visible(timeout=PATIENCE_MS)
    page_is_right(admin, "sheet-checked")
    go_on(admin)
    expect(admin.page.locator("[data-state=imported]")).to_be_visible(timeout=PATIENCE_MS)
    page_is_right(admin, "sheet-imported")
    admin.follow("main a[href$='?state=new']")
    page_is_right(admin, "people-new")
    admin.press(admin.page.locator("button[name=way][value=mail]:visible").first)
    admin.follow("main a[href*='state=new']")
    admin.press(admin.page.locator("button[name=way][value=paper]:visible").first)
    page_is_right(admin, "codes")
    slips = admin.page.locator(".dc-slip")
    assert slips.count() == newcomers.PEOPLE - len(newcomers.BY_MAIL)
    names, codes = slips.locator("h2"), slips.locator(".dc-code")
    return dict(zip(names.all_inner_texts(), codes.all_inner_texts(), strict=True))


def upload_sheet(zone: Zone, admin: Visitor, *, with_fault: bool) -> None:
    if not admin.path().endswith("/import/"):
        admin.follow("main a[href$='/people/import/']")
        page_is_right(admin, "sheet")
    sheet = newcomers.sheet(zone.code, DOMAIN, with_fault=with_fault)
    give_file(admin, "人员.xlsx", SHEET, sheet)


def give_file(visitor: Visitor, name: str, kind: str, content: bytes) -> None:
    file: Any = {"name": name, "mimeType": kind, "buffer": content}
    visitor.page.locator("main [name=file]").set_input_files(file)
    go_on(visitor)


def give_posts(zone: Zone, admin: Visitor) -> None:
    """The checklist names the posts that nobody holds; they are given on the page of a unit."""
    at_step(zone, admin, "check")
    expect(admin.page.locator(".dc-checks .is-bad").first).to_be_visible()
    expect(admin.page.locator("main footer button")).to_be_disabled()
    page_is_right(admin, "check-blocked")
    at_step(zone, admin, "people")
    admin.follow("main a[href$='/settings/units/']")
    page_is_right(admin, "units")
    for who, post in ((LEADER.staff_number, "LEADER"), (CORA.staff_number, "MR")):
        admin.follow("main a[href$='/settings/units/OFC/']")
        details = admin.page.locator("details:has([name=member])")
        details.locator("summary").click()
        fill(admin, member=who)
        label = POSTS[post][admin.look.language == "en"]
        details.locator("[name=post]").select_option(label=label)
        page_is_right(admin, "appoint")
        admin.press(details.locator("button"))
        expect(admin.page.locator("main")).to_contain_text(label)
        admin.follow("main a[href$='/settings/units/']")


def at_step(zone: Zone, admin: Visitor, step: str) -> None:
    """Go to a step by the list of steps, from wherever the administrator is."""
    if "/opening/" not in admin.path():
        admin.follow(f"a[href='{zone.home}opening/']")
    admin.follow(f".dc-wizard-steps a[href$='/opening/{step}/']")


def change_route(admin: Visitor) -> None:
    """A major change of a procedure skips the countersignature, and is reviewed within two days."""
    admin.follow("a[href$='/opening/']")
    admin.follow(".dc-wizard-steps a[href$='/opening/routes/']")
    page_is_right(admin, "own-routes")
    admin.follow("main a[href$='/settings/routes/']")
    page_is_right(admin, "routes")
    admin.follow("main a[href$='/settings/routes/QP/major/']")
    admin.press(admin.page.locator("button[name=do][value=remove-1]"))
    admin.page.locator("[name=stages-0-due_days]").fill("2")
    admin.press(admin.page.locator("button[name=do][value=look]:visible"))
    expect(admin.page.locator("main")).to_contain_text(HANA.name)
    expect(admin.page.locator("main")).to_contain_text(LEADER.name)
    page_is_right(admin, "route")
    admin.press(admin.page.locator("button[name=do][value=save]"))
    expect(admin.page.locator("main fieldset[id^=stage-]")).to_have_count(2)
    page_is_right(admin, "route-saved")


def bring_documents(zone: Zone, admin: Visitor) -> None:
    """A ZIP with one procedure and one file that is none."""
    at_step(zone, admin, "documents")
    page_is_right(admin, "own-documents")
    admin.follow("main a[href$='/import/']")
    for name in ("document_type", "unit"):
        admin.page.locator(f"main [name={name}]").select_option(index=1)
    admin.page.locator("main [name=owner]").select_option(label=ADA.name)
    page_is_right(admin, "import")
    give_file(admin, "文件.zip", "application/zip", newcomers.archive())
    wait_for(admin, admin.page.locator("main footer button.is-primary"))
    expect(admin.page.locator(".dc-checks .is-bad")).to_contain_text("旧模板.doc")
    page_is_right(admin, "import-checked")
    go_on(admin)
    wait_for(admin, admin.page.locator(".dc-checks .is-ok a", has_text=newcomers.TITLE))
    page_is_right(admin, "import-done")


def wait_for(visitor: Visitor, shown: Locator) -> None:
    """Look again until it is there, as somebody would whose browser runs no script."""
    for _ in range(PATIENCE_MS // 500):
        if shown.count():
            return
        visitor.page.wait_for_timeout(500)
        visitor.page.reload()
    expect(shown).to_be_visible()


def go_live(admin: Visitor) -> None:
    admin.follow("a[href$='/opening/']")
    admin.follow(".dc-wizard-steps a[href$='/opening/check/']")
    expect(admin.page.locator(".dc-checks .is-bad")).to_have_count(0)
    page_is_right(admin, "check")
    go_on(admin)
    expect(admin.page.locator(".dc-note.is-ok").first).to_be_visible()
    page_is_right(admin, "live")
