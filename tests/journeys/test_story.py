"""The whole job: a real procedure is revised, approved, issued, acknowledged and reminded of."""

import json
from pathlib import Path
from typing import Final

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.acts import PATIENCE_MS, acknowledge, revise, sign, submit, wait_until_in_force
from tests.journeys.browser import Look, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.world import DOMAIN, ZONE, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.corpus,
    pytest.mark.timeout(1800, func_only=True),
]

JOURNEYS: Final = (
    (Look("zh-hans", 1440), "cnlaw-fa-piao-guan-li-ban-fa"),
    (Look("en", 1440), "18f-overtime"),
    (Look("en", 390), "18f-telework"),
    (Look("zh-hans", 390, script=False), "sustech-campus-card"),
)


@pytest.mark.parametrize(("look", "folder"), JOURNEYS, ids=lambda value: str(value))
def test_a_real_procedure_goes_all_the_way(
    world: World, visit: Visit, corpora: Path, look: Look, folder: str
) -> None:
    """Six people do the job; the fourth signature is the prepared one of the author."""
    ada = visit("ada", look)
    number, old = import_procedure(world, ada, corpora / "versioned" / folder)
    draft = revise(ada, document(number))
    hana = visit("hana", look)
    hana.open("/tasks/")
    submit(ada, draft)
    if look.script:  # the page she has open hears of it
        expect(hana.page.locator("[data-fresh]")).to_be_visible(timeout=PATIENCE_MS)
    for name in ("hana", "miro", "ravi"):
        sign(visit(name, look), draft)
    wait_until_in_force(ada, document(number), draft)
    check_copy(ada, number, draft)
    check_superseded(ada, number, old)
    ruth = visit("ruth", look)
    acknowledge(ruth, draft)
    check_readers(visit("cora", look), draft, done=ruth.name(), still_open="陶然")
    check_reminder(world, number)


def import_procedure(world: World, ada: Visitor, folder: Path) -> tuple[str, str]:
    """Import a procedure and find it in the register; return its number and newest revision."""
    arguments = ("--tenant", ZONE.upper(), "--owner", f"ada@{DOMAIN}", "--json")
    world.manage("import_documents", *arguments, str(folder))
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    ada.open(f"/t/{ZONE}/documents/")
    search = ada.page.locator("main [name=q]")
    search.fill(history["title"])
    search.press("Enter")
    row = ada.page.locator("tr[data-number]", has_text=history["title"]).first
    expect(row).to_be_visible()
    ada.picture("register")
    number = row.get_attribute("data-number") or ""
    return number, f"{document(number)}revisions/{len(history['history'])}/"


def document(number: str) -> str:
    """Return the address of a document."""
    return f"/t/{ZONE}/documents/{number.replace('/', '~')}/"


def check_copy(ada: Visitor, number: str, draft: str) -> None:
    """Take the controlled copy and read in it."""
    answer = ada.page.request.get(ada.world.address(f"{draft}controlled.pdf"))
    assert answer.headers["content-type"] == "application/pdf"
    pdf = pypdfium2.PdfDocument(answer.body())
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert number in text
    assert "李建国" in text, "the approver's name stands on the cover"


def check_superseded(ada: Visitor, number: str, old: str) -> None:
    """The predecessor says that it is no longer in force, and what is."""
    ada.open(old)
    expect(ada.page.locator(f".dc-note.is-warn a[href='{document(number)}']")).to_be_visible()
    expect(ada.page.locator(".dc-seal.is-void")).to_be_visible()
    ada.picture("superseded")


def check_readers(cora: Visitor, draft: str, *, done: str, still_open: str) -> None:
    """The controller sees who has and who has not, by name."""
    cora.open(f"{draft}readers/?show=done")
    expect(cora.page.locator("main")).to_contain_text(done)
    expect(cora.page.locator("main")).not_to_contain_text(still_open)
    cora.open(f"{draft}readers/?show=open")
    expect(cora.page.locator("main")).to_contain_text(still_open)
    expect(cora.page.locator("main table")).not_to_contain_text(done)
    cora.picture("readers")


def check_reminder(world: World, number: str) -> None:
    """Who has not acknowledged in time gets one mail of it, however often the clock strikes."""
    if world.mailbox is None:
        return  # somebody else's mail server
    day = world.next_working_day()
    for _ in range(20):  # a sweep that finds the clock at work leaves it to that
        world.manage("sweep", "--as-of", day, "--tenant", ZONE.upper())
        if overdue(world, number):
            break
    world.manage("sweep", "--as-of", day, "--tenant", ZONE.upper())
    assert len(overdue(world, number)) == 1
    assert not [mail for mail in world.mails("ruth") if number in mail]


def overdue(world: World, number: str) -> list[str]:
    """Return what mails tell 陶然 to be late; the real clock may tell of the first milestone."""
    lines = (line for mail in world.mails("tao") for line in mail.splitlines())
    return [line for line in lines if number in line and "逾期" in line]
