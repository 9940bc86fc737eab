"""Pictures of pages in var/screenshots, for people to look at: SCREENSHOTS=1."""

import os
from typing import Any, Final

from playwright.sync_api import Page

from config.local.places import VAR

FOLDER: Final = VAR / "screenshots"
TALLEST: Final = 2000


def take_picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page, if pictures are wanted."""
    if os.environ.get("SCREENSHOTS"):
        size = page.evaluate(
            "({ width: innerWidth, height: document.documentElement.scrollHeight })"
        )
        clip: Any = {"x": 0, "y": 0, **size, "height": min(size["height"], TALLEST)}
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True, clip=clip)
