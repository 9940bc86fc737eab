"""A picture out of the clipboard stands in the text where it was pasted."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.test_pages import REGISTER, SERVICE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900, func_only=True)]

PASTE = """
async (field) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([picture], "image.png", { type: "image/png" }));
  field.focus();
  field.setSelectionRange(0, 0);
  const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  field.dispatchEvent(pasted);
}
"""


def test_a_picture_is_pasted_where_one_writes(visit: Visit) -> None:
    ada = visit("ada")
    ada.open(REGISTER)
    ada.follow(SERVICE)
    ada.follow("a[href$='/draft/']")
    field = ada.page.locator("[data-write-in]").first
    field.evaluate(PASTE)
    written = re.compile(r"^!\[picture-\w+\]\(picture-\w+\.png\)")
    expect(field).to_have_value(written)
    shown = written.match(field.input_value())
    ada.page.locator("[name=preview]").click()
    assert shown
    expect(ada.page.locator("#draft-text img[src*='/pictures/']")).to_have_count(1)
