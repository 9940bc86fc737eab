"""Run the whole suite on real servers, as the role that serves."""

import io
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from config.local.servers import Servers
from tests.database import TestDatabase

pytest_plugins = ["tests.world", "tests.library", "tests.corpora"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile the translations, once per run."""
    if not hasattr(config, "workerinput"):
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        call_command("compile_translations", verbosity=0)


class JourneysTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Keep the journeys in one process: they share a city that takes a minute to make."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if "tests/journeys/" in nodeid else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand out tests one by one; --dist=loadgroup does nothing under pytest 9.2."""
    return JourneysTogether(config, log)


@pytest.fixture(scope="session", autouse=True)
def folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what tests upload out of what the demo keeps, and seal with a key of their own."""
    settings.FILES_ROOT = str(tmp_path_factory.mktemp("files"))
    settings.ANCHORS_ROOT = str(tmp_path_factory.mktemp("anchors"))
    settings.PDF_SIGN_KEY_FILE = ""  # a demo here may have one
    settings.SEAL_KEY_FILE = str(tmp_path_factory.mktemp("seal") / "seal.pem")
    settings.SEAL_PUBLIC_KEYS = str(tmp_path_factory.mktemp("keys") / "seal-keys.jsonl")
    call_command("seal_key", "new", "--since", "2000-01-01", stdout=io.StringIO())


@pytest.fixture(autouse=True)
def language() -> None:
    """Begin in the language of the settings: that of the page asked for last stays otherwise."""
    translation.deactivate()


@pytest.fixture(scope="session")
def servers() -> Generator[dict[str, str]]:
    """Start PostgreSQL and Valkey, shared with other test runs; yield their addresses."""
    with Servers("test").running() as environment:
        yield environment


@pytest.fixture(scope="session")
def django_db_setup(servers: dict[str, str], django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """Replace pytest-django's: our database is a copy, and a test that commits gets a new one.

    Django would empty the tables instead, which the serving role may not, and which would also
    empty what migrations put there.
    """
    database = TestDatabase(servers)

    def renew(self: TransactionTestCase) -> None:
        database.renew()

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        with database.existing():
            yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.CallInfo[pytest.TestReport]]:
    """Where CI is set everything is there, so a skipped test is a failed one."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although CI is set: {report.longrepr}"
