"""Real documents, kept beside the project and never copied into it."""

import csv
import os
from pathlib import Path

import pytest

from documents.text.blocks import Block
from documents.text.markdown import from_markdown

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of test documents; without it there is nothing to test."""
    if not CORPORA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"no corpora at {CORPORA}")
        pytest.skip(f"no corpora at {CORPORA}")
    return CORPORA


def expected(corpora: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table of expectations."""
    with (corpora / "expected" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def revisions(corpora: Path, document: str) -> list[Path]:
    """Return the Markdown revisions of a document, oldest first."""
    return sorted((corpora / "versioned" / document).glob("*.md"))


def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of a Markdown file."""
    return from_markdown(path.read_text(encoding="utf-8"))
