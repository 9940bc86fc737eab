"""Newcomers: a sheet is corrected and imported, codes are printed, somebody comes in by one."""

import io
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.journeys.browser import Look, Visitor
from tests.journeys.checks import barriers, overhang
from tests.journeys.conftest import Visit
from tests.journeys.world import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900, func_only=True)]

LOOKS: Final = (Look("zh-hans", 1440), Look("en", 390, "dark"), Look("zh-hans", 390, script=False))
HEADS: Final = ("姓名", "工号", "邮箱", "手机", "部门", "岗位", "角色", "开始日期", "结束日期")
PATIENCE_MS: Final = 120_000
PASSWORD: Final = "dianchi-lake-42"
numbers = count(700)


def sheet(folder: Path, *rows: tuple[str, ...]) -> Path:
    """Write a sheet of people as somebody would in Excel."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (HEADS, *rows):
        page.append(row)
    written = io.BytesIO()
    book.save(written)
    file = folder / "people.xlsx"
    file.write_bytes(written.getvalue())
    return file


def fits(visitor: Visitor, name: str) -> None:
    """Hold the page to what every page is held to."""
    visitor.picture(name)
    if visitor.look.script:  # axe is one
        assert barriers(visitor.page) == []
    assert overhang(visitor.page) <= 0


def upload(tess: Visitor, file: Path) -> None:
    tess.open(f"/t/{ZONE}/people/import/")
    tess.page.locator("input[type=file]").set_input_files(file)
    tess.press(tess.page.locator("form[enctype] button"))


def wait_for(tess: Visitor, state: str) -> None:
    """The page shows itself anew, without a script, until the queue is done."""
    expect(tess.page.locator(f"[data-state={state}]")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_newcomers_come_in_by_a_sheet_and_a_code(visit: Visit, tmp_path: Path, look: Look) -> None:
    number = f"N{next(numbers)}"
    name = f"周新{number}"
    tess = visit("tess", look)
    row = (name, number, "", "", "政务服务科", "窗口人员", "", "", "")
    upload(tess, sheet(tmp_path, (*row[:5], "没有的岗位", *row[6:])))
    wait_for(tess, "wrong")
    expect(tess.page.locator("td", has_text="F2")).to_be_visible()
    fits(tess, "import-wrong")
    upload(tess, sheet(tmp_path, row))
    wait_for(tess, "checked")
    fits(tess, "import-checked")
    tess.press(tess.page.locator("button[value=confirm]"))
    wait_for(tess, "imported")
    fits(tess, "import-done")
    tess.open(f"/t/{ZONE}/people/?q={number}")
    tess.follow("tr[data-member] a")
    fits(tess, "person-new")
    tess.press(tess.page.locator("button[value=paper]"))
    fits(tess, "sheet")
    code = tess.page.locator(".dc-slip", has_text=number).locator("dd.dc-code").text_content()
    come_in(visit("", look), number, code or "")


def come_in(newcomer: Visitor, number: str, code: str) -> None:
    newcomer.open("/")
    newcomer.follow("a[href$='/account/code/']")
    for field, text in (("zone", ZONE), ("staff_number", number), ("code", code)):
        newcomer.page.locator(f"[name={field}]").fill(text)
    for field in ("new_password1", "new_password2"):
        newcomer.page.locator(f"[name={field}]").fill(PASSWORD)
    newcomer.press(newcomer.page.locator("main form button"))
    assert newcomer.path() == "/tasks/"
    newcomer.open(f"/t/{ZONE}/documents/")
    assert number in newcomer.name()
