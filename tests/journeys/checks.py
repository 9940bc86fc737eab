"""What every page keeps to: accessibility, width, weight."""

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

MOST_BYTES = 60 * 1024
PICTURE = "/revisions/"  # of a page of a document: weighs what the document does
LATER = "/live/"  # what an open page asks every few seconds: a slow machine gets there
MOST_REQUESTS = 11
NARROWEST = 320
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
axe = Axe()


def barriers(page: Page) -> list[str]:
    """Return what axe finds wrong, one line each."""
    found = axe.run(page, options=RULES).response["violations"]
    return [
        f"{page.url}: {fault['id']} ({fault['impact']}): {node['html'][:200]}"
        for fault in found
        for node in fault["nodes"]
    ]


def overhang(page: Page) -> int:
    """Return by how many pixels the page is wider than the narrowest phone."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    if before:
        page.set_viewport_size(before)
    return wider


@dataclass
class Load:
    """What came over the wire for one page."""

    bytes: int = 0
    requests: list[str] = field(default_factory=list)


def cold_load(browser: Browser, page: Page) -> Load:
    """Open the page's address again in a browser that has cached nothing, and weigh it."""
    context = browser.new_context(storage_state=page.context.storage_state())
    fresh, load = context.new_page(), Load()
    wire = context.new_cdp_session(fresh)
    wire.send("Network.enable")

    pictures: set[str] = set()

    def arrived(event: dict[str, Any]) -> None:
        if event["requestId"] not in pictures:
            load.bytes += event["encodedDataLength"]

    def asked(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        # The icon is asked for once per site, not per page; what a sheet carries needs no wire.
        if event["type"] == "Image" and PICTURE in url:
            pictures.add(event["requestId"])
        elif "favicon" not in url and LATER not in url and not url.startswith("data:"):
            load.requests.append(url)

    wire.on("Network.loadingFinished", arrived)
    wire.on("Network.requestWillBeSent", asked)
    fresh.goto(page.url, wait_until="networkidle")
    context.close()
    return load
