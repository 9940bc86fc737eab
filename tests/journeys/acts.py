"""What people do with a document, on the pages where they do it."""

import io
import re
from typing import Final

import docx
from playwright.sync_api import expect

from tests.journeys.browser import Visitor

SENTENCE: Final = "Every copy carries its number and is checked against the register 每年一次."
PATIENCE_MS: Final = 600_000
MOST_LOOKS: Final = 120


def revise(ada: Visitor, page: str) -> str:
    """Draft a major change for everybody; return the address of the revision."""
    ada.open(page)
    ada.picture("document")
    ada.send("/revise/")
    draft = re.sub(r"draft/$", "", ada.path())
    ada.form("/audience/").locator("[name=everybody]").check()
    ada.send("/audience/")
    if ada.look.width == 390:
        upload(ada, [*ada.page.locator("article").inner_text().splitlines(), SENTENCE])
    else:
        text = ada.page.locator("[name=markdown_body]").first
        text.fill(f"{text.input_value()}\n\n{SENTENCE}\n")
    form = ada.page.locator("form[data-draft]")
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
    for _ in range(MOST_LOOKS):  # a worker converts it meanwhile
        if not ada.page.locator("#source[hx-get]").count():
            break
        ada.page.wait_for_timeout(1_000)
        ada.page.reload()


def word_file(lines: list[str]) -> bytes:
    """Return a Word file with these lines as its paragraphs."""
    document, file = docx.Document(), io.BytesIO()
    for line in filter(str.strip, lines):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def submit(ada: Visitor, draft: str) -> None:
    """Put the draft before those who decide."""
    ada.follow(f"a[href='{draft}submit/']")
    ada.picture("submit")
    ada.press(ada.page.locator("main form button"))
    assert ada.path() == draft, ada.page.locator("main").inner_text()


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


def wait_until_in_force(ada: Visitor, page: str, draft: str) -> None:
    """Look again until the worker has set the pages and put the revision in force."""

    def is_in_force() -> bool:
        ada.open(page)
        return ada.page.locator(f"a[href$='{draft}controlled.pdf']").count() > 0

    for _ in range(PATIENCE_MS // 500):
        if is_in_force():
            break
        ada.page.wait_for_timeout(500)
    assert is_in_force()
    expect(ada.page.locator("main")).to_contain_text(SENTENCE)
    expect(ada.page.locator(".dc-seal:visible").first).to_be_visible()


def acknowledge(ruth: Visitor, draft: str) -> None:
    """See the difference first, then the text, tick the statement, acknowledge."""
    ruth.open("/tasks/")
    ruth.follow(f"a[href='{draft}acknowledge/']")
    ruth.picture("acknowledge")
    expect(ruth.page.locator(".dc-reading-change ins").first).to_be_visible()
    expect(ruth.page.locator("main")).to_contain_text(SENTENCE)
    statement = ruth.page.locator("[name=understood]")
    expect(statement).not_to_be_visible()
    ruth.page.locator("#bar a[href='#agree']").click()
    expect(statement).to_be_visible()
    if ruth.look.script:
        expect(statement).to_be_focused()
    expect(statement).not_to_be_checked()
    statement.check()
    ruth.picture("statement")
    ruth.press(statement.locator("xpath=ancestor::form").locator("button"))
    assert ruth.path() == f"{draft}acknowledged/"
    ruth.picture("acknowledged")
