"""Every page: open to everybody, no wider than a phone, light, and quiet on the console.

The suite looks at each page once, at some by day on a desk and at others by night on a phone, as
their names have it: one page more changes nothing for the rest. `make probe` looks at all of them
both ways.
"""

import os
from typing import Final
from zlib import crc32

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Look
from tests.journeys.checks import MOST_BYTES, MOST_REQUESTS, barriers, cold_load, overhang
from tests.journeys.conftest import Visit
from tests.journeys.world import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900, func_only=True)]

WHOLE: Final = bool(os.environ.get("PROBE") or os.environ.get("SCREENSHOTS"))
LOOKS: Final = (Look("zh-hans", 1440, "light"), Look("en", 390, "dark"))
REGISTER: Final = f"/t/{ZONE}/documents/"
ROW: Final = "tr[data-number] a:has-text('{}')"
SHOWCASE, MANUAL, SERVICE, EMERGENCY = map(
    ROW.format, ("企业投资项目受理", "质量手册", "政务服务提供", "突发事件应急")
)
STANDARD: Final = ROW.format("GB/T 19001")
CERTIFICATES: Final = f"/t/{ZONE}/certificates/"
A_CERTIFICATE: Final = "td a.dc-table-title"
OBJECTIVES: Final = f"/t/{ZONE}/objectives/"
MEETINGS: Final = f"/t/{ZONE}/management-reviews/"
HELD: Final = "tr:nth-child(2) a.dc-table-title"
ROUNDS: Final = "/city/examinations/"
LINES: Final = f"/t/{ZONE}/distribution/?view=lines"
OWN_ROUNDS: Final = f"/t/{ZONE}/examinations/"
A_PERSON: Final = "tr[data-member] a"
# Who looks, where they begin, and the links they follow from there.
PAGES: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "sign-in": ("", "/", ()),
    "forgotten": ("", "/sign-in/forgotten/", ()),
    "account": ("ruth", "/account/", ()),
    "password": ("ruth", "/account/password/", ()),
    "second-factor": ("ruth", "/account/second-factor/", ()),
    "code-app": ("ruth", "/account/second-factor/app/", ()),
    "new-passkey": ("ruth", "/account/second-factor/passkey/", ()),
    "sign-in-of-a-zone": ("", f"/sign-in/?zone={ZONE}", ()),
    "use-passkey": ("", "/sign-in/passkey/", ()),
    "sign-in-settings": ("tess", f"/t/{ZONE}/settings/sign-in/", ()),
    "inbox": ("ruth", "/tasks/", ()),
    "done": ("ravi", "/tasks/done/", ()),
    "started": ("ada", "/tasks/started/", ()),
    "copied": ("ada", "/tasks/copied/", ()),
    "decide": ("ravi", "/tasks/", ("a[href*='/decide/']",)),
    "ask-the-owner": (
        *("ruth", "/tasks/"),
        ("a[href$='/acknowledge/']", "#bar a[href$='/questions/']", "a[href^='?at=']"),
    ),
    "acknowledge": ("ruth", "/tasks/", ("a[href$='/acknowledge/']",)),
    "packages": ("cora", f"/t/{ZONE}/packages/", ()),
    "package": ("cora", f"/t/{ZONE}/packages/1/", ()),
    "package-verify": ("otto", f"/t/{ZONE}/packages/1/verify/", ()),
    "new-package": ("cora", f"/t/{ZONE}/packages/new/", ()),
    "put-in-package": ("ada", REGISTER, (SERVICE, "a[href$='/package/']")),
    "standing-in": ("cora", f"/t/{ZONE}/standing-in/", ()),
    "leaving": ("tess", f"/t/{ZONE}/people/?q=周雅丹", (A_PERSON, "a[href$='/leaving/']")),
    "deviations": ("cora", REGISTER, (SERVICE, "a[href$='/deviations/']")),
    "copies": ("cora", REGISTER, (SERVICE, ".dc-rail a[href$='/copies/']")),
    "copy": ("cora", REGISTER, (SERVICE, ".dc-rail a[href$='/copies/']", "tr[data-copy] a")),
    "copies-register": ("cora", f"/t/{ZONE}/copies/", ()),
    "reminders": ("ruth", REGISTER, (SERVICE, "a[href$='/reminders/']")),
    "notices": ("ruth", f"/t/{ZONE}/notices/", ()),
    "register": ("cora", REGISTER, ()),
    "search": ("cora", f"{REGISTER}?q=程序&state=effective", ()),
    "all-filters": ("cora", f"{REGISTER}?more=1&q=批准&earlier=1&sort=-title&col=folder", ()),
    "go": ("cora", f"/t/{ZONE}/go/?q=文件", ()),
    "saved-view": ("cora", REGISTER, ("#views a[href*='sort=review']", "a[href*='/views/']")),
    "nothing-found": ("cora", f"{REGISTER}?q=nothing+like+this", ()),
    "lists": ("cora", f"/t/{ZONE}/lists/", ()),
    "list-of-the-past": ("cora", f"/t/{ZONE}/lists/obsolete/", ()),
    "check-of-numbers": ("cora", f"/t/{ZONE}/lists/numbers/", ()),
    "empty-list": ("ruth", f"/t/{ZONE}/lists/forms/?q=nothing+like+this", ()),
    "document": ("cora", REGISTER, (SHOWCASE,)),
    "pages": ("cora", REGISTER, (SHOWCASE, "a[href*='look=pages']")),
    "compare": ("cora", REGISTER, (SHOWCASE, "a[href$='/compare/']")),
    "history": ("cora", REGISTER, (MANUAL, "a[href$='/history/']")),
    "log": ("cora", REGISTER, (MANUAL, "a[href$='/log/']")),
    "audit": ("otto", f"/t/{ZONE}/audit/?verify=1", ()),
    "impact": ("ravi", "/tasks/", ("a[href*='/decide/']", "a[href$='/impact/']")),
    "verify": ("otto", REGISTER, (SHOWCASE, "a[href$='/verify/']")),
    "signed-sheets": ("cora", REGISTER, (MANUAL, "a[href$='/readers/']", "a[href$='/sheets/']")),
    "readers": ("cora", REGISTER, (MANUAL, "a[href$='/readers/']")),
    "audience": ("cora", REGISTER, (MANUAL, "a[href$='/audience/']")),
    "exemptions": ("cora", f"/t/{ZONE}/settings/exemptions/", ()),
    "standing-rules": ("cora", f"/t/{ZONE}/settings/standing-rules/", ()),
    "withdrawn": ("cora", REGISTER, (EMERGENCY,)),
    "links": ("cora", REGISTER, (MANUAL, "a[href$='/links/']")),
    "withdraw": ("cora", REGISTER, (MANUAL, "a[href$='/withdraw/']")),
    "retire": ("cora", REGISTER, (MANUAL, "a[href$='/retire/']")),
    "distribution": ("cora", f"/t/{ZONE}/distribution/", ()),
    "distribution-people": ("cora", f"/t/{ZONE}/distribution/?view=people", ()),
    "distribution-units": ("hana", f"/t/{ZONE}/distribution/?view=units", ()),
    "distribution-lines": ("cora", LINES, ()),
    "distribution-matrix": ("cora", f"/t/{ZONE}/distribution/?view=matrix", ()),
    "proof-asked": ("cora", f"/t/{ZONE}/evidence/?person=a&document=7.5", ()),
    "proof": ("cora", f"{LINES}&state=late", ("a[href*='/evidence/?']",)),
    "own-reading": ("ruth", f"/t/{ZONE}/reading/", ()),
    "certificates": ("cora", CERTIFICATES, ()),
    "certificate": ("cora", CERTIFICATES, (A_CERTIFICATE,)),
    "new-certificate": ("cora", f"{CERTIFICATES}new/", ()),
    "renew-certificate": ("cora", CERTIFICATES, (A_CERTIFICATE, "a[href$='/renew/']")),
    "apply": ("cora", f"{CERTIFICATES}apply/", ()),
    "readiness": ("cora", f"/t/{ZONE}/readiness/", ()),
    "audits": ("otto", f"/t/{ZONE}/audits/", ()),
    "audit-of": ("cora", f"/t/{ZONE}/audits/", ("td a.dc-table-title",)),
    "audit-plan": (
        *("cora", f"/t/{ZONE}/audits/"),
        ("td a.dc-table-title", "a[href$='/scopes/']"),
    ),
    "audit-checklist": (
        *("cora", f"/t/{ZONE}/audits/"),
        ("tr:has-text('窗口专项') a.dc-table-title", "a[href$='/checklist/']"),
    ),
    "findings": ("ruth", f"/t/{ZONE}/findings/", ()),
    "finding": ("cora", f"/t/{ZONE}/findings/", ("td a.dc-table-title",)),
    "circulation": ("miro", "/tasks/", ("a[href*='/circulations/']",)),
    "route-of-an-affair": ("cora", f"/t/{ZONE}/settings/routes/-/minor_finding/", ()),
    "new-finding": (
        *("cora", f"/t/{ZONE}/audits/"),
        ("tr:has-text('窗口专项') a.dc-table-title", "a[href$='/findings/new/']"),
    ),
    "plan-audit": ("cora", CERTIFICATES, (A_CERTIFICATE, "a[href*='/audits/new/']")),
    "plan-audit-anew": (
        *("cora", f"/t/{ZONE}/audits/"),
        ("td a.dc-table-title", "a[href$='/plan/']"),
    ),
    "objectives": ("ruth", OBJECTIVES, ()),
    "objective": ("ada", OBJECTIVES, (A_CERTIFICATE,)),
    "set-objective": ("cora", f"{OBJECTIVES}new/", ()),
    "change-objective": ("cora", OBJECTIVES, (A_CERTIFICATE, "a[href$='/change/']")),
    "management-reviews": ("miro", MEETINGS, ()),
    "management-review": ("otto", MEETINGS, (HELD,)),
    "plan-review": ("miro", f"{MEETINGS}new/", ()),
    "plan-review-anew": ("cora", MEETINGS, (A_CERTIFICATE, "a[href$='/plan/']")),
    "write-review": ("cora", MEETINGS, (A_CERTIFICATE, "a[href$='/write/']")),
    "review-action": ("cora", MEETINGS, (HELD, "a[href*='/decisions/']")),
    "city-certificates": ("quin", "/city/certificates/", ()),
    "reviews": ("cora", f"/t/{ZONE}/reviews/", ()),
    "clauses": ("cora", f"/t/{ZONE}/clauses/", ()),
    "clauses-coming": ("otto", f"/t/{ZONE}/clauses/?edition=ISO+9001:2026", ()),
    "clause": ("cora", f"/t/{ZONE}/clauses/7.5.3.2/", ()),
    "exclusion": ("miro", f"/t/{ZONE}/notices/", ("a[href*='/clauses/exclusions/']",)),
    "standards": ("quin", "/city/standards/?edition=ISO+9001:2026", ()),
    "standard": ("quin", "/city/standards/6.1.3/?edition=ISO+9001:2026", ()),
    "reviews-list": ("cora", f"/t/{ZONE}/reviews/?view=list", ()),
    "plan-reviews": (
        "cora",
        f"/t/{ZONE}/reviews/plan/?first=2027-03-01&last=2027-03-31&beyond=on",
        (),
    ),
    "review": ("cora", REGISTER, (MANUAL, "a[href$='/review/']")),
    "restore": ("cora", REGISTER, (EMERGENCY, "a[href$='/restore/']")),
    "facts": ("cora", REGISTER, (MANUAL, "a[href$='/links/']", "a[href$='/facts/']")),
    "external": ("cora", f"{REGISTER}?type=ED", (STANDARD, "a[href$='/links/']")),
    "check": (
        "cora",
        f"{REGISTER}?type=ED",
        (STANDARD, "a[href$='/links/']", "a[href$='/check/']"),
    ),
    "new-document": ("ada", f"/t/{ZONE}/new-document/", ()),
    "draft": ("ada", REGISTER, (SERVICE, "a[href$='/draft/']")),
    "understanding": (
        "ada",
        REGISTER,
        (SERVICE, "a[href$='/draft/']", "a[href$='/understanding/']"),
    ),
    "comments": ("ada", REGISTER, (SERVICE, "a[href$='/draft/']", "a[href$='/comments/']")),
    "conversation": ("cora", REGISTER, (SHOWCASE, "a[href$='/talk/']")),
    "inform": ("cora", REGISTER, (SHOWCASE, "a[href$='/inform/']")),
    "submit": ("ada", REGISTER, (SERVICE, "a[href$='/submit/']")),
    "code": ("", "/account/code/", ()),
    "people": ("tess", f"/t/{ZONE}/people/", ()),
    "person": ("tess", f"/t/{ZONE}/people/?q=普丽华", (A_PERSON,)),
    "import-people": ("tess", f"/t/{ZONE}/people/import/", ()),
    "emergency": ("tess", f"/t/{ZONE}/emergency/", ()),
    "proposals": ("tess", f"/t/{ZONE}/people/proposals/", ()),
    "edit-person": ("tess", f"/t/{ZONE}/people/?q=普丽华", (A_PERSON, "a[href$='/edit/']")),
    "auditor": ("tess", f"/t/{ZONE}/people/?role=auditor", (A_PERSON,)),
    "sample": ("tess", f"/t/{ZONE}/people/?role=auditor", (A_PERSON, "a[href$='/sample/']")),
    "audited": ("otto", REGISTER, ()),
    "add-person": ("tess", f"/t/{ZONE}/people/new/", ()),
    "settings": ("cora", f"/t/{ZONE}/settings/", ()),
    "settings-organisation": ("tess", f"/t/{ZONE}/settings/organisation/", ()),
    "calendar": ("tess", f"/t/{ZONE}/settings/calendar/", ()),
    "city-calendar": ("quin", "/city/calendar/", ()),
    "examinations": ("quin", ROUNDS, ()),
    "new-examination": ("quin", f"{ROUNDS}new/", ()),
    "criteria": ("quin", ROUNDS, ("li:nth-child(1) a.dc-task", "a[href$='/criteria/']")),
    "running-examination": ("quin", ROUNDS, ("li:nth-child(2) a.dc-task",)),
    "published-examination": ("lena", ROUNDS, ("li:nth-child(3) a.dc-task",)),
    "examined": ("quin", ROUNDS, ("li:nth-child(3) a.dc-task", "tr[data-tenant='KMDC'] a")),
    "correct-result": (
        *("lena", ROUNDS),
        ("li:nth-child(3) a.dc-task", "tr[data-tenant='KMDC'] a", "a[href$='/correct/']"),
    ),
    "objection": ("quin", ROUNDS, ("li:nth-child(3) a.dc-task", "a[href*='/objections/']")),
    "own-examinations": ("ruth", OWN_ROUNDS, ()),
    "own-result": ("cora", OWN_ROUNDS, ("li:nth-child(2) a.dc-task",)),
    "own-report": ("cora", OWN_ROUNDS, ("li:nth-child(1) a.dc-task",)),
    "write-report": ("cora", OWN_ROUNDS, ("li:nth-child(1) a.dc-task", "a[href$='/write/']")),
    "approve-report": ("ravi", OWN_ROUNDS, ("li:nth-child(1) a.dc-task", "a[href$='/approve/']")),
    "routes": ("cora", f"/t/{ZONE}/settings/routes/", ()),
    "route": ("cora", f"/t/{ZONE}/settings/routes/QP/major/", ()),
    "units": ("cora", f"/t/{ZONE}/settings/units/", ()),
    "unit": ("tess", f"/t/{ZONE}/settings/units/OFC/", ()),
    "reorganisations": ("cora", f"/t/{ZONE}/settings/reorganisations/", ()),
    "reorganisation": (
        "tess",
        f"/t/{ZONE}/settings/reorganisations/",
        (".dc-tree a[href*='/reorganisations/']",),
    ),
    "new-reorganisation": ("tess", f"/t/{ZONE}/settings/reorganisations/new/", ()),
    "vacancies": ("cora", f"/t/{ZONE}/settings/vacancies/", ()),
    "posts": ("cora", f"/t/{ZONE}/settings/posts/", ()),
    "post": ("tess", f"/t/{ZONE}/settings/posts/HEAD/", ()),
    "groups": ("tess", f"/t/{ZONE}/settings/groups/", ()),
    "new-group": ("tess", f"/t/{ZONE}/settings/groups/new/", ()),
    "merge-unit": ("tess", f"/t/{ZONE}/settings/units/OFC/merge/", ()),
    "settings-types": ("cora", f"/t/{ZONE}/settings/types/", ()),
    "settings-type": ("cora", f"/t/{ZONE}/settings/types/QP/", ()),
    "settings-numbers": ("cora", f"/t/{ZONE}/settings/numbers/", ()),
    "settings-pattern": ("cora", f"/t/{ZONE}/settings/numbers/QP/", ()),
    "settings-reminders": ("cora", f"/t/{ZONE}/settings/reminders/", ()),
    "told": ("cora", REGISTER, (SHOWCASE, "a[href$='/told/']")),
    "channels": ("cora", f"/t/{ZONE}/settings/channels/", ()),
    "new-robot": ("cora", f"/t/{ZONE}/settings/channels/new/dingtalk_robot/", ()),
    "new-app": ("cora", f"/t/{ZONE}/settings/channels/new/wecom_app/", ()),
    "new-webhook": ("cora", f"/t/{ZONE}/settings/channels/new/webhook/", ()),
    "dead-addresses": ("cora", f"/t/{ZONE}/settings/channels/addresses/", ()),
    "ways-of-all": ("cora", f"/t/{ZONE}/settings/channels/ways/", ()),
    "ways": ("ada", f"/t/{ZONE}/notices/ways/", ()),
    "settings-folders": ("cora", f"/t/{ZONE}/settings/folders/", ()),
    "folder-access": ("cora", f"/t/{ZONE}/settings/folders/INTERNAL/access/?who=a", ()),
    "folder-restrict": ("cora", f"/t/{ZONE}/settings/folders/SYSTEM/restrict/", ()),
    "document-access": ("cora", REGISTER, (SHOWCASE, "a[href$='/access/']")),
    "settings-drafting": ("cora", f"/t/{ZONE}/settings/drafting/", ()),
    "settings-versions": ("cora", f"/t/{ZONE}/settings/versions/", ()),
    "settings-files": ("cora", f"/t/{ZONE}/settings/files/", ()),
    "city": ("quin", "/city/", ()),
    "city-clauses": ("quin", "/city/clauses/", ()),
    "city-clause": ("quin", "/city/clauses/?clause=4.3", ()),
    "indicator": ("quin", "/city/indicators/acknowledged_percent/", ()),
    "thresholds": ("quin", "/city/thresholds/?indicator=reviews_overdue", ()),
    "follow-ups": ("quin", "/city/follow-ups/", ()),
    "new-follow-up": ("quin", "/city/follow-ups/new/?zone=KMHT", ()),
    "follow-up": ("quin", "/city/follow-ups/?state=replied", (".dc-table-title",)),
    "own-follow-ups": ("cora", f"/t/{ZONE}/follow-ups/", ()),
    "own-follow-up": ("cora", f"/t/{ZONE}/follow-ups/", (".dc-table-title",)),
    "zones": ("pia", "/city/zones/", ()),
    "zone": ("pia", f"/city/zones/{ZONE}/", ()),
    "import": ("cora", f"/t/{ZONE}/import/", ()),
    "import-register": ("cora", f"/t/{ZONE}/import/register/", ()),
    "blueprint": ("tess", f"/t/{ZONE}/settings/blueprint/", ()),
    "blueprint-city": ("pia", f"/city/zones/{ZONE}/blueprint/", ()),
    "opening-city": ("pia", "/city/zones/kmsm/opening/system/", ()),
    "opening-zone": ("songming", "/t/kmsm/opening/zone/", ()),
    "opening-system": ("songming", "/t/kmsm/opening/system/", ()),
    "opening-people": ("songming", "/t/kmsm/opening/people/", ()),
    "opening-check": ("songming", "/t/kmsm/opening/check/", ()),
    "new-zone": ("pia", "/city/zones/new/", ()),
    "not-found": ("ruth", f"{REGISTER}NO-1/", ()),
    "forbidden": ("ruth", f"/t/{ZONE}/new-document/", ()),
}
REFUSALS: Final = ("not-found", "forbidden")  # the console says so, rightly
SEEN: Final = [
    (name, look)
    for name in PAGES
    for turn, look in enumerate(LOOKS)
    if WHOLE or (crc32(name.encode()) + turn) % len(LOOKS) == 0
]


@pytest.mark.parametrize(("name", "look"), SEEN, ids=str)
def test_a_page_shuts_nobody_out(visit: Visit, browser: Browser, name: str, look: Look) -> None:
    person, start, links = PAGES[name]
    visitor = visit(person, look)
    visitor.open(start)
    for link in links:
        visitor.follow(link)
    visitor.picture(name)
    assert barriers(visitor.page) == []
    assert overhang(visitor.page) <= 0
    if look.theme == "dark":  # one stylesheet more than by day
        load = cold_load(browser, visitor.page)
        assert load.bytes <= MOST_BYTES
        assert len(load.requests) <= MOST_REQUESTS, load.requests
    if name in REFUSALS:
        visitor.complaints.clear()
