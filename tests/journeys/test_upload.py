"""A file on a bad line: it goes on where it stopped, says how far it is, and can be stopped."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import Visit
from tests.journeys.test_pages import REGISTER, SERVICE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900, func_only=True)]

MEGABYTES = 6
BROKEN = (1, 2)  # pieces that get lost on their way
HELD = 5  # the one that stays under way while somebody looks


def test_an_upload_goes_on_after_a_broken_line_and_can_be_stopped(visit: Visit) -> None:
    ada = visit("ada")
    ada.open(REGISTER)
    ada.follow(SERVICE)
    ada.follow("a[href$='/draft/']")
    pieces: Iterator[int] = count()
    sent: list[str] = []

    def carry(route: Route) -> None:
        number = next(pieces)
        if number in BROKEN:
            route.abort()
        elif number < HELD:
            sent.append(route.request.url.rpartition("=")[2])
            route.continue_()

    ada.page.route("**/uploads/*/?offset=*", carry)
    form = ada.form("/upload/")
    name = f"{os.getpid()}.docx"
    content = {"name": name, "mimeType": "", "buffer": os.urandom(MEGABYTES * 2**20)}
    form.locator("[name=file]").set_input_files(content)  # type: ignore[arg-type]
    form.locator("[type=submit]").click()
    expect(form.locator("[role=status]")).to_contain_text(f"3.0 / {MEGABYTES}.0 MB · 50%")
    assert sent == ["0", "1048576", "2097152"]
    with ada.page.expect_response("**/stop/") as stopped:
        form.locator("[data-stop]").click()
    assert stopped.value.status == 204
    expect(form.locator("[type=submit]")).to_be_enabled()
    lost = [complaint for complaint in ada.complaints if "ERR_FAILED" in complaint]
    assert len(lost) == len(BROKEN)
    ada.complaints = [complaint for complaint in ada.complaints if complaint not in lost]
