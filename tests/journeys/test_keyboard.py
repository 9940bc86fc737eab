"""Approve without a mouse: from the sign-in page to the signature."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Look
from tests.journeys.conftest import Visit
from tests.journeys.world import DOMAIN, ZONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900, func_only=True),
]

MOST_TABS = 60
REGISTER = f"/t/{ZONE}/documents/"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_TABS} tabs do not lead to {selector}")


def test_a_head_of_unit_signs_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit("", Look("zh-hans", 1440))
    page = visitor.page
    visitor.open("/")
    tab_to(page, "[name=username]")
    page.keyboard.type(f"ma@{DOMAIN}")
    tab_to(page, "[name=password]")
    page.keyboard.type(visitor.world.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.open("/tasks/")
    tab_to(page, "a[href*='/decide/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    decide = visitor.path()
    tab_to(page, "#sign_password")
    page.keyboard.type(visitor.world.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert visitor.path() == "/tasks/"
    expect(page.locator(f"a[href='{decide}']")).to_have_count(0)


def test_ctrl_k_leads_to_a_document_from_anywhere(visit: Visit) -> None:
    visitor = visit("ruth", Look("zh-hans", 1440))
    page = visitor.page
    visitor.open("/tasks/")
    page.keyboard.press("Control+k")
    expect(page.locator("#go input")).to_be_focused()
    expect(page.locator("#go-found a").first).to_be_visible()  # pages, before anything is typed
    page.keyboard.type("文件控制")
    expect(page.locator("#go-found mark").first).to_have_text("文件控制")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#go-found a").first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/documents/" in visitor.path()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#go")).not_to_be_visible()


def test_rows_of_the_register_are_walked_by_single_keys(visit: Visit) -> None:
    visitor = visit("ruth", Look("zh-hans", 1440))
    page = visitor.page
    visitor.open(REGISTER)
    titles = page.locator("tr[data-number] .dc-table-title")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(titles.nth(place)).to_be_focused()


def test_a_task_is_worked_by_single_keys_that_sign_nothing(visit: Visit) -> None:
    visitor = visit("ravi", Look("zh-hans", 1440))
    page = visitor.page
    for key, field in (("a", "#sign textarea"), ("r", "#return textarea")):
        visitor.open("/tasks/?kind=decide")
        page.keyboard.press("j")
        expect(page.locator("a.dc-task").first).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.locator(field).first).to_be_focused()
    visitor.open("/tasks/")
    page.keyboard.press("?")
    page.locator("[data-key-switch]").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("a.dc-task").first).not_to_be_focused()
