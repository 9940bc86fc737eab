"""A browser, and the demo city for it to visit."""

import os
import shutil
import sys
from collections.abc import Callable, Generator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from config.demo.people import PASSWORD
from config.local.places import ROOT
from tests.database import TestDatabase
from tests.journeys.browser import HEIGHTS, Look, Visitor
from tests.journeys.stack import make_stack, new_home
from tests.journeys.world import World

# Chromium as root has no sandbox; the other switches keep it from calling home.
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

DESK: Final = Look()
PATIENCE_MS: Final = 120_000  # for whatever is to come; no judgement of speed
expect.set_options(timeout=PATIENCE_MS)
type Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's Chromium; without one there is nothing to test with."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": chromium, "args": SWITCHES}


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> World:
    """The demo city: that of JOURNEY_URL, or one made for this run."""
    if url := os.environ.get("JOURNEY_URL"):
        return World.running(url)
    made: World = request.getfixturevalue("own_world")
    return made


@pytest.fixture(scope="session")
def own_world(
    browser: Browser,  # first: without a browser, no city
    servers: dict[str, str],
    django_db_setup: None,
) -> Generator[World]:
    """Make the demo city on a database of its own, and serve it."""
    database, home = TestDatabase(servers), new_home()
    name = f"{database.name}_city"
    database.administer("CREATE DATABASE {} TEMPLATE {}", name, database.template)
    try:
        stack = make_stack(servers, name, home)
        command = [sys.executable, str(ROOT / "manage.py")]
        world = World(stack.url, PASSWORD, command, stack.environment, home / "mail")
        for step in ("compile_translations", "build_icons", "collectstatic --no-input"):
            world.manage(*step.split(), "--verbosity=0")
        world.manage("seal_key", "new", "--since", "2000-01-01")
        world.manage("demo_data")
        with stack.running():
            yield world
    finally:
        database.administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[str, str], Any]:
    """Remember the cookies of those who signed in, by name and language."""
    return {}


@pytest.fixture
def visit(
    browser: Browser, world: World, signed_in: dict[tuple[str, str], Any]
) -> Generator[Visit]:
    """Open a window as somebody; at the end no window may have complained."""
    visitors: list[Visitor] = []

    def open_window(name: str = "", look: Look = DESK) -> Visitor:
        context = browser.new_context(
            viewport={"width": look.width, "height": HEIGHTS[look.width]},
            java_script_enabled=look.script,
            is_mobile=look.width < 900,
            has_touch=look.width < 900,
            storage_state=signed_in.get((name, look.language)),
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(context, world, look)
        visitors.append(visitor)
        if name and (name, look.language) not in signed_in:
            visitor.sign_in(name)
            signed_in[name, look.language] = context.storage_state()
        return visitor

    yield open_window
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints
