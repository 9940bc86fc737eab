"""The look keeps its promises: old browsers, small pages, one face for hidden and missing."""

import re
import zlib
from pathlib import Path
from unittest import TestCase

import pytest
from django.core.management.base import CommandError
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django.views.defaults import page_not_found

from config import errors, preferences
from config.management.commands.build_icons import draw, icons_in_use
from config.shell import Shell

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "config/static/wenkong").glob("*.css"))
TOO_NEW = re.compile(r"color-mix|oklch|light-dark|:has\(|@layer|@container|(^|\s)&")


@pytest.mark.parametrize("sheet", STYLES, ids=lambda sheet: sheet.name)
def test_a_stylesheet_uses_nothing_that_chromium_90_lacks(sheet: Path) -> None:
    assert not TOO_NEW.search(sheet.read_text("utf-8"))


def test_the_styles_of_a_page_stay_small() -> None:
    """What every page loads, with the largest sheet of a kind of page and the dark one."""
    head = (ROOT / "config/templates/parts/head.html").read_text("utf-8")
    weights = {sheet.name: len(zlib.compress(sheet.read_bytes())) for sheet in STYLES}
    of_all = {name for name in weights if f"wenkong/{name}" in head} | {"dark.css"}
    assert len(of_all) > 1
    largest = max(weight for name, weight in weights.items() if name not in of_all)
    assert sum(weights[name] for name in of_all) + largest < 15_000


def test_every_icon_in_use_exists() -> None:
    sprite = draw(icons_in_use(ROOT))
    assert '<symbol id="inbox" viewBox="0 0 24 24"><' in sprite


def test_an_unknown_icon_stops_the_build() -> None:
    with pytest.raises(CommandError, match="no-such-icon"):
        draw({"no-such-icon": Path("some.html")})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_hidden_and_missing_look_the_same_to_everyone(language: str, rf: RequestFactory) -> None:
    dark, plain = rf.get("/t/bolt/documents/"), rf.get("/t/nobody/")
    dark.COOKIES["theme"] = "dark"
    with translation.override(language):
        pages = {
            errors.not_found(dark, Http404()).content,
            errors.not_found(plain, Http404()).content,
            page_not_found(dark, Http404()).content,
        }
    assert len(pages) == 1
    assert b"<form" not in pages.pop()


def test_a_fault_carries_the_number_that_the_log_has(rf: RequestFactory) -> None:
    with TestCase().assertLogs("config.errors") as said:
        page = errors.server_error(rf.get("/tasks/"))
    reference = said.records[-1].getMessage().split(":")[0].removeprefix("fault ")
    assert page.status_code == 500
    assert reference in page.content.decode()


@pytest.mark.parametrize("asked", ["dark", "system"])
@pytest.mark.django_db
def test_the_theme_is_kept_in_a_cookie(asked: str, rf: RequestFactory) -> None:
    answer = preferences.set_theme(rf.post("/", {"theme": asked, "next": "/tasks/"}))
    assert answer["Location"] == "/tasks/"
    request = HttpRequest()
    request.COOKIES["theme"] = answer.cookies["theme"].value
    assert Shell(request).theme == asked


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:1", "x"]
)
@pytest.mark.django_db
def test_a_preference_leads_nowhere_else(elsewhere: str, rf: RequestFactory) -> None:
    answer = preferences.set_theme(rf.post("/", {"theme": "dark", "next": elsewhere}))
    assert answer["Location"] == "/"
