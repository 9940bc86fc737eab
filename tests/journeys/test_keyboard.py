"""Approve without a mouse: from the sign-in page to the signature."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Look
from tests.journeys.conftest import Visit
from tests.journeys.world import DOMAIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900, func_only=True),
]

MOST_TABS = 60


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
    page.keyboard.type(f"sun@{DOMAIN}")
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
