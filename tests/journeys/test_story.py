"""The whole job: a real procedure is revised, approved, issued, acknowledged and reminded of."""

import io
import json
import re
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Look, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.world import DOMAIN, ZONE, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.corpus,
    pytest.mark.timeout(1800, func_only=True),
]

SENTENCE: Final = "Every copy carries its number and is checked against the register 每年一次."
PATIENCE_MS: Final = 600_000
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
    draft = revise(ada, number)
    submit(ada, draft)
    for name in ("hana", "miro", "ravi"):
        sign(visit(name, look), draft)
    wait_until_in_force(ada, number, draft)
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


def revise(ada: Visitor, number: str) -> str:
    """Draft a major change for everybody; return the address of the revision."""
    ada.open(document(number))
    ada.picture("document")
    ada.send("/revise/")
    draft = re.sub(r"draft/$", "", ada.path())
    ada.form("/audience/").locator("[name=everybody]").check()
    ada.send("/audience/")
    if ada.look.width == 390:
        upload(ada, [*ada.page.locator("article").inner_text().splitlines(), SENTENCE])
    else:
        text = ada.page.locator("[name=markdown]")
        text.fill(f"{text.input_value()}\n\n{SENTENCE}\n")
    form = ada.page.locator("form:has([name=markdown])")
    form.locator("[name=change_class]").select_option("major")
    form.locator("[name=summary]").fill("Yearly check of copies 每年核对")
    form.locator("[name=reason]").fill("Finding of the internal audit 内审发现")
    ada.press(form.locator("button:not([type=button])").first)
    ada.picture("draft")
    return draft


def upload(ada: Visitor, lines: list[str]) -> None:
    """Give the text as a Word file."""
    file = {"name": "程序.docx", "mimeType": "application/octet-stream", "buffer": word_file(lines)}
    ada.form("/upload/").locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    ada.form("/upload/").locator("button:not([type=button])").click()
    expect(ada.page.locator("main")).to_contain_text("程序.docx")


def word_file(lines: list[str]) -> bytes:
    """Return a Word file with these lines as its paragraphs."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    texts = (escape(line) for line in lines if line.strip())
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(
            "word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>"
        )
    return file.getvalue()


def submit(ada: Visitor, draft: str) -> None:
    """Put the draft before those who decide."""
    ada.follow(f"a[href='{draft}submit/']")
    ada.picture("submit")
    ada.press(ada.page.locator("main form button"))
    assert ada.path() == draft


def sign(signer: Visitor, draft: str) -> None:
    """Find the revision in the inbox, see what changes, and sign with the password."""
    signer.open("/tasks/")
    signer.picture("inbox")
    signer.follow(f"a[href^='{draft}decide/']")
    expect(signer.page.locator(".dc-change ins").first).to_be_visible()
    signer.picture("decide")
    password = signer.page.locator("#sign_password")
    password.fill(signer.world.password)
    signer.picture("sign")
    signer.press(password.locator("xpath=ancestor::form").locator("button"))
    assert signer.path() == "/tasks/"
    assert not signer.page.locator(f"a[href*='{draft}decide/']").count()


def wait_until_in_force(ada: Visitor, number: str, draft: str) -> None:
    """Look again until the worker has set the pages and put the revision in force."""

    def is_in_force() -> bool:
        ada.open(document(number))
        return ada.page.locator(f"a[href$='{draft}controlled.pdf']").count() > 0

    for _ in range(PATIENCE_MS // 500):
        if is_in_force():
            break
        ada.page.wait_for_timeout(500)
    assert is_in_force()
    expect(ada.page.locator("main")).to_contain_text(SENTENCE)
    expect(ada.page.locator(".dc-seal:visible").first).to_be_visible()


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


def acknowledge(ruth: Visitor, draft: str) -> None:
    """See the difference first, then the text, tick the statement, acknowledge."""
    ruth.open("/tasks/")
    ruth.follow(f"a[href='{draft}acknowledge/']")
    ruth.picture("acknowledge")
    expect(ruth.page.locator(".dc-reading-change ins").first).to_be_visible()
    expect(ruth.page.locator("main")).to_contain_text(SENTENCE)
    statement = ruth.page.locator("[name=understood]")
    expect(statement).not_to_be_checked()
    statement.check()
    ruth.picture("statement")
    ruth.press(statement.locator("xpath=ancestor::form").locator("button"))
    assert ruth.path() == f"{draft}acknowledged/"
    ruth.picture("acknowledged")


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
    """Who has not acknowledged gets one mail when it is due, however often the clock strikes."""
    if world.mailbox is None:
        return  # somebody else's mail server
    day = world.next_working_day()
    for _ in range(2):
        world.manage("sweep", "--as-of", day, "--tenant", ZONE.upper())
    assert len([mail for mail in world.mails("tao") if number in mail]) == 1
    assert not [mail for mail in world.mails("ruth") if number in mail]
