"""Somebody at a browser: what they do, and what the browser complains about meanwhile."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Response, expect

from tests.journeys.pictures import take_picture
from tests.journeys.world import DOMAIN, World

HEIGHTS = {1440: 900, 390: 844, 320: 640}


@dataclass(frozen=True)
class Look:
    """How somebody meets the product."""

    language: str = "zh-hans"
    width: int = 1440
    theme: str = "light"
    script: bool = True

    def __str__(self) -> str:
        return f"{self.language[:2]}-{self.width}-{self.theme}" + "-bare" * (not self.script)


class Visitor:
    """A person of the demo city, or nobody yet, in a window of their own."""

    def __init__(self, context: BrowserContext, world: World, look: Look) -> None:
        self.context, self.world, self.look = context, world, look
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._watch)
        theme = {"name": "theme", "value": look.theme, "url": world.url}
        language = {"name": "django_language", "value": look.language, "url": world.url}
        context.add_cookies([theme, language])  # type: ignore[list-item]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _watch(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    def sign_in(self, name: str) -> None:
        """Sign in by the form."""
        self.open("/")
        self.page.locator("[name=username]").fill(f"{name}@{DOMAIN}")
        self.page.locator("[name=password]").fill(self.world.password)
        self.page.locator("[name=password]").press("Enter")
        self.speak()

    def speak(self) -> None:
        """Choose the language by its button, unless the account speaks it already."""
        expect(self.page.locator(".dc-shell")).to_be_visible()
        if self.page.locator("html").get_attribute("lang") != self.look.language:
            self.page.locator(f"button[name=language][value={self.look.language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.look.language)

    def name(self) -> str:
        """Return the person's name as the account menu shows it."""
        return self.page.locator(".dc-top .dc-pop-head b").text_content() or ""

    def open(self, path: str) -> None:
        """Go to an address of the product."""
        self.page.goto(self.world.address(path))

    def follow(self, link: str) -> None:
        """Click the first such link that can be seen."""
        self.press(self.page.locator(link).locator("visible=true").first)

    def form(self, ending: str) -> Locator:
        """Return the form that is sent to such an address."""
        return self.page.locator(f"form[action$='{ending}']")

    def send(self, ending: str) -> None:
        """Press the button of the form that is sent to such an address."""
        self.press(self.form(ending).locator("button:not([type=button]):visible").first)

    def press(self, button: Locator) -> None:
        """Press a button that leads to another page, and be there.

        `expect_navigation` would also take what a script says of the page one is on for another.
        """
        self.page.evaluate("document.documentElement.dataset.left = ''")
        button.click()
        self.page.locator("html:not([data-left])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def path(self) -> str:
        """Return where we are."""
        return urlsplit(self.page.url).path

    def picture(self, name: str) -> None:
        """Keep a picture of the page, for people to look at."""
        take_picture(self.page, f"{name}-{self.look}")
