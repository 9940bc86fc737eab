"""A leader is away: the controller sets a deputy, who finds the work under both names."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.browser import Look
from tests.journeys.checks import barriers, overhang
from tests.journeys.conftest import Visit
from tests.journeys.world import ZONE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300, func_only=True)]

LOOKS = (Look("zh-hans", 1440, "light"), Look("en", 390, "dark"))
PAGE = f"/t/{ZONE}/standing-in/"
DEPUTY, LEADER = "段文斌", "李建国"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_deputy_finds_the_leaders_work(visit: Visit, look: Look) -> None:
    both = f"{DEPUTY} 代 {LEADER}" if look.language == "zh-hans" else f"{DEPUTY} for {LEADER}"
    cora, duan = visit("cora", look), visit("duan", look)
    cora.open(PAGE)
    page = cora.page
    page.locator("[name=delegator]").select_option(label=LEADER)
    page.locator("[name=deputy]").select_option(label=DEPUTY)
    page.locator("[name=last]").fill((timezone.localdate() + timedelta(days=9)).isoformat())
    page.locator("[name=reason]").fill("年休假")
    page.locator("[name=is_absent]").check()
    cora.press(page.locator("main form button:visible").last)
    expect(page.locator("main li", has_text=both).first).to_be_visible()
    cora.picture("standing-in-set")
    assert (barriers(page), overhang(page) <= 0) == ([], True)
    duan.open("/tasks/")
    expect(duan.page.locator(".dc-task", has_text=both).first).to_be_visible()
    duan.picture("inbox-of-a-deputy")
    assert (barriers(duan.page), overhang(duan.page) <= 0) == ([], True)
    duan.press(duan.page.locator(".dc-task", has_text=both).first)
    expect(duan.page.locator("#sign", has_text=both)).to_be_visible()
    duan.picture("decide-as-a-deputy")
    assert (barriers(duan.page), overhang(duan.page) <= 0) == ([], True)
    cora.send("/end/")
    duan.open("/tasks/")
    expect(duan.page.locator(".dc-task", has_text=both)).to_have_count(0)
