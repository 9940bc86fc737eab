"""What the pages name is there: paths, links, make targets, commands, settings, classes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from config.local.places import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
APPS = "tenants|documents|approvals|oversight|config|tests|benchmarks|docs|requirements"
A_PATH = re.compile(rf"(?<![\w/.])((?:{APPS})/[\w./*-]*)")
A_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
A_TARGET = re.compile(r"\bmake ([a-z-]+)(?=`|\s+#)")
A_COMMAND = re.compile(r"manage\.py ([a-z_]+)")
A_SETTING = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')

pages = pytest.mark.parametrize("sheet", PAGES, ids=lambda sheet: str(sheet.relative_to(ROOT)))


def named(pattern: re.Pattern[str], sheet: Path) -> Iterator[str]:
    for match in pattern.finditer(sheet.read_text()):
        yield match[1].rstrip(".")


@pages
def test_each_path_a_page_names_exists(sheet: Path) -> None:
    missing = [name for name in named(A_PATH, sheet) if not any(ROOT.glob(name))]
    assert not missing


@pages
def test_each_link_leads_somewhere(sheet: Path) -> None:
    missing = [link for link in named(A_LINK, sheet) if not (sheet.parent / link).exists()]
    assert not missing


@pages
def test_each_make_target_exists(sheet: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(named(A_TARGET, sheet)) <= targets


@pages
def test_each_command_exists(sheet: Path) -> None:
    assert set(named(A_COMMAND, sheet)) <= get_commands().keys()


def test_operations_explains_every_setting_and_no_other() -> None:
    read = set(A_SETTING.findall((ROOT / "config" / "settings.py").read_text()))
    table = (ROOT / "docs" / "operations.md").read_text().split("\n## ")[2]
    explained = {
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])
    }
    assert len(read) > 10
    assert explained == read


def test_the_glossary_names_classes_that_exist() -> None:
    source = "\n".join(
        path.read_text()
        for app in ("tenants", "documents", "approvals", "oversight")
        for path in (ROOT / app).rglob("*.py")
    )
    cells = [
        row.split("|")[3]
        for row in (ROOT / "docs" / "glossary.md").read_text().splitlines()
        if row.startswith("| ") and row.count("|") == 5
    ]
    classes = {name for cell in cells for name in re.findall(r"`([A-Z]\w+)", cell)}
    assert len(classes) > 20
    assert not {name for name in classes if not re.search(rf"^\s*class {name}\b", source, re.M)}
